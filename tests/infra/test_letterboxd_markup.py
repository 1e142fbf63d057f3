"""The parser alone: markups, titles, ratings, pagination, and what it refuses."""

from html import escape
from pathlib import Path

import pytest

from errors import UpstreamMalformed
from infra.letterboxd.markup import Grid, read_grid
from metrics import ODD_ROWS
from services.models.histories import Interaction

CASES = Path(__file__).parent / "cases"


def odd_items() -> float:
    return float(ODD_ROWS.labels("letterboxd", "item")._value.get())


def page(*items: str, heading: str = "", after: str = "") -> str:
    grid = f'<div class="poster-grid"><ul class="grid -p70">{"".join(items)}</ul></div>'
    return f"<!DOCTYPE html><html><head><title>Films</title></head><body>{heading}{grid}{after}</body></html>"


def item(name: str = "Heat (1995)", slug: str = "heat-1995", viewing: str = "", attributes: str = "") -> str:
    return (
        f'<li class="griditem"{attributes}><div class="react-component" data-item-name="{escape(name)}" '
        f'data-item-slug="{slug}" data-item-link="/film/{slug}/">'
        '<div class="poster"><img alt="Heat"></div></div>'
        f'<p class="poster-viewingdata">{viewing}</p></li>'
    )


def only(html: str) -> Interaction:
    (interaction,) = read_grid(html).interactions
    return interaction


@pytest.mark.parametrize(
    ("name", "title", "year"),
    [
        ("Anniversary (2025)", "Anniversary", 2025),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009),
        ("2012 (2009)", "2012", 2009),
        ("Blade Runner (1982) Restored (1992)", "Blade Runner (1982) Restored", 1992),
        (
            "Birdman or (The Unexpected Virtue of Ignorance)",
            "Birdman or (The Unexpected Virtue of Ignorance)",
            None,
        ),
        ("Untitled Project", "Untitled Project", None),
        ("(1994)", "(1994)", None),
        ("Heat\N{NO-BREAK SPACE}(1995)", "Heat", 1995),
        ("WALL·E (2008)", "WALL·E", 2008),
        ("Fast & Furious (2009)", "Fast & Furious", 2009),
        ('Ich "weiß" <nichts> (1971)', 'Ich "weiß" <nichts>', 1971),
    ],
)
def test_only_the_trailing_year_is_the_year(name: str, title: str, year: int | None) -> None:
    film = only(page(item(name)))
    assert (film.title, film.year) == (title, year)


def test_name_of_a_film_may_stand_in_the_full_display_name_only() -> None:
    html = page(item()).replace("data-item-name", "data-item-full-display-name")
    assert only(html) == Interaction("Heat", 1995, "heat-1995", None)


def test_a_title_as_long_as_a_book_costs_its_item() -> None:
    assert only(page(item("Heat" * 200, "book"), item())) == Interaction("Heat", 1995, "heat-1995", None)


@pytest.mark.parametrize("half_stars", range(1, 11))
def test_rating_is_half_the_number_in_the_class(half_stars: int) -> None:
    film = only(page(item(viewing=f'<span class="rating -micro -darker rated-{half_stars}"> ★ </span>')))
    assert film.rating_stars == half_stars / 2
    assert not film.liked


def test_like_stands_in_the_viewing_data() -> None:
    film = only(page(item(viewing='<span class="like liked-micro has-icon icon-liked icon-16"></span>')))
    assert film.liked
    assert film.rating_stars is None


def test_ratings_and_likes_outside_the_items_own_viewing_data_do_not_count() -> None:
    menu = '<ul class="smenu-menu"><li class="like icon-liked"><span class="rating rated-8"></span></li></ul>'
    stray = item().replace('<div class="poster">', '<div class="poster"><span class="rating rated-2"></span>')
    film = only(page(stray, heading=menu, after=menu))
    assert film == Interaction("Heat", 1995, "heat-1995", None)


