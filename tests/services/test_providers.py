"""Providers: one key for what upstreams, people and browsers call differently."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.models.films import Provider
from services.providers import key_of, provider_of
from standin.providers import FREE, SHOPS, SUBSCRIPTIONS, WITH_ADS
from standin.providers import Provider as Package

TABLE = Path(__file__).parents[2] / "services" / "providers.csv"
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
ROWS = list(csv.DictReader(LINES))
KEYS = {row["key"] for row in ROWS}
MEANINGS = {
    8: "netflix",
    1796: "netflix-with-ads",
    9: "prime-video",
    119: "prime-video",
    2100: "prime-video-with-ads",
    10: "amazon-video",
    337: "disney-plus",
    1899: "max",
    350: "apple-tv-plus",
    2: "apple-tv-store",
    15: "hulu",
    531: "paramount-plus",
    2616: "paramount-plus-with-ads",
    386: "peacock",
    387: "peacock-premium-plus",
    43: "starz",
    34: "mgm-plus",
    526: "amc-plus",
    99: "shudder",
    258: "criterion-channel",
    11: "mubi",
    283: "crunchyroll",
    73: "tubi",
    300: "pluto-tv",
    207: "roku-channel",
    538: "plex",
    191: "kanopy",
    212: "hoopla",
    192: "youtube",
    3: "google-play",
    7: "fandango-at-home",
    35: "rakuten-tv",
    39: "now",
    38: "bbc-iplayer",
    1773: "skyshowtime",
    30: "wow",
    298: "rtl-plus",
    381: "canal-plus",
    63: "filmin",
    307: "globoplay",
    167: "claro-video",
    230: "crave",
    21: "stan",
}
"""TMDB's id and the key it has had since the table began."""

rows = st.sampled_from(ROWS)
names = st.text(min_size=1, max_size=100).filter(lambda text: text.strip() != "")
endings = st.sampled_from(
    ("Amazon Channel", "Apple TV Channel", "Roku Premium Channel", "with Ads", "Basic with Ads")
)

unaccented = st.text(st.characters(categories=["Lo"]), min_size=1)


def known_names(row: dict[str, str]) -> list[str]:
    return [row["key"], row["name"], *filter(None, row["aliases"].split("|"))]


any_name = names | rows.flatmap(lambda row: st.sampled_from(known_names(row)))
varied = st.builds(lambda name, more: " ".join((name, *more)), any_name, st.lists(endings, max_size=3))


# The table


def test_keys_are_unique_and_fit_an_address() -> None:
    assert len(KEYS) == len(ROWS) >= 60
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in KEYS)


def test_a_name_an_id_or_a_technical_name_is_of_one_service_only() -> None:
    ids = Counter(each for row in ROWS for each in row["tmdb_ids"].split())
    technical = Counter(each for row in ROWS for each in row["technical_names"].split())
    assert {each for each, count in (ids + technical).items() if count > 1} == set()
    assert all(each.isdecimal() for each in ids)
    for row in ROWS:  # the one read last would win
        assert {key_of(name) for name in known_names(row)} == {row["key"]}


