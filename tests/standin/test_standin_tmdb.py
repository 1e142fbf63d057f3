"""TMDB as the stand-in answers for it."""

from typing import Any

import pytest
import requests

from standin.model import GENRE_IDS, Film
from standin.server import DEMO_KEY, StandIn
from standin.world import World
from tests.timing import PATIENCE_S

LIST_ITEM_FIELDS = {
    "adult",
    "backdrop_path",
    "genre_ids",
    "id",
    "original_language",
    "original_title",
    "overview",
    "popularity",
    "poster_path",
    "release_date",
    "title",
    "video",
    "vote_average",
    "vote_count",
}


def ask(standin: StandIn, path: str, **params: object) -> requests.Response:
    query = {"api_key": DEMO_KEY, **{name: str(value) for name, value in params.items()}}
    return requests.get(standin.tmdb_url + path, params=query, timeout=PATIENCE_S)


def answer(standin: StandIn, path: str, **params: object) -> Any:
    response = ask(standin, path, **params)
    assert response.status_code == 200, response.text
    return response.json()


class TestDiscover:
    def test_films_within_bounds_come_in_the_order_asked_for(self, standin: StandIn, world: World) -> None:
        query = {"sort_by": "vote_count.desc", "vote_average.gte": 7.5, "vote_count.lte": 9000}
        pages = [answer(standin, "/discover/movie", page=page, **query) for page in (1, 2)]
        found = [row for page in pages for row in page["results"]]
        assert [len(page["results"]) for page in pages] == [20, 20]
        assert all(set(row) == LIST_ITEM_FIELDS for row in found)
        assert [row["vote_count"] for row in found] == sorted(
            (
                film.vote_count
                for film in world.films.values()
                if film.vote_average >= 7.5 and film.vote_count <= 9000 and not film.series
            ),
            reverse=True,
        )[:40]
        assert pages[0]["total_pages"] == -(-pages[0]["total_results"] // 20)

    def test_unasked_the_most_popular_come_first(self, standin: StandIn) -> None:
        for query in ({}, {"sort_by": "nothing.desc", "vote_average.gte": "many"}):
            rows = answer(standin, "/discover/movie", **query)["results"]
            assert [row["popularity"] for row in rows] == sorted(
                (row["popularity"] for row in rows), reverse=True
            )


class TestDetails:
    def test_one_call_answers_what_five_would(self, standin: StandIn, film: Film) -> None:
        parts = ["credits", "similar", "recommendations", "watch/providers", "external_ids", "keywords"]
        found = answer(standin, f"/movie/{film.id}", append_to_response=",".join(parts))
        assert set(parts) <= set(found)
        assert found["title"] == film.title
        assert found["runtime"] == film.runtime_min
        assert [genre["name"] for genre in found["genres"]] == list(film.genres)
        directors = [person["name"] for person in found["credits"]["crew"] if person["job"] == "Director"]
        assert directors == list(film.directors)
        assert [keyword["name"] for keyword in found["keywords"]["keywords"]] == list(film.keywords)
        assert found["external_ids"]["imdb_id"] == film.imdb_id

    def test_nothing_is_appended_unasked_and_the_unknown_is_ignored(
        self, standin: StandIn, film: Film
    ) -> None:
        plain = answer(standin, f"/movie/{film.id}")
        assert answer(standin, f"/movie/{film.id}", append_to_response="lists_of_the_future,") == plain
        assert "similar" not in plain

    def test_more_than_twenty_parts_are_refused(self, standin: StandIn, film: Film) -> None:
        response = ask(standin, f"/movie/{film.id}", append_to_response=",".join(["credits"] * 21))
        assert response.status_code == 422
        assert response.json()["errors"]

    def test_the_cast_is_told_where_it_is_known(self) -> None:
        film = Film(
            7, "Tides", "Tides", 1990, "", (), (), "en", 0, (), 7.0, 12, 1.0, "tides", None, cast=("Una Moe",)
        )
        with StandIn(World([film])) as standin:
            found = answer(standin, "/movie/7", append_to_response="credits")
        assert [person["name"] for person in found["credits"]["cast"]] == ["Una Moe"]
        assert found["overview"] == ""

    @pytest.mark.parametrize("path", ["/movie/1", "/movie/1/similar", "/tv/1", "/movie/x", "/discover/tv"])
    def test_the_unknown_is_404_with_code_34(self, standin: StandIn, path: str) -> None:
        response = ask(standin, path)
        assert response.status_code == 404
        assert response.json()["status_code"] == 34

    def test_a_part_that_does_not_exist_is_404(self, standin: StandIn, film: Film) -> None:
        assert ask(standin, f"/movie/{film.id}/nonsense").status_code == 404

    def test_a_series_is_no_film(self, standin: StandIn, world: World) -> None:
        series = next(film for film in world.films.values() if film.series)
        assert ask(standin, f"/movie/{series.id}").status_code == 404
        assert answer(standin, "/search/movie", query=series.title)["total_results"] == 0


class TestLists:
    def test_items_hold_what_filtering_and_ranking_need(self, standin: StandIn, film: Film) -> None:
        for part in ("similar", "recommendations"):
            for item in answer(standin, f"/movie/{film.id}/{part}")["results"]:
                assert set(item) == LIST_ITEM_FIELDS
                assert set(item["genre_ids"]) <= set(GENRE_IDS.values())

    def test_pages_follow_one_another(self, standin: StandIn, world: World, film: Film) -> None:
        pages = [answer(standin, f"/movie/{film.id}/similar", page=page) for page in range(1, 6)]
        ids = [item["id"] for page in pages for item in page["results"]]
        assert ids == list(world.lists.similar(film.id))
        assert {page["total_pages"] for page in pages} == {5}
        assert answer(standin, f"/movie/{film.id}/similar", page=6)["results"] == []

    def test_now_and_then_the_first_page_of_recommendations_holds_one_more(
        self, standin: StandIn, world: World
    ) -> None:
        odd = next(film for film in world.films.values() if film.id % 17 == 0 and film.vote_count > 1000)
        first = answer(standin, f"/movie/{odd.id}/recommendations")
        second = answer(standin, f"/movie/{odd.id}/recommendations", page=2)
        assert len(first["results"]) == 21
        ids = [item["id"] for item in first["results"] + second["results"]]
        assert ids == list(world.lists.recommendations(odd.id))

    def test_appended_and_asked_alone_they_are_the_same(self, standin: StandIn, film: Film) -> None:
        appended = answer(standin, f"/movie/{film.id}", append_to_response="recommendations")
        assert appended["recommendations"] == answer(standin, f"/movie/{film.id}/recommendations")

    def test_some_obscure_films_have_no_poster(self, standin: StandIn, world: World) -> None:
        obscure = [film for film in world.films.values() if film.vote_count < 50]
        paths = [answer(standin, f"/movie/{film.id}")["poster_path"] for film in obscure[:12]]
        assert 0 < paths.count(None) < 12


class TestSearch:
    def test_title_and_year_find_the_film(self, standin: StandIn, film: Film) -> None:
        year = film.release_date[:4]
        found = answer(standin, "/search/movie", query=film.title, primary_release_year=year)
        assert found["results"][0]["id"] == film.id
        assert set(found["results"][0]) == LIST_ITEM_FIELDS

    def test_the_primary_year_is_stricter_than_the_year(self, standin: StandIn, world: World) -> None:
        late = next(film for film in world.films.values() if film.release_date[:4] == str(film.year + 1))
        strict = answer(standin, "/search/movie", query=late.title, primary_release_year=late.year)
        loose = answer(standin, "/search/movie", query=late.title, year=late.year)
        assert late.id not in [item["id"] for item in strict["results"]]
        assert late.id in [item["id"] for item in loose["results"]]

    def test_a_year_that_is_none_does_not_filter(self, standin: StandIn, film: Film) -> None:
        found = answer(standin, "/search/movie", query=film.title, year="soon")
        assert found == answer(standin, "/search/movie", query=film.title)

    def test_long_answers_come_in_pages(self, standin: StandIn) -> None:
        first = answer(standin, "/search/movie", query="the")
        second = answer(standin, "/search/movie", query="the", page=2)
        assert len(first["results"]) == len(second["results"]) == 20
        assert first["total_pages"] == -(-first["total_results"] // 20)
        assert first["results"][0]["popularity"] >= first["results"][-1]["popularity"]
        assert not {item["id"] for item in first["results"]} & {item["id"] for item in second["results"]}

    def test_nothing_found_is_an_empty_page(self, standin: StandIn) -> None:
        found = answer(standin, "/search/movie", query="zzyzx")
        assert found == {"page": 1, "results": [], "total_pages": 0, "total_results": 0}

    @pytest.mark.parametrize(
        "params", [{}, {"query": " "}, {"query": "heat", "page": 0}, {"query": "heat", "page": "x"}]
    )
    def test_bad_parameters_are_422(self, standin: StandIn, params: dict[str, object]) -> None:
        response = ask(standin, "/search/movie", **params)
        assert response.status_code == 422
        assert response.json()["errors"]


class TestProviders:
    def test_a_country_has_a_link_and_offers_by_kind(self, standin: StandIn, world: World) -> None:
        kinds: set[str] = set()
        for film_id in list(world.films)[:40]:
            for country, found in answer(standin, f"/movie/{film_id}/watch/providers")["results"].items():
                assert len(country) == 2
                assert found.pop("link").endswith(country)
                assert found
                kinds |= set(found)
                for provider in (provider for offers in found.values() for provider in offers):
                    assert set(provider) == {"provider_id", "provider_name", "logo_path", "display_priority"}
        assert kinds == {"flatrate", "free", "ads", "rent", "buy"}

    def test_a_country_without_offers_is_left_out(self, standin: StandIn, world: World) -> None:
        results = [
            answer(standin, f"/movie/{film_id}/watch/providers")["results"]
            for film_id in list(world.films)[:20]
        ]
        assert 0 < sum("CL" not in result for result in results) < 20


class TestRest:
    def test_all_genres_are_listed(self, standin: StandIn) -> None:
        listed = {genre["name"]: genre["id"] for genre in answer(standin, "/genre/movie/list")["genres"]}
        assert listed == GENRE_IDS

    def test_the_configuration_names_the_sizes_of_posters(self, standin: StandIn) -> None:
        assert "w342" in answer(standin, "/configuration")["images"]["poster_sizes"]

    @pytest.mark.parametrize("path", ["/configuration", "/movie/1", "/nonsense"])
    def test_a_wrong_key_is_401_with_code_7_whatever_is_asked(self, standin: StandIn, path: str) -> None:
        for response in (
            ask(standin, path, api_key="wrong"),
            requests.get(standin.tmdb_url + path, timeout=PATIENCE_S),
            requests.get(
                standin.tmdb_url + path, headers={"Authorization": "Bearer eyJwrong"}, timeout=PATIENCE_S
            ),
        ):
            assert response.status_code == 401
            assert response.json()["status_code"] == 7

    def test_a_bearer_token_is_understood(self, world: World) -> None:
        with StandIn(world, tmdb_key="eyJ.token") as standin:
            headers = {"Authorization": "Bearer eyJ.token"}
            response = requests.get(f"{standin.tmdb_url}/configuration", headers=headers, timeout=PATIENCE_S)
        assert response.status_code == 200

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/search/movie", "search"),
            ("/movie/{id}", "details"),
            ("/movie/{id}/similar", "similar"),
            ("/movie/{id}/recommendations", "recommendations"),
            ("/movie/{id}/watch/providers", "providers"),
            ("/movie/{id}/credits", "other"),
            ("/genre/movie/list", "genres"),
            ("/configuration", "configuration"),
            ("/discover/movie", "discover"),
            ("/discover/tv", "other"),
        ],
    )
    def test_the_log_says_what_was_asked(self, standin: StandIn, film: Film, path: str, kind: str) -> None:
        response = ask(standin, path.format(id=film.id))
        (logged,) = standin.requests("tmdb")
        assert (logged.kind, logged.status) == (kind, response.status_code)
