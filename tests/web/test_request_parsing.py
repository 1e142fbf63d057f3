"""What callers send, parsed; whatever it is, it is either understood or refused by name."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pycountry
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from errors import InvalidRequest
from services.models.filters import Filters
from services.models.requests import RecommendationRequest
from web.countries import DEFAULT_COUNTRY, country_codes
from web.request_parsing import (
    Submission,
    parse_request_id,
    parse_submission,
    parse_subscription,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
RANDOM_ID = "0123456789-abcdef"
FIELDS = ("username", "country", "language", "include_streaming", "request_id", "count", "sync")


def test_a_username_alone_is_enough() -> None:
    request = RecommendationRequest("anna", "CL", "Chile", include_streaming=True, count=None)
    assert parse_submission({"username": "anna"}) == Submission(request, None, is_sync=False)


def test_every_field_is_read() -> None:
    body = {
        "username": "An-na_1", "country": "de", "language": "pt-br", "include_streaming": False,
        "request_id": RANDOM_ID, "count": 1000, "sync": True,
    }  # fmt: skip
    request = RecommendationRequest(
        "An-na_1", "DE", "Germany", language="pt-BR", include_streaming=False, count=1000
    )
    assert parse_submission(body) == Submission(request, RANDOM_ID, is_sync=True)


def test_every_filter_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
    table = page.partition("## RecommendRequest")[2].partition("\n#")[0]
    assert [each.name for each in fields(Filters) if f"`{each.name}`" not in table] == []


def test_what_may_be_left_out_may_be_null() -> None:
    assert parse_submission({"username": "anna", "request_id": None, "count": None}).request_id is None


def test_every_country_has_a_name_that_people_use() -> None:
    assert DEFAULT_COUNTRY in country_codes()
    for code, name in (("BO", "Bolivia"), ("TW", "Taiwan"), ("GB", "United Kingdom")):
        assert parse_submission({"username": "a", "country": code.lower()}).request.country_name == name
    assert all(parse_submission({"username": "a", "country": code}) for code in country_codes())


BLANKS = st.text(st.sampled_from(" \t\n\u00a0\u200b\ufeff\u202a"), max_size=3)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("UK", "GB"), ("uk", "GB"), ("el", "GR"), ("USA", "US"), ("gbr", "GB"), ("cl", "CL"),
        ("Chile", "CL"), ("united kingdom", "GB"), ("Bolivia", "BO"),
        ("Turkey", "TR"), ("The Netherlands", "NL"),
    ],
)  # fmt: skip
@given(before=BLANKS, after=BLANKS)
def test_a_country_is_understood_as_people_write_it(given: str, code: str, before: str, after: str) -> None:
    body = {"username": "anna", "country": before + given + after}
    assert parse_submission(body).request.country_code == code


@given(st.sampled_from(list(pycountry.countries)), st.booleans())
def test_every_country_is_understood_by_either_code_and_by_name(country: Any, is_lower: bool) -> None:
    for text in (country.alpha_2, country.alpha_3, country.name):
        body = {"username": "anna", "country": text.lower() if is_lower else text}
        assert parse_submission(body).request.country_code == country.alpha_2


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("es", "es"),
        ("EN-gb", "en-GB"),
        ("pt-BR", "pt-BR"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("xx", "xx"),
        ("fil", "fil"),
        ("de-1996", "de"),
        ("en-US-u-ca-gregory", "en-US"),
        ("sl-Latn-IT-nedis", "sl-Latn-IT"),
        (None, "en"),
    ],
)
def test_a_language_is_understood_as_its_tag_is_usually_spelled(given: str | None, tag: str) -> None:
    assert parse_submission({"username": "anna", "language": given}).request.language == tag


@pytest.mark.parametrize(
    "given", ["", "e", "english", "es_CL", "es-", "-es", "es-ñ", " es", "es\n", 7, ["es"], True]
)
def test_what_is_no_language_is_named(given: object) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_submission({"username": "anna", "language": given})
    assert list(refused.value.fields) == ["language"]
    assert "BCP 47" in str(refused.value)


def test_services_are_understood_by_the_names_that_people_know_and_by_their_keys() -> None:
    given = ["Disney Plus", "HBO Max", "max", "Ciné, etc.", "cineetc"]
    request = parse_submission({"username": "ana", "services": given}).request
    assert request.filters.services == ("cineetc", "disney-plus", "max")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_the_key_of_any_service_is_taken_in_its_place(name: str) -> None:
    assume(name.strip())
    (key,) = parse_submission({"username": "ana", "services": [name]}).request.filters.services
    again = parse_submission({"username": "ana", "services": [name, key]}).request.filters.services
    assert again == (key,)


def test_a_genre_that_is_both_wanted_and_excluded_is_named() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_submission(
            {"username": "anna", "genres": ["Horror", "War"], "exclude_genres": ["War", "Drama"]}
        )
    assert list(refused.value.fields) == ["exclude_genres"]
    assert "War" in refused.value.fields["exclude_genres"]
    assert "Horror" not in str(refused.value)


@given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)))
def test_any_body_is_understood_or_refused_naming_what_is_wrong(body: object) -> None:
    parsed = parsed_or_refused(body)
    if isinstance(parsed, Submission):
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,50}", parsed.request.username)
        assert parsed.request.country_code in country_codes()
    elif isinstance(body, dict):
        assert parsed.fields
        assert set(parsed.fields) <= set(FIELDS) | set(map(str, body))


def parsed_or_refused(body: object) -> Submission | InvalidRequest:
    """What comes of ``body``; nothing but these two."""
    try:
        return parse_submission(body)
    except InvalidRequest as refused:
        return refused


@given(st.text(max_size=70))
def test_a_request_id_is_read_or_refused(text: str) -> None:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", text):
        assert parse_request_id({"request_id": text}) == text
    else:
        with pytest.raises(InvalidRequest):
            parse_request_id({"request_id": text})


@pytest.mark.parametrize(
    ("arguments", "header", "expected"),
    [
        ({}, None, 0),
        ({"last_event_id": "7"}, None, 7),
        ({"last_event_id": "7"}, "9", 9),
        ({}, "0", 0),
        ({"last_event_id": ""}, "", 0),
    ],
)
def test_the_newest_event_that_was_seen(arguments: dict[str, str], header: str | None, expected: int) -> None:
    assert parse_subscription({"request_id": "a" * 16} | arguments, header) == ("a" * 16, expected)


@given(st.text(min_size=1, max_size=20))
def test_an_event_id_is_a_number_or_refused_wherever_it_stands_and_whatever_stands_beside_it(
    text: str,
) -> None:
    for arguments, header in (({}, text), ({"last_event_id": "7"}, text), ({"last_event_id": text}, "7")):
        query = {"request_id": "a" * 16} | arguments
        if re.fullmatch(r"[0-9]{1,15}", text):
            assert parse_subscription(query, header)[1] == int(header)
        else:
            with pytest.raises(InvalidRequest):
                parse_subscription(query, header)


def test_all_that_is_wrong_with_a_query_is_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_subscription({"request_id": "short", "last_event_id": "-1"})
    assert set(refused.value.fields) == {"request_id", "last_event_id"}
    assert all(f"{name}: {why}" in str(refused.value) for name, why in refused.value.fields.items())