def test_a_plan_is_of_a_service() -> None:
    services = {row["key"] for row in ROWS if not row["plan_of"]}
    assert {row["plan_of"] for row in ROWS if row["plan_of"]} <= services
    assert {row["has_ads"] for row in ROWS} == {"", "yes"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_every_way_to_say_a_service_leads_to_the_same_provider(row: dict[str, str]) -> None:
    key, plan_of = row["key"], row["plan_of"]
    expected = Provider(key, row["name"], service=plan_of or key, has_ads=row["has_ads"] == "yes")
    found = [provider_of(name) for name in known_names(row)]
    found += [provider_of("Renamed", tmdb_id=int(each)) for each in row["tmdb_ids"].split()]
    found += [provider_of("Renamed", technical_name=each) for each in row["technical_names"].split()]
    assert set(found) == {expected}


@pytest.mark.parametrize("row", [row for row in ROWS if row["key"] == f"{row['plan_of']}-with-ads"])
def test_the_table_and_the_ending_of_a_name_tell_the_same_plan(row: dict[str, str]) -> None:
    service = next(each for each in ROWS if each["key"] == row["plan_of"])
    for name in known_names(service):
        assert provider_of(f"{name} Standard with Ads") == provider_of(row["name"])


# Names as upstreams and people write them


@pytest.mark.parametrize(
    ("spellings", "key", "name"),
    [
        (("Disney+", "Disney Plus", "DISNEY PLUS", "disneyplus", "Disney +"), "disney-plus", "Disney+"),
        (("Prime Video", "Amazon Prime Video", "amazon prime"), "prime-video", "Prime Video"),
        (("Max", "HBO Max", "HBO  Max ", "hbomax"), "max", "Max"),
        (("Apple TV+", "Apple TV Plus", "Apple TV"), "apple-tv-plus", "Apple TV+"),
        (("Paramount+", "Paramount Plus", "Paramount Plus Premium"), "paramount-plus", "Paramount+"),
        (("Canal+", "CANAL+", "Canal Plus", "Canal＋"), "canal-plus", "Canal+"),
        (("Tubi", "Tubi TV"), "tubi", "Tubi"),
        (("NOW", "Now TV"), "now", "NOW"),
    ],
)
def test_spellings_and_former_names_are_one_service(spellings: tuple[str, ...], key: str, name: str) -> None:
    assert {(provider_of(each).key, provider_of(each).name) for each in spellings} == {(key, name)}


def test_an_id_tells_what_a_name_gave_away_means() -> None:
    assert provider_of("Apple TV", tmdb_id=350).key == "apple-tv-plus"
    assert provider_of("Apple TV", technical_name="appletvplus").key == "apple-tv-plus"
    assert provider_of("Apple TV", tmdb_id=2).key == "apple-tv-store"
    assert provider_of("Apple TV", technical_name="itunes").key == "apple-tv-store"
    assert provider_of("NOW", tmdb_id=484).key == "claro-tv-plus"


@pytest.mark.parametrize("each", [*SUBSCRIPTIONS, *WITH_ADS, *FREE, *SHOPS], ids=lambda each: each.name)
def test_justwatch_and_tmdb_agree(each: Package) -> None:
    by_justwatch = provider_of(each.name, technical_name=each.technical_name)
    assert by_justwatch == provider_of(each.name, tmdb_id=each.id)
    assert by_justwatch.key in KEYS


@given(any_name, st.sampled_from((str.upper, str.lower, str.title, str.swapcase)))
def test_case_does_not_matter(name: str, change: Callable[[str], str]) -> None:
    changed = change(name)
    assume(changed.casefold() == name.casefold())  # "ŉ" is not "ʼN"
    assert key_of(changed) == key_of(name)


@given(any_name, st.sampled_from((" ", "  ", "\t", "\N{NO-BREAK SPACE}", "-")))
def test_blanks_do_not_matter(name: str, blank: str) -> None:
    assume(any(each.isalnum() for each in name))
    assert key_of(name.replace(" ", blank)) == key_of(name)
    assert provider_of(f"{blank}{name}{blank}").key == key_of(name)


@given(any_name)
def test_a_plus_may_be_spelled_out(name: str) -> None:
    assert key_of(f"{name}+") == key_of(f"{name} plus") == key_of(f"{name} Plus")


# Plans with ads, and add-ons


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Netflix Standard with Ads",
            Provider("netflix-with-ads", "Netflix with Ads", "netflix", None, True),
        ),
        ("Netflix basic with Ads", Provider("netflix-with-ads", "Netflix with Ads", "netflix", None, True)),
        (
            "Amazon Prime Video with Ads",
            Provider("prime-video-with-ads", "Prime Video with Ads", "prime-video", None, True),
        ),
        (
            "Paramount Plus Essential",
            Provider("paramount-plus-with-ads", "Paramount+ with Ads", "paramount-plus", None, True),
        ),
        ("Peacock Premium", Provider("peacock", "Peacock", "peacock", None, True)),
        (
            "Cinelot Basic with Ads",
            Provider("cinelot-with-ads", "Cinelot Basic with Ads", "cinelot", None, True),
        ),
    ],
)
def test_a_plan_with_ads_is_told_apart_from_the_service(name: str, expected: Provider) -> None:
    assert provider_of(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "HBO Max Amazon Channel",
            Provider("max-amazon-channel", "Max Amazon Channel", "max", "prime-video"),
        ),
        (
            "Paramount Plus Apple TV Channel ",
            Provider(
                "paramount-plus-apple-tv-channel",
                "Paramount+ Apple TV Channel",
                "paramount-plus",
                "apple-tv-store",
            ),
        ),
        (
            "Paramount+ Roku Premium Channel",
            Provider(
                "paramount-plus-roku-premium-channel",
                "Paramount+ Roku Premium Channel",
                "paramount-plus",
                "roku-channel",
            ),
        ),
        (
            "Apple TV Amazon Channel",
            Provider(
                "apple-tv-plus-amazon-channel", "Apple TV+ Amazon Channel", "apple-tv-plus", "prime-video"
            ),
        ),
        (
            "Ciné, etc. Amazon Channel",
            Provider("cineetc-amazon-channel", "Ciné, etc. Amazon Channel", "cineetc", "prime-video"),
        ),
    ],
)
def test_an_add_on_is_neither_the_service_nor_the_platform(name: str, expected: Provider) -> None:
    assert provider_of(name) == expected
    assert expected.addon_of in KEYS