@pytest.mark.parametrize("bad", ["0", "11", "none", "-3", "5" * 5000, "٣"])
def test_a_rating_that_cannot_be_understood_is_unknown(bad: str) -> None:
    film = only(page(item(viewing=f'<span class="rating rated-{bad}"></span>')))
    assert film == Interaction("Heat", 1995, "heat-1995", None)


@pytest.mark.parametrize(
    ("rating", "stars"), [("0", None), ("1", 0.5), ("7", 3.5), ("10", 5.0), ("", None)], ids=str
)
def test_list_pages_hold_the_owners_rating(rating: str, stars: float | None) -> None:
    entry = item().replace("griditem", "posteritem")
    html = page(entry.replace("<li ", f'<li data-owner-rating="{rating}" '))
    bare = html.replace('<div class="poster-grid">', "<div>").replace(
        "grid -p70", "js-list-entries poster-list"
    )
    assert only(bare).rating_stars == stars


@pytest.mark.parametrize(
    "attributes",
    [
        'data-item-slug="heat-1995" data-item-name="Heat (1995)"',
        'data-film-slug="heat-1995" data-film-name="Heat" data-film-release-year="1995"',
        'data-film-slug="/film/heat-1995/" data-film-name="Heat" data-film-release-year="1995"',
        'data-item-link="/film/heat-1995/" data-item-name="Heat (1995)"',
        'data-target-link="/film/heat-1995/" data-item-name="Heat (1995)"',
        'data-target-link="/joe/film/heat-1995/" data-item-name="Heat (1995)"',
        'data-film-link="/film/heat-1995/" data-film-name="Heat" data-film-release-year="1995"',
    ],
)
def test_slug_is_found_wherever_a_markup_has_it(attributes: str) -> None:
    html = page(f'<li class="griditem"><div {attributes}></div></li>')
    assert only(html) == Interaction("Heat", 1995, "heat-1995", None)


def test_posters_of_2022_have_a_bare_title_and_no_year() -> None:
    poster = '<li><div class="film-poster" data-film-slug="/film/x/"><img alt="{}"></div></li>'
    assert only(page(poster.format("1917 (Director’s Cut)"))) == Interaction(
        "1917 (Director’s Cut)", None, "x", None
    )
    assert only(page(poster.format("Poster for 1917 (2019)"))) == Interaction("1917", 2019, "x", None)


def test_films_before_2025_09_may_have_no_release_year() -> None:
    attributes = 'data-film-slug="x" data-film-name="X" data-film-release-year=""'
    assert only(page(f'<li class="poster-container"><div {attributes}></div></li>')).year is None


ODD = [
    '<li class="tile"><film-card ref="8A"><canvas></canvas></film-card></li>',
    '<div class="tile"></div>',
    '<li class="griditem"><div data-item-slug="x"><img alt="X"></div></li>',
    '<li class="griditem"><div data-item-slug="a b" data-item-name="X"></div></li>',
    '<li class="griditem"><div data-film-slug="x"><img alt=" "></div></li>',
    '<li><p data-item-slug="x" data-item-name="X"></p><p data-item-slug="y" data-item-name="Y"></p></li>',
    "<li></li>",
]


@pytest.mark.parametrize("entry", ODD)
def test_an_item_that_is_not_understood_costs_itself_and_is_counted(entry: str) -> None:
    before = odd_items()
    assert only(page(entry, item(), entry)).slug == "heat-1995"
    assert odd_items() == before + 2


@pytest.mark.parametrize("entry", ODD)
def test_a_page_of_which_no_item_is_understood_is_malformed(entry: str) -> None:
    with pytest.raises(UpstreamMalformed, match="none of the 2 items") as caught:
        read_grid(page(entry, entry))
    assert caught.value.service == "letterboxd"
    assert caught.value.permanent


