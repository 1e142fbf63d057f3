"""Faults: what each looks like from outside, and which requests it meets."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cloudscraper
import curl_cffi
import pytest
import requests
from bs4 import BeautifulSoup

from standin.faults import KINDS, Client, Fault, client_of
from standin.server import DEMO_KEY, StandIn
from tests.timing import PATIENCE_S, until

Get = Callable[..., requests.Response]


@pytest.fixture
def page(standin: StandIn) -> Get:
    """Asks for a page of velvetfog's; it has five."""

    def get(path: str = "/velvetfog/films/", **options: Any) -> requests.Response:
        named = {"User-Agent": "FilmBot/1"}
        options = {"timeout": PATIENCE_S, "allow_redirects": False, "headers": named, **options}
        return requests.get(standin.letterboxd_url + path, **options)

    return get


@pytest.fixture
def details(standin: StandIn) -> Get:
    """Asks TMDB for a film."""
    film_id = next(iter(standin.world.films))

    def get(**options: Any) -> requests.Response:
        return requests.get(
            f"{standin.tmdb_url}/movie/{film_id}", params={"api_key": DEMO_KEY}, timeout=PATIENCE_S, **options
        )

    return get


def slugs(response: requests.Response) -> list[str]:
    found = BeautifulSoup(response.text, "lxml").select("[data-item-slug]")
    return [str(item["data-item-slug"]) for item in found]


class TestLetterboxd:
    @pytest.mark.parametrize(("retry_after_s", "header"), [(None, None), (30, "30"), (0.5, "0.5")])
    def test_throttle(
        self, standin: StandIn, page: Get, retry_after_s: float | None, header: str | None
    ) -> None:
        standin.set_fault(Fault("letterboxd", "throttle", retry_after_s=retry_after_s))
        response = page()
        assert response.status_code == 429
        assert "error code: 1015" in response.text
        assert response.headers.get("Retry-After") == header

    def test_any_status(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", status=426))
        assert page().status_code == 426

    @pytest.mark.parametrize("path", ["/velvetfog/films/", "/velvetfog/watchlist/", "/velvetfog/list/best/"])
    def test_changed_markup(self, standin: StandIn, page: Get, path: str) -> None:
        standin.set_fault(Fault("letterboxd", "changed_markup"))
        response = page(path)
        found = BeautifulSoup(response.text, "lxml")
        assert response.status_code == 200
        assert found.select(".poster-grid")
        assert not found.select("[data-item-slug], [data-film-slug], [data-target-link], .griditem, img")

    def test_drop(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "drop"))
        with pytest.raises(requests.ConnectionError):
            page()
        assert [logged.status for logged in standin.requests("letterboxd")] == [0]

    def test_delay_answers_late(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "delay", delay_s=0.2))
        started = time.monotonic()
        assert page().status_code == 200
        assert time.monotonic() - started >= 0.2

    def test_timeout_hangs_and_never_answers(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "timeout", delay_s=0.1))
        with pytest.raises(requests.ConnectionError):
            page()

    def test_a_client_that_gives_up_is_in_the_log(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "delay", delay_s=30))
        with pytest.raises(requests.ReadTimeout):
            page(timeout=0.1)
        until(lambda: [logged.status for logged in standin.requests("letterboxd", "page")] == [0])

    def test_the_feed_is_a_service_of_its_own(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "challenge"))
        assert page("/velvetfog/rss/").status_code == 200
        standin.clear_faults()
        standin.set_fault(Fault("rss", "challenge"))
        assert page("/velvetfog/rss/").headers["cf-mitigated"] == "challenge"
        assert page().status_code == 200

    def test_a_truncated_feed(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("rss", "truncated"))
        response = page("/velvetfog/rss/")
        assert response.text.startswith("<?xml")
        assert "</rss>" not in response.text


