"""The stand-in for JustWatch's GraphQL API, for the documents of simple-justwatch-python-api 1.4.0.

It knows two operations: `GetSearchTitles`, and `GetTitleOffers` for several countries at once.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from standin.facts import Text
from standin.fault_kinds.justwatch import NAMESAKE_IDS, errors
from standin.faults import Fault
from standin.habits import HABITS, Habits
from standin.http_messages import Reply, Request, json_reply
from standin.invented_facts import facts_of
from standin.model import Film
from standin.text import chance
from standin.upstreams.justwatch_json import disc_nodes, film_id_of_node, offer_nodes, title_node
from standin.upstreams.justwatch_odd import spoiled
from standin.upstreams.spoiling import spoiled_text
from standin.upstreams.tmdb_json import Json
from standin.world import World

_DEFAULT_COUNT: Final = 4
_LAST_YEAR: Final = 9999
_NAMESAKE_SHARE: Final = 0.2
"""The share of films before which a search finds another film of the same title."""
_NAMESAKE_YEARS: Final = 19
_COUNTRY_ALIAS: Final = re.compile(r"\b([A-Z]{2}): offers\(")


class JustWatch:
    """The GraphQL endpoint, for the films of a world."""

    service: Final = "justwatch"

    def __init__(self, world: World, habits: Habits = HABITS) -> None:
        self._world = world
        self._habits = habits

    def kind(self, request: Request) -> str:
        """Return graphql for a POST, else other."""
        return "graphql" if request.method == "POST" else "other"

    def reply(self, request: Request, fault: Fault | None) -> Reply:
        """Return the answer to an operation; 400 with GraphQL's errors if it cannot be executed."""
        try:
            posted = json.loads(request.body)
            data = self._data(posted["operationName"], posted["variables"], posted["query"])
        except (ValueError, KeyError, TypeError) as problem:
            return json_reply(errors(f"cannot execute: {problem!r}", "BAD_USER_INPUT"), 400)
        if fault is None:
            return json_reply({"data": data})
        return spoiled_text(json_reply({"data": spoiled(data, fault)}), fault)

    def _data(self, operation: str, variables: Mapping[str, Any], document: str) -> Json:
        if operation == "GetSearchTitles":
            edges = [{"node": node, "__typename": "PopularTitlesEdge"} for node in self._search(variables)]
            return {"popularTitles": {"edges": edges, "__typename": "PopularTitlesConnection"}}
        if operation == "GetTitleOffers":
            return {"node": self._offers_by_country(variables, document), "__typename": "Query"}
        raise ValueError(f"unknown operation {operation}")

    def _search(self, variables: Mapping[str, Any]) -> list[Json]:
        wanted, country = variables["searchTitlesFilter"], variables["country"]
        years = wanted.get("releaseYear") or {}
        first, last = years.get("min") or 0, years.get("max") or _LAST_YEAR
        found = [film for film in self._titled(wanted["searchQuery"]) if first <= film.year <= last]
        start, count = variables.get("offset") or 0, variables.get("first") or _DEFAULT_COUNT
        packages, language = wanted.get("packages"), variables["language"]
        return [
            title_node(
                film, _text(film, language), self._offers(film, country, variables["filter"], packages)
            )
            for film in found[start : start + count]
        ]

    def _titled(self, query: str) -> list[Film]:
        """Return the films that the title finds; before some comes another film of that title."""
        found = self._world.titles.find(query)
        if found and chance("namesake", found[0].id) < _NAMESAKE_SHARE:
            film = found[0]
            found.insert(
                0, replace(film, id=film.id + NAMESAKE_IDS, year=film.year - _NAMESAKE_YEARS, imdb_id=None)
            )
        return found

    def _offers_by_country(self, variables: Mapping[str, Any], document: str) -> Json | None:
        film = self._world.films.get(film_id_of_node(variables["nodeId"]) % NAMESAKE_IDS)
        if film is None:
            return None
        countries = _COUNTRY_ALIAS.findall(document)
        found = {country: self._offers(film, country, variables["filter"], None) for country in countries}
        return {**found, "__typename": "Movie"}

    def _offers(
        self, film: Film, country: str, filters: Mapping[str, Any], packages: Sequence[str] | str | None
    ) -> list[Json]:
        """Return the offers of these packages, or of all; discs come last."""
        found = offer_nodes(film, country, filters)
        if self._habits.discs_are_sold:
            found += disc_nodes(film, country, filters)
        wanted = [packages] if isinstance(packages, str) else packages
        return [node for node in found if not wanted or node["package"]["shortName"] in wanted]


def _text(film: Film, language: str) -> Text:
    """Return the text in the requested language; a missing title or plot is in English."""
    facts = facts_of(film)
    english, own = facts.text("en") or Text(film.title), facts.text(language)
    return Text(own.title or english.title, own.overview or english.overview) if own else english
