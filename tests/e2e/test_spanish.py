"""A whole search in Spanish: nowhere on its pages stands an English word but names."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from harness.browser import PHONE
from harness.exports import export_of, zipped
from problem_types import PROBLEMS, UPSTREAMS
from services.empty_lists import HINTS
from standin.world import World
from tests.e2e.films import NewPage, wait_for_end

pytestmark = pytest.mark.browser

I18N = Path(__file__).parents[2] / "static" / "i18n"
EXPECTED = ("Failed to load resource",)
QUOTED = re.compile("«[^»]*»")
"""What Letterboxd itself writes on its buttons."""
WORD = re.compile(r"[^\W\d_]{2,}")
NAMING = {"title", "original_title", "director", "provider", "username", "member", "file"}
TELLING = {"overview", "tagline", "character"}
"""Of films, as TMDB has them."""
VISIBLE = """() => {
  const said = [document.title];
  const isName = (node) => node.closest("#languages, #now-film, script, style, noscript");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!isName(walker.currentNode.parentElement)) said.push(walker.currentNode.data);
  for (const name of ["aria-label", "aria-valuetext", "title", "placeholder", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (!isName(node)) said.push(node.getAttribute(name));
  return said.filter((text) => text.trim());
}"""


def texts(branch: Any) -> Iterator[str]:
    """Every text in JSON."""
    if isinstance(branch, str):
        yield branch
    elif isinstance(branch, dict | list):
        for each in branch.values() if isinstance(branch, dict) else branch:
            yield from texts(each)


def named_in(branch: Any) -> Iterator[str]:
    """Every name in what the server has served: of films, people, services and members."""
    if isinstance(branch, list):
        for each in branch:
            yield from named_in(each)
    elif isinstance(branch, dict):
        for key, value in branch.items():
            if key == "directors" and value and isinstance(value[0], dict):
                yield from (each["name"] for each in value)
            elif key in {"directors", "cast"} or key in NAMING | TELLING:
                yield from texts(value)
            elif key == "shared":
                yield from (each["name"] for each in value if each["kind"] in {"director", "actor"})
            else:
                yield from named_in(value)


def words(lines: Iterable[str]) -> set[str]:
    return {word.lower() for line in lines for word in WORD.findall(re.sub(r"\{\w+\}", " ", line))}


def english_words() -> set[str]:
    """Those of the catalogue and of the server's own texts that no Spanish text has."""
    english, spanish = (json.loads((I18N / f"{tag}.json").read_text("utf-8")) for tag in ("en", "es"))
    server = json.loads((I18N / "server" / "es.json").read_text("utf-8"))
    known = (*PROBLEMS.values(), *UPSTREAMS.values())
    problems = [text or "" for each in known for text in (each.title, each.detail, each.hint)]
    ours = words([*texts(english), *server, *english["genres"], *problems, *HINTS.values()])
    return ours - words(QUOTED.sub(" ", text) for text in [*texts(spanish), *server.values()])


ENGLISH = english_words()


class Reader:
    """Reads a page as a person does, and knows the names of all that was served."""

    def __init__(self, page: Page, names: Iterable[str]) -> None:
        self._page = page
        self._names = set(names)

    def learn(self, names: Iterable[str]) -> None:
        self._names |= set(names)

    def expect_no_english(self) -> None:
        alternatives = "|".join(
            re.escape(name) for name in sorted(self._names, key=len, reverse=True) if name
        )
        named = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
        for text in self._page.evaluate(VISIBLE):
            found = words([named.sub(" ", QUOTED.sub(" ", text))]) & ENGLISH
            assert not found, (text, found)


@pytest.fixture
def reader(page: Page, world: World) -> Reader:
    return Reader(page, [*world.members, *(film.name for film in world.films.values())])


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(viewport=PHONE, locale="es-CL", allow=EXPECTED)


def result_of(page: Page, url: str) -> Any:
    job = page.evaluate("Object.values(sessionStorage).map((job) => JSON.parse(job).requestId).at(-1)")
    return page.request.get(f"{url}/api/result?request_id={job}").json()


def test_there_are_english_words_to_look_for() -> None:
    assert {"films", "found", "horror", "rated", "damaged"} <= ENGLISH
    assert "your" in ENGLISH, "a name of a button is no Spanish"
    assert not {"no", "me", "thriller", "tmdb"} & ENGLISH


def test_the_way_in(page: Page, reader: Reader, live_app: Any, world: World) -> None:
    samples = [
        {"name": each.name, "films": each.films, "tagline": each.tagline} for each in world.sample_names
    ]

    def as_demo(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"demo": True, "samples": samples})

    page.route("**/api/meta", as_demo)
    page.goto(f"{live_app.url}/")
    expect(page.locator(".sample-tagline[lang=es]")).to_have_count(len(samples))
    page.locator("#add-member").click()
    page.locator("#go").click()
    expect(page.locator("#username-error")).not_to_be_empty()
    reader.expect_no_english()
    page.locator("#tab-export").click()
    export: FilePayload = {"name": "mine.zip", "mimeType": "application/zip", "buffer": b"PK"}
    page.locator("#files").set_input_files([export])
    page.locator("#go").click()
    expect(page.locator("#files-error")).to_contain_text("El ZIP está dañado o incompleto")
    reader.expect_no_english()
    for path in ("about.html", "two/parts"):
        page.goto(f"{live_app.url}/{path}")
        expect(page.locator("h1")).not_to_be_empty()
        reader.expect_no_english()