def test_a_film_of_which_two_entries_differ_costs_itself() -> None:
    other = '<li><div data-item-slug="heat-1995" data-item-name="Ran (1985)"></div></li>'
    read = read_grid(page(item(), other, item("Ran (1985)", "ran"), other)).interactions
    assert [film.slug for film in read] == ["ran"]


def test_a_year_that_is_none_is_unknown() -> None:
    attributes = 'data-film-slug="x" data-film-name="X" data-film-release-year="soon"'
    assert only(page(f"<li><div {attributes}></div></li>")) == Interaction("X", None, "x", None)


def test_a_page_that_is_cut_short_shows_what_came_before_its_last_item() -> None:
    whole = page(item(), item("Ran (1985)", "ran"), item("Ikiru (1952)", "ikiru"))
    cut = read_grid(whole[: whole.index("</li>", whole.index("ikiru"))])
    assert cut.is_cut
    assert [film.slug for film in cut.interactions] == ["heat-1995", "ran"]
    assert not read_grid(whole).is_cut


def test_a_page_without_a_grid_is_malformed() -> None:
    with pytest.raises(UpstreamMalformed, match="no grid"):
        read_grid("<html><body><p>poster-grid</p></body></html>")


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "\0", "Not found", "<?xml version='1.0'?>", "\ud800"])
def test_what_is_hardly_html_is_malformed(html: str) -> None:
    with pytest.raises(UpstreamMalformed):
        read_grid(html)


def test_films_that_are_nested_deeply_are_read() -> None:
    deep = f"{'<span>' * 300}{'</span>' * 300}"
    html = page(item(viewing=deep), item("Ran (1985)", "ran")).replace("<body>", f"<body>{'<div>' * 300}")
    assert len(read_grid(html).interactions) == 2


@pytest.mark.parametrize("oddity", ["\0", "\ud800", "\ufeff", "&#0;", "&#xd800;"])
def test_what_no_page_may_hold_ends_none(oddity: str) -> None:
    html = page(item(), oddity, item("Ran (1985)", "ran"))
    assert len(read_grid(html).interactions) == 2
    assert read_grid(f"{oddity}{html}") == read_grid(html)


def test_an_attribute_of_any_length_is_read() -> None:
    entry = item().replace("<li ", f'<li data-owner-rating="{" " * 11_000_000}7" ')
    assert only(page(entry)).rating_stars == 3.5


def test_a_page_that_is_made_of_tags_to_be_read_for_ever_is_refused() -> None:
    with pytest.raises(UpstreamMalformed, match="too many tags"):
        read_grid(page(item(), "<i>" * 2_000_000))


@pytest.mark.parametrize("levels", [3_000, 30_000])
def test_a_page_nested_deeper_than_can_be_read_is_malformed_and_not_shortened(levels: int) -> None:
    with pytest.raises(UpstreamMalformed):
        read_grid(page(item(viewing="<span>" * levels), item("Ran (1985)", "ran")))


def test_a_document_that_is_closed_too_early_is_read_to_its_end() -> None:
    html = page(
        item(), item("Ran (1985)", "ran"), after='<div class="pagination"><a href="/page/2/"></a></div>'
    )
    for place in ("<body>", '<div class="poster-grid">', '<div class="pagination">'):
        torn = html.replace(place, f"</body></html>{place}", 1)
        grid = read_grid(torn)
        assert [film.slug for film in grid.interactions] == ["heat-1995", "ran"], place
        assert grid.pages == 2


def test_the_page_is_text_whatever_it_says_of_its_encoding() -> None:
    html = page(item("Amélie (2001)", "amelie")).replace("<head>", '<head><meta charset="iso-8859-1">')
    assert only(html).title == "Amélie"


def test_a_film_shown_twice_is_one_film() -> None:
    assert len(read_grid(page(item(), item(), item(slug="heat-1972"))).interactions) == 2