class TestWhichRequests:
    def statuses(self, page: Get, count: int) -> list[int]:
        return [page().status_code for _ in range(count)]

    def test_for_ever(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status"))
        assert self.statuses(page, 3) == [503, 503, 503]

    def test_so_many_times(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", times=2))
        assert self.statuses(page, 4) == [503, 503, 200, 200]

    def test_every_third(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", every=3))
        assert self.statuses(page, 7) == [200, 200, 503, 200, 200, 503, 200]

    def test_every_second_but_only_once(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", every=2, times=1))
        assert self.statuses(page, 4) == [200, 503, 200, 200]

    def test_one_after_the_other(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "throttle", times=1))
        standin.set_fault(Fault("letterboxd", "status", times=1))
        assert self.statuses(page, 3) == [429, 503, 200]

    def test_only_some_paths(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", path_contains="/page/2/"))
        assert page("/velvetfog/films/page/2/").status_code == 503
        assert page("/velvetfog/films/page/3/").status_code == 200

    def test_not_other_services(self, standin: StandIn, details: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status"))
        assert details().status_code == 200

    def test_until_cleared(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status"))
        standin.clear_faults()
        assert page().status_code == 200

    def test_so_many_times_also_under_a_crowd(self, standin: StandIn, page: Get) -> None:
        standin.set_fault(Fault("letterboxd", "status", times=5))
        with ThreadPoolExecutor(10) as pool:
            found = list(pool.map(lambda _: page("/twelvefold/films/").status_code, range(30)))
        assert sorted(found) == [200] * 25 + [503] * 5


class TestClients:
    @pytest.fixture
    def refusing(self, standin: StandIn) -> Iterator[Callable[[Client], str]]:
        """Refuses one client, and answers the address to try."""

        def refuse(client: Client) -> str:
            standin.set_fault(Fault("letterboxd", "ban", client=client))
            return f"{standin.letterboxd_url}/twelvefold/films/"

        yield refuse
        standin.clear_faults()

    def test_requests_is_told_by_its_name(self, refusing: Callable[[Client], str]) -> None:
        url = refusing("requests")
        assert requests.get(url, timeout=PATIENCE_S).status_code == 403
        assert requests.get(url, headers={"User-Agent": "FilmBot/1"}, timeout=PATIENCE_S).status_code == 403
        named = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0"}
        assert requests.get(url, headers=named, timeout=PATIENCE_S).status_code == 403

    def test_cloudscraper_is_told_by_what_it_leaves_out(self, refusing: Callable[[Client], str]) -> None:
        url = refusing("cloudscraper")
        with cloudscraper.create_scraper() as scraper:
            assert scraper.get(url, timeout=PATIENCE_S).status_code == 403
        assert requests.get(url, timeout=PATIENCE_S).status_code == 200

    def test_curl_cffi_is_told_by_its_client_hints(self, refusing: Callable[[Client], str]) -> None:
        url = refusing("curl_cffi")
        with curl_cffi.Session(impersonate="chrome") as session:
            assert session.get(url, timeout=PATIENCE_S).status_code == 403
        with cloudscraper.create_scraper() as scraper:
            assert scraper.get(url, timeout=PATIENCE_S).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.0.0 Safari/537.36",
                "accept": "text/html",
                "sec-fetch-mode": "navigate",
                "sec-ch-ua": '"Chromium";v="156"',
            },
            {
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "accept": "text/html",
                "sec-fetch-mode": "navigate",
            },
        ],
    )
    def test_a_browser_is_told_by_its_name_or_by_being_a_firefox(self, headers: dict[str, str]) -> None:
        assert client_of(headers) == "browser"


class TestNonsense:
    def test_a_fault_its_service_cannot_have_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'tmdb' has no fault 'repeat'"):
            Fault("tmdb", "repeat")

    def test_an_unknown_service_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'imdb'"):
            Fault("imdb", "status")  # type: ignore[arg-type]

    def test_an_unknown_client_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'wget'"):
            Fault("tmdb", "status", client="wget")  # type: ignore[arg-type]

    def test_every_service_can_time_out(self) -> None:
        assert all("timeout" in kinds for kinds in KINDS.values())