def test_a_search_its_films_and_all_that_opens(page: Page, reader: Reader, live_app: Any) -> None:
    page.goto(f"{live_app.url}/{live_app.sample}?country=CL")
    expect(page.locator(".card h3").first).to_be_visible()
    wait_for_end(page)
    found = result_of(page, live_app.url)
    reader.learn(named_in(found))
    expect(page.locator("#log-lines p[lang=en]")).to_have_count(0)
    reader.expect_no_english()
    page.locator("#filters-open").click()
    expect(page.locator("[data-key='Drama']")).to_be_visible()
    reader.expect_no_english()
    page.goto(f"{live_app.url}/{live_app.sample}?country=CL#film={found['recommendations'][0]['tmdb_id']}")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()
    reader.expect_no_english()
    page.goto(f"{live_app.url}/{live_app.sample}?country=CL&decades=1890&min_rating=8.5")
    expect(page.locator("#no-matches")).to_contain_text("No queda ninguna película")
    reader.expect_no_english()


def test_a_blend(page: Page, reader: Reader, live_app: Any) -> None:
    page.goto(f"{live_app.url}/?job=blend&members=twelvefold,factfinder_lu&country=CL")
    wait_for_end(page)
    reader.learn(named_in(result_of(page, live_app.url)))
    expect(page.locator(".reason").first).to_have_text(re.compile("^Para "))
    expect(page.locator("#taste")).to_contain_text("Cada persona cuenta igual")
    reader.expect_no_english()


def test_an_export_with_rows_that_cannot_be_read(
    page: Page, reader: Reader, live_app: Any, world: World
) -> None:
    files = export_of(world, "twelvefold")
    files["watched.csv"] += "2024-01-01,,1999,\n2024-01-01,Casablanca,MCMXLII,https://boxd.it/1\n"
    ((name, content),) = zipped(files).items()
    page.goto(f"{live_app.url}/?input=export")
    export: FilePayload = {"name": name, "mimeType": "application/zip", "buffer": content}
    page.locator("#files").set_input_files([export])
    page.locator("#go").click()
    wait_for_end(page)
    reader.learn(named_in(result_of(page, live_app.url)))
    expect(page.locator("#notice")).to_contain_text("el nombre está vacío")
    reader.expect_no_english()


def test_what_goes_wrong(page: Page, reader: Reader, live_app: Any) -> None:
    """No member of that name, no film that fits, and a request that is refused."""
    fields = dict.fromkeys(("country", "exclude_ids", "min_rating", "sort"), "must be something else")
    refusal = {"type": "urn:problem:invalid-request", "status": 400, "detail": "Wrong.", "fields": fields}
    nothing_fits = "&watchlist=only&genres=War,Horror&languages=ja&runtime_max=89&deep=1"
    for address in ("zzq-77?country=CL", f"twelvefold?country=CL{nothing_fits}", "ana?country=CL"):
        if address.startswith("ana"):
            live_app.answer(r"/api/recommend$", 400, refusal)
        page.goto(f"{live_app.url}/{address}")
        expect(page.locator("#failure")).to_be_visible()
        reader.expect_no_english()
