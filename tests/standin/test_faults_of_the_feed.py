"""The faults of a member's feed: for each the shape that it gives."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
import requests

from standin.fault_kinds import anywhere, letterboxd_refusals
from standin.fault_kinds.rss import KINDS
from standin.faults import Fault
from standin.server import StandIn
from tests.timing import PATIENCE_S

NAMES = {"letterboxd": "https://letterboxd.com", "tmdb": "https://themoviedb.org"}
FEED = "/velvetfog/rss/"


def get(standin: StandIn, **headers: str) -> requests.Response:
    return requests.get(
        standin.letterboxd_url + FEED, timeout=PATIENCE_S, allow_redirects=False, headers=headers
    )


def items(text: str) -> list[ET.Element]:
    return ET.fromstring(text.encode()).findall("./channel/item")


def spoiled(standin: StandIn, fault: Fault) -> list[ET.Element]:
    standin.set_fault(fault)
    response = get(standin)
    standin.clear_faults()
    assert response.status_code == 200
    return items(response.text)


def of(item: ET.Element, name: str) -> str | None:
    return item.findtext(name, namespaces=NAMES)


def is_list(item: ET.Element) -> bool:
    return (of(item, "guid") or "").startswith("letterboxd-list")


ITEMS: dict[str, Callable[[ET.Element], bool]] = {
    "series": lambda item: bool(of(item, "tmdb:tvId")) and of(item, "tmdb:movieId") is None,
    "odd_item": lambda item: of(item, "link") is None and of(item, "letterboxd:filmTitle") is None,
    "item_without_film": lambda item: (
        of(item, "letterboxd:filmTitle") is of(item, "letterboxd:filmYear") is None
    ),
    "item_without_id": lambda item: of(item, "tmdb:movieId") is None,
    "item_with_odd_id": lambda item: of(item, "tmdb:movieId") == "soon",
    "item_with_odd_link": lambda item: of(item, "link") == "https://letterboxd.com/",
    "item_without_year": lambda item: of(item, "letterboxd:filmYear") == "",
    "item_rated_oddly": lambda item: of(item, "letterboxd:memberRating") == "lots",
    "item_rated_nothing": lambda item: of(item, "letterboxd:memberRating") == "0.0",
}
REFUSALS = sorted(letterboxd_refusals.KINDS.keys() - anywhere.KINDS.keys() - {"truncated"})
ELSEWHERE = {"undated", "empty", "redirect_member"}


def test_every_fault_is_shown() -> None:
    shared = set(letterboxd_refusals.KINDS) | set(anywhere.KINDS)
    assert {*ITEMS} | ELSEWHERE == set(KINDS) - shared


@pytest.mark.parametrize("kind", REFUSALS)
def test_it_is_refused_as_pages_are(plain: StandIn, kind: str) -> None:
    plain.set_fault(Fault("rss", kind, times=1))
    plain.set_fault(Fault("letterboxd", kind, times=1))
    feed = get(plain)
    page = requests.get(f"{plain.letterboxd_url}/velvetfog/films/", timeout=PATIENCE_S)
    plain.clear_faults()
    assert (feed.status_code, feed.content) == (page.status_code, page.content)


@pytest.mark.parametrize("count", [None, 2])
@pytest.mark.parametrize("kind", ITEMS)
def test_the_newest_items_are_odd(plain: StandIn, kind: str, count: int | None) -> None:
    good = items(get(plain).text)
    found = spoiled(plain, Fault("rss", kind, count=count))
    concerned = [item for item in found if ITEMS[kind](item) and not is_list(item)]
    assert len(concerned) == (count or 1)
    assert len(found) == len(good) + (len(concerned) if kind in ("series", "odd_item") else 0)
    assert list(map(ET.tostring, found[-40:])) == list(map(ET.tostring, good[-40:]))


def test_no_item_is_dated(plain: StandIn) -> None:
    assert any(of(item, "letterboxd:watchedDate") for item in items(get(plain).text))
    assert not any(of(item, "letterboxd:watchedDate") for item in spoiled(plain, Fault("rss", "undated")))


def test_there_are_no_items(plain: StandIn) -> None:
    assert spoiled(plain, Fault("rss", "empty")) == []


def test_another_members_feed_comes_instead(plain: StandIn) -> None:
    plain.set_fault(Fault("rss", "redirect_member", times=1))
    response = get(plain)
    assert response.status_code == 302
    assert "velvetfog" not in response.headers["Location"]


class TestNamelessClients:
    @pytest.mark.parametrize("agent", ["python-requests/2.34.2", "", "python-urllib3/2.7.0"])
    def test_they_are_403(self, served: StandIn, agent: str) -> None:
        assert get(served, **{"User-Agent": agent}).status_code == 403

    @pytest.mark.parametrize("agent", ["NextFilm/1.0 (+https://example.org)", "Mozilla/5.0 (X11; Linux)"])
    def test_named_ones_are_served(self, served: StandIn, agent: str) -> None:
        assert get(served, **{"User-Agent": agent}).status_code == 200

    def test_pages_do_not_ask_for_a_name(self, served: StandIn) -> None:
        assert (
            requests.get(f"{served.letterboxd_url}/velvetfog/films/", timeout=PATIENCE_S).status_code == 200
        )

    def test_the_feed_does_not_either_when_that_is_switched_off(self, plain: StandIn) -> None:
        assert get(plain).status_code == 200