@pytest.mark.parametrize("name", ["The Roku Channel", "Criterion Channel", "Amazon Channel", "with Ads"])
def test_a_service_may_be_called_a_channel(name: str) -> None:
    found = provider_of(name)
    assert (found.addon_of, found.has_ads, found.service) == (None, False, found.key)


@given(any_name, st.sampled_from(("Amazon Channel", "Apple TV Channel", "Roku Premium Channel")))
def test_an_add_on_has_a_key_of_its_own_and_says_what_it_adds(name: str, ending: str) -> None:
    service, addon = provider_of(name), provider_of(f"{name} {ending}")
    assume(addon.key != "prime-video-free")  # a former "Amazon Channel"
    assume(any(each.isalnum() for each in name))
    assert addon.key != service.key
    assert addon.addon_of in KEYS
    assert addon.service == service.service


@given(any_name)
def test_ads_are_said_and_the_service_too(name: str) -> None:
    assume(any(each.isalnum() for each in name))
    service, plan = provider_of(name), provider_of(f"{name} with Ads")
    assert plan.has_ads
    assert plan.service == service.service
    assert (plan.key == service.key) == service.has_ads


# Keys that last


@given(varied)
def test_a_key_is_its_own_key_and_travels_in_an_address(name: str) -> None:
    key = key_of(name)
    assert re.fullmatch(r"[a-z0-9-]+", key)
    assert key_of(key) == key == provider_of(name).key
    query = urlencode({"services": ",".join((key, "netflix"))}, safe=",")
    assert parse_qs(query)["services"][0].split(",") == [key, "netflix"]


@given(names)
def test_what_the_table_lacks_keeps_its_own_name(name: str) -> None:
    found = provider_of(name)
    assume(found.service not in KEYS)
    assert found.name == " ".join(name.split())
    assert provider_of(found.name) == found


@given(unaccented, unaccented)
def test_names_in_other_scripts_stay_apart(one: str, other: str) -> None:
    same = unicodedata.normalize("NFKD", one) == unicodedata.normalize("NFKD", other)
    assert (key_of(one) == key_of(other)) == same


@given(rows)
def test_a_key_made_of_a_name_before_the_table_knew_it_still_leads_to_the_service(
    row: dict[str, str],
) -> None:
    """The key of a name that the table lacks is its letters: ``key_of("Acorn TV")`` was ``acorntv``."""
    for name in known_names(row):
        once = re.sub("[^a-z0-9]", "", name.lower().replace("+", "plus").replace("&", "and"))
        assert key_of(once) == row["key"]


def test_keys_keep_their_meaning() -> None:
    """Addresses and browsers keep them: one that changes here is another service there."""
    assert {number: provider_of("?", tmdb_id=number).key for number in MEANINGS} == MEANINGS
    derived = {
        "Cinelot": "cinelot",
        "Cinélot+, Ltd.": "cinelotplusltd",
        "Кино": "u43au438u43du43e",
        "★": "u2605",
    }
    assert {name: key_of(name) for name in derived} == derived


@pytest.mark.parametrize("name", ["", " ", "\t\n\N{NO-BREAK SPACE}"])
def test_a_blank_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        provider_of(name)
