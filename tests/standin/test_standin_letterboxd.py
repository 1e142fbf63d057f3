"""Letterboxd as the stand-in answers for it."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
import requests
from bs4 import BeautifulSoup, Tag

from standin.model import Film, Member, MemberFilm
from standin.server import StandIn
from standin.world import World
from tests.timing import PATIENCE_S

NAMES = {"letterboxd": "https://letterboxd.com", "tmdb": "https://themoviedb.org"}


def get(standin: StandIn, path: str) -> requests.Response:
    named = {"User-Agent": "FilmBot/1"}
    return requests.get(
        standin.letterboxd_url + path, timeout=PATIENCE_S, allow_redirects=False, headers=named
    )


def soup(standin: StandIn, path: str) -> BeautifulSoup:
    response = get(standin, path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def stars(item: Tag) -> float | None:
    rating = item.select_one(".poster-viewingdata .rating")
    if rating is None:
        return None
    (name,) = (name for name in rating["class"] if name.startswith("rated-"))
    return int(name.removeprefix("rated-")) / 2


class TestFilmsPages:
    def test_a_full_page_holds_seventy_two_films_newest_first(self, standin: StandIn, world: World) -> None:
        items = soup(standin, "/velvetfog/films/").select(".poster-grid > ul.grid > li.griditem")
        assert len(items) == 72
        for item, entry in zip(items, world.members["velvetfog"].entries, strict=False):
            poster = one(item, "div.react-component[data-component-class=LazyPoster]")
            film = world.films[entry.film_id]
            assert poster["data-item-name"] == poster["data-item-full-display-name"] == film.name
            assert poster["data-item-slug"] == film.slug
            assert poster["data-item-link"] == poster["data-target-link"] == f"/film/{film.slug}/"
            assert json.loads(str(poster["data-postered-identifier"]))["uid"] == f"film:{film.id}"
            assert one(poster, "img")["alt"] == film.title
            assert stars(item) == entry.rating_stars
            assert bool(item.select_one(".like.liked-micro.icon-liked")) == entry.liked

    def test_all_pages_together_are_the_member(self, standin: StandIn, world: World) -> None:
        slugs = []
        for page in range(1, 6):
            path = "/velvetfog/films/" if page == 1 else f"/velvetfog/films/page/{page}/"
            slugs += [item["data-item-slug"] for item in soup(standin, path).select("[data-item-slug]")]
        member = world.members["velvetfog"]
        assert slugs == [world.films[entry.film_id].slug for entry in member.entries]

    def test_the_identifier_arrives_entity_quoted(self, standin: StandIn) -> None:
        assert 'data-postered-identifier="{&#34;lid&#34;:' in get(standin, "/velvetfog/films/").text

    def test_the_total_is_stated_with_comma_and_no_break_space(self, world: World) -> None:
        with StandIn(world.with_member("mel", films=1234)) as standin:
            page = soup(standin, "/mel/films/")
        assert one(page, "h1.section-heading .tooltip")["title"] == "1,234\N{NO-BREAK SPACE}films"

    def test_a_single_film_is_counted_in_the_singular(self, world: World) -> None:
        entry = MemberFilm(next(iter(world.films)), 4.0, liked=True)
        with StandIn(world.with_members(Member("mel", (entry,)))) as standin:
            page = soup(standin, "/mel/films/")
        assert one(page, "h1.section-heading .tooltip")["title"] == "1\N{NO-BREAK SPACE}film"

    def test_one_page_has_no_pagination(self, standin: StandIn) -> None:
        assert not soup(standin, "/heartsonly/films/").select(".pagination")

    def test_pagination_links_the_ends_and_the_neighbours(self, world: World) -> None:
        with StandIn(world.with_member("mel", films=72 * 12)) as standin:
            page = soup(standin, "/mel/films/page/6/")
        shown = [item.get_text() for item in page.select("li.paginate-page")]
        assert shown == ["1", "…", "4", "5", "6", "7", "8", "…", "12"]
        assert len(page.select("li.unseen-pages")) == 2
        assert one(page, "a.next")["href"] == "/mel/films/page/7/"
        assert one(page, "a.previous")["href"] == "/mel/films/page/5/"

    def test_the_last_page_has_no_next(self, standin: StandIn) -> None:
        last = soup(standin, "/velvetfog/films/page/5/")
        assert not last.select("a.next")
        assert len(last.select("li.griditem")) == 300 - 4 * 72

    def test_menus_and_scripts_hold_what_misleads_careless_readers(self, standin: StandIn) -> None:
        page = soup(standin, "/velvetfog/films/")
        outside = [
            tag for tag in page.select("[class*=rated-]") if not tag.find_parent(class_="poster-viewingdata")
        ]
        assert len(outside) >= 3
        for word in ("challenge-platform", "cloudflare", "turnstile", "captcha", "private"):
            assert word in str(page)

    @pytest.mark.parametrize("path", ["/velvetfog/films/page/6/", "/velvetfog/films/page/0/"])
    def test_beyond_the_pages_is_403(self, standin: StandIn, path: str) -> None:
        assert get(standin, path).status_code == 403

    def test_a_name_in_capitals_is_the_same_member(self, standin: StandIn) -> None:
        assert len(soup(standin, "/TwelveFold/films/").select("li.griditem")) == 12

    def test_an_empty_member_has_an_empty_grid_and_a_total_of_none(self, standin: StandIn) -> None:
        page = soup(standin, "/nofilmsyet/films/")
        assert one(page, ".poster-grid").select("li") == []
        assert one(page, "h1.section-heading .tooltip")["title"] == "0\N{NO-BREAK SPACE}films"

    def test_an_unknown_member_is_404(self, standin: StandIn) -> None:
        response = get(standin, "/nobody_at_all/films/")
        assert response.status_code == 404
        page = BeautifulSoup(response.text, "lxml")
        assert "error" in one(page, "body")["class"]
        assert "Sorry, we can’t find the page you’ve requested." in page.get_text()


class TestEarlierMarkups:
    @pytest.fixture
    def film(self, world: World) -> Film:
        return next(film for film in world.films.values() if film.title == "Amélie")

    def item(self, world: World, film: Film, markup: str) -> Tag:
        member = Member("mel", (MemberFilm(film.id, 3.5, liked=True),), markup=markup)  # type: ignore[arg-type]
        with StandIn(world.with_members(member)) as standin:
            page = soup(standin, "/mel/films/")
        item = one(page, "ul.poster-list > li.poster-container")
        assert stars(item) == 3.5
        assert item.select(".icon-liked")
        assert not page.select(".poster-grid, [data-item-slug]")
        return one(item, "div.film-poster")

    def test_of_2025_names_the_film_and_its_year(self, world: World, film: Film) -> None:
        poster = self.item(world, film, "2025")
        assert poster["data-film-name"] == film.title
        assert poster["data-film-release-year"] == str(film.year)
        assert poster["data-film-slug"] == film.slug
        assert poster["data-film-link"] == f"/film/{film.slug}/"

    def test_of_2023_has_no_year_and_the_title_in_the_image(self, world: World, film: Film) -> None:
        poster = self.item(world, film, "2023")
        assert poster["data-film-slug"] == film.slug
        assert poster["data-target-link"] == f"/film/{film.slug}/"
        assert one(poster, "img")["alt"] == film.title
        assert str(film.year) not in str(poster).replace(str(film.id), "")

    def test_of_2022_has_a_path_for_a_slug(self, world: World, film: Film) -> None:
        assert self.item(world, film, "2022")["data-film-slug"] == f"/film/{film.slug}/"


class TestOtherPages:
    def test_a_watchlist_page_holds_twenty_eight_unrated_films(self, standin: StandIn, world: World) -> None:
        page = soup(standin, "/velvetfog/watchlist/")
        slugs = [item["data-item-slug"] for item in page.select("li.griditem [data-item-slug]")]
        assert slugs == [world.films[film_id].slug for film_id in world.members["velvetfog"].watchlist[:28]]
        assert not page.select(".poster-viewingdata")
        assert len(soup(standin, "/velvetfog/watchlist/page/2/").select("li.griditem")) == 12

    def test_a_private_watchlist_is_403_though_the_films_are_there(self, standin: StandIn) -> None:
        assert get(standin, "/factfinder_lu/watchlist/").status_code == 403
        assert get(standin, "/factfinder_lu/films/").status_code == 200

    def test_a_list_page_holds_a_hundred_with_the_owners_ratings(self, standin: StandIn) -> None:
        items = soup(standin, "/longhaulreels/list/all-of-them/").select("li.posteritem")
        assert len(items) == 100
        assert items[0]["data-owner-rating"] == "10"
        last = soup(standin, "/longhaulreels/list/all-of-them/page/4/").select("li.posteritem")
        assert last[-1]["data-owner-rating"] == "0"
        assert len(last) == 100

    def test_a_film_page_names_the_tmdb_id(self, standin: StandIn, world: World) -> None:
        film = next(film for film in world.films.values() if not film.series)
        body = one(soup(standin, f"/film/{film.slug}/"), "body.film[data-type=film]")
        assert (body["data-tmdb-type"], body["data-tmdb-id"]) == ("movie", str(film.id))

    def test_a_series_has_none(self, standin: StandIn, world: World) -> None:
        series = next(film for film in world.films.values() if film.series)
        body = one(soup(standin, f"/film/{series.slug}/"), "body")
        assert (body["data-tmdb-type"], body["data-tmdb-id"]) == ("tv", "")

    @pytest.mark.parametrize("path", ["/film/no-such-film/", "/", "/velvetfog/", "/nobody_at_all/rss/"])
    def test_what_is_not_there_is_404(self, standin: StandIn, path: str) -> None:
        assert get(standin, path).status_code == 404

    @pytest.mark.parametrize("path", ["/velvetfog/films", "/velvetfog/films/page/2", "/velvetfog/rss"])
    def test_without_the_last_slash_it_is_403(self, standin: StandIn, path: str) -> None:
        assert get(standin, path).status_code == 403

    @pytest.mark.parametrize(
        "path",
        [
            "/velvetfog/films/by/rating/",
            "/velvetfog/films/genre/horror/",
            "/velvetfog/films/decade/1980s/",
            "/velvetfog/tag/seen/films/",
            "/velvetfog/friends/film/heat/",
        ],
    )
    def test_what_robots_txt_disallows_is_403_and_stands_in_the_log(
        self, standin: StandIn, path: str
    ) -> None:
        assert get(standin, path).status_code == 403
        assert standin.count("letterboxd", "disallowed") == 1

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/velvetfog/films/", "page"),
            ("/velvetfog/films/page/3/", "page"),
            ("/velvetfog/watchlist/", "watchlist"),
            ("/velvetfog/rss/", "rss"),
            ("/film/heat/", "film"),
            ("/velvetfog/list/best/", "other"),
            ("/velvetfog/films", "other"),
        ],
    )
    def test_the_log_says_what_was_asked(self, standin: StandIn, path: str, kind: str) -> None:
        response = get(standin, path)
        (logged,) = standin.requests("letterboxd")
        assert (logged.kind, logged.method, logged.status) == (kind, "GET", response.status_code)
        assert logged.path == f"/letterboxd{path}"


class TestFeed:
    def test_it_holds_the_fifty_newest_with_their_tmdb_ids(self, standin: StandIn, world: World) -> None:
        response = get(standin, "/velvetfog/rss/")
        assert response.headers["Content-Type"].startswith("application/rss+xml")
        items = ET.fromstring(response.content).findall("./channel/item")
        entries = [item for item in items if "letterboxd-list-" not in (item.findtext("guid") or "")]
        member = world.members["velvetfog"]
        assert len(items) == 51
        for item, entry in zip(entries, member.entries[:50], strict=True):
            film = world.films[entry.film_id]
            rating = item.findtext("letterboxd:memberRating", namespaces=NAMES)
            assert (float(rating) if rating else None) == entry.rating_stars
            assert item.findtext("tmdb:movieId", namespaces=NAMES) == str(film.id)
            assert item.findtext("letterboxd:filmTitle", namespaces=NAMES) == film.title
            assert item.findtext("letterboxd:filmYear", namespaces=NAMES) == str(film.year)
            liked = item.findtext("letterboxd:memberLike", namespaces=NAMES)
            assert liked == ("Yes" if entry.liked else "No")
            assert re.fullmatch(
                rf"https://letterboxd.com/velvetfog/film/{film.slug}/(1/)?", item.findtext("link") or ""
            )

    def test_entries_differ_as_real_ones_do(self, standin: StandIn) -> None:
        text = get(standin, "/longhaulreels/rss/").text
        assert "letterboxd-watch-" in text
        assert "letterboxd-review-" in text
        assert "<letterboxd:rewatch>Yes" in text
        assert 0 < text.count("<letterboxd:watchedDate>") < 50

    def test_a_series_has_an_id_of_its_own_kind(self, world: World) -> None:
        series = next(film for film in world.films.values() if film.series)
        with StandIn(world.with_members(Member("mel", (MemberFilm(series.id, None, liked=False),)))) as other:
            text = get(other, "/mel/rss/").text
        assert f"<tmdb:tvId>{series.id}</tmdb:tvId>" in text
        assert "movieId" not in text
        assert "memberRating" not in text