def test_comments_and_instructions_between_the_tags_say_nothing() -> None:
    html = page("<!-- a --><?php b ?>", item().replace("<div", "<!-- <li> --><div", 1))
    assert only(html) == Interaction("Heat", 1995, "heat-1995", None)


@pytest.mark.parametrize(
    ("title", "total"),
    [
        ("79 films", 79),
        ("79&nbsp;films", 79),
        ("1 film", 1),
        ("0 films", 0),
        ("12,345&nbsp;films", 12345),
        ("79 reviews", None),
        ("", None),
    ],
)
def test_stated_total_is_read_from_the_heading(title: str, total: int | None) -> None:
    heading = f'<h1 class="section-heading"><a class="tooltip" title="{title}">Watched</a></h1>'
    assert read_grid(page(item(), heading=heading)).stated_total == total


def test_scripts_move_the_total_and_it_is_found() -> None:
    heading = (
        '<h1 class="section-heading"><a class="tooltip" title="" data-original-title="79 films">W</a></h1>'
    )
    assert read_grid(page(item(), heading=heading)).stated_total == 79


@pytest.mark.parametrize(
    "heading",
    [
        '<h1 class="section-heading"><span class="js-watchlist-count">415&nbsp;films</span></h1>',
        '<div class="js-watchlist-content" data-num-entries="415"></div>',
        '<h1><span class="js-watchlist-count">soon</span></h1>'
        '<div class="js-watchlist-content" data-num-entries="415"></div>',
    ],
)
def test_a_watchlist_states_its_total_in_its_own_way(heading: str) -> None:
    assert read_grid(page(item(), heading=heading)).stated_total == 415


@pytest.mark.parametrize("case", ["empty_films.html", "empty_watchlist.html"])
def test_no_films_yet_is_a_grid_of_nothing(case: str) -> None:
    assert read_grid((CASES / case).read_text("utf-8")) == Grid((), None, 1, 0)


def test_without_a_heading_no_total_is_stated() -> None:
    other = '<h2 class="section-heading"><a class="tooltip" title="79 films">Watched</a></h2>'
    assert read_grid(page(item(), heading=other)).stated_total is None


PAGINATION = (
    '<div class="pagination"><div class="paginate-nextprev">'
    '<a class="next" href="/joe/films/page/4/">Older</a></div>'
    '<div class="paginate-pages"><ul><li class="paginate-page"><a href="/joe/films/">1</a></li>'
    '<li class="paginate-page unseen-pages">…</li>'
    '<li class="paginate-page paginate-current"><span>3</span></li>'
    '<li class="paginate-page"><a href="/joe/films/page/12/">12</a></li></ul></div></div>'
)


def test_number_of_pages_is_the_largest_one_linked() -> None:
    grid = read_grid(page(item(), after=PAGINATION))
    assert (grid.current, grid.pages) == (3, 12)


def test_on_the_last_page_the_current_one_counts() -> None:
    last = PAGINATION.replace("page/4/", "page/2/").replace("page/12/", "page/2/")
    assert read_grid(page(item(), after=last)).pages == 3


def test_no_pagination_is_one_page() -> None:
    grid = read_grid(page(item()))
    assert (grid.current, grid.pages) == (None, 1)


def test_a_current_page_that_is_no_number_is_unknown() -> None:
    grid = read_grid(page(item(), after=PAGINATION.replace("<span>3<", "<span>third<")))
    assert (grid.current, grid.pages) == (None, 12)


def test_a_next_link_on_the_last_page_is_no_page() -> None:
    last = PAGINATION.replace("page/4/", "page/13/").replace("<span>3<", "<span>12<")
    assert read_grid(page(item(), after=last)).pages == 12


def test_where_pages_are_not_numbered_the_next_link_counts() -> None:
    after = '<div class="pagination"><a class="next" href="/joe/likes/films/page/2/">Older</a></div>'
    assert read_grid(page(item(), after=after)).pages == 2
