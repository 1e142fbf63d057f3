"""Results as files: what Letterboxd's importer, a spreadsheet and a program can read."""

import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from standin.faults import Fault
from standin.server import StandIn
from tests.problem import problem_in
from web.downloads import CSV_MAX_BYTES, download

NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
KINDS = ("json", "csv", "xlsx")


def film(rank: int, title: str, **facts: object) -> dict[str, object]:
    return {
        "rank": rank,
        "tmdb_id": rank,
        "imdb_id": f"tt{rank:07}",
        "title": title,
        "year": "1999",
        "director": "Ada Roe",
        "genres": ["Drama", "Crime"],
        "runtime": 101,
        "rating_tmdb": 7.0,
        "overview": None,
        "reason": "Since you liked Heat",
        "streaming": ["MUBI"],
        "offers": [
            {"provider": "MUBI", "monetization": "flatrate", "url": None},
            {"provider": "Apple TV", "monetization": "rent", "url": None},
            {"provider": "Apple TV", "monetization": "buy", "url": None},
        ],
        **facts,
    }


def payload(*films: dict[str, object], username: str = "ana") -> dict[str, Any]:
    return {"username": username, "country_code": "CL", "recommendations": list(films)}


def rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode(), newline="")))


def sheet(file: bytes) -> list[list[tuple[str, str]]]:
    """Kind and value of each cell, row by row; kind is ``n`` for numbers and ``s`` for text."""
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        strings = [
            "".join(each.itertext()) for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        [(cell.get("t", "n"), _value(cell, strings)) for cell in row.findall("m:c", NAMESPACE)]
        for row in page.findall(".//m:row", NAMESPACE)
    ]


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    assert cell.find("m:f", NAMESPACE) is None, "a formula"
    value = cell.findtext("m:v", "", NAMESPACE)
    return strings[int(value)] if cell.get("t") == "s" else value


def test_the_import_names_films_and_marks_none_as_watched() -> None:
    file = download(
        payload(film(1, 'Film, the "first"\nof two'), film(2, "Été", year=None, imdb_id=None)), "csv"
    ).body
    assert file.splitlines()[0] == b"tmdbID,imdbID,Title,Year"
    assert rows(file) == [
        {"tmdbID": "1", "imdbID": "tt0000001", "Title": 'Film, the "first"\nof two', "Year": "1999"},
        {"tmdbID": "2", "imdbID": "", "Title": "Été", "Year": ""},
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-30-", "@Zola", "\t=1", "\r=1"])
def test_no_title_is_run_by_a_spreadsheet_and_the_id_still_names_the_film(title: str) -> None:
    (row,) = rows(download(payload(film(1, title)), "csv").body)
    assert row == {"tmdbID": "1", "imdbID": "tt0000001", "Title": "", "Year": "1999"}


def test_the_import_stays_below_a_megabyte_and_keeps_the_best() -> None:
    file = download(payload(*(film(n, "x" * 1000) for n in range(1, 2000))), "csv").body
    assert CSV_MAX_BYTES - 2000 < len(file) <= CSV_MAX_BYTES
    kept = [int(row["tmdbID"]) for row in rows(file)]
    assert kept == list(range(1, len(kept) + 1))


def test_a_workbook_holds_numbers_as_numbers_and_all_else_as_text() -> None:
    file = download(
        payload(film(1, "=1+1"), film(2, "1917", director=None), film(3, "http://a.example")), "xlsx"
    ).body
    header, *films = sheet(file)
    assert [value for _, value in header] == [
        "Rank", "Title", "Year", "Director", "Genres", "Runtime (min)", "TMDB rating", "Plot", "Why",
        "Included with", "Rent or buy",
    ]  # fmt: skip
    assert films[0] == [
        ("n", "1"), ("s", "=1+1"), ("n", "1999"), ("s", "Ada Roe"), ("s", "Drama, Crime"), ("n", "101"),
        ("n", "7"), ("s", "Since you liked Heat"), ("s", "MUBI"), ("s", "Apple TV"),
    ]  # fmt: skip
    assert films[1][1] == ("s", "1917")
    assert films[2][1] == ("s", "http://a.example")
    assert len(films[1]) == len(films[0]) - 1


def test_names_with_commas_stay_whole_where_a_workbook_joins_them() -> None:
    names = ["Ciné, etc.", 'The "Other" One', "MUBI"]
    paid = [{"provider": name, "monetization": "rent", "url": None} for name in names]
    _, cells = sheet(download(payload(film(1, "Heat", streaming=names, offers=paid)), "xlsx").body)
    for _, text in cells[-2:]:
        assert text == '"Ciné, etc.", "The ""Other"" One", MUBI'
        assert next(csv.reader([text], skipinitialspace=True)) == names


def test_a_workbook_keeps_its_header_in_sight_and_has_room_for_its_text() -> None:
    with zipfile.ZipFile(io.BytesIO(download(payload(film(1, "Heat")), "xlsx").body)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in page
    widths = re.findall(r"<col min=\"\d+\" max=\"(\d+)\" width=", page)
    assert widths[-1] == "11"


@pytest.mark.parametrize("title", ["A\x00B", "\x0bC", "\udcff", "x" * 40_000])
def test_a_workbook_is_one_whatever_a_title_holds(title: str) -> None:
    assert len(sheet(download(payload(film(1, title)), "xlsx").body)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_is_a_file_too(kind: str) -> None:
    assert download(payload(), kind).body


@pytest.mark.parametrize(
    ("username", "name"),
    [
        ("ana_b", "film-recommendations-ana_b-CL.csv"),
        ("ana + bo", "film-recommendations-ana-bo-CL.csv"),
        ('../é\r\n"x', "film-recommendations-x-CL.csv"),
        ("", "film-recommendations-CL.csv"),
    ],
)
def test_a_file_has_a_name_that_says_what_it_is(username: str, name: str) -> None:
    assert download(payload(username=username), "csv").filename == name


# Over HTTP


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def start(client: FlaskClient, **fields: object) -> str:
    answer = client.post("/api/recommend", json={"username": "twelvefold", "count": 5, **fields})
    return str(answer.get_json()["request_id"])


@pytest.mark.parametrize(
    ("kind", "mimetype"),
    [
        ("json", "application/json"),
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_result_downloads(client: FlaskClient, kind: str, mimetype: str) -> None:
    request_id = start(client, sync=True)
    result = client.get(f"/api/result?request_id={request_id}").get_json()
    answer = client.get(f"/api/result.{kind}?request_id={request_id}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    disposition = f"attachment; filename=film-recommendations-twelvefold-CL.{kind}"
    assert answer.headers["Content-Disposition"] == disposition
    if kind == "json":
        assert answer.get_json() == result
    elif kind == "csv":
        found = [row["tmdbID"] for row in rows(answer.data)]
        assert found == [str(card["tmdb_id"]) for card in result["recommendations"]]
    else:
        titles = [row[1][1] for row in sheet(answer.data)[1:]]
        assert titles == [card["title"] for card in result["recommendations"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_that_is_no_list_answers_as_ever(client: FlaskClient, standin: StandIn, kind: str) -> None:
    failed = client.post("/api/recommend", json={"username": "nobody_of_this_name", "sync": True}).get_json()
    path = f"/api/result.{kind}?request_id="
    problem_in(client.get(path + failed["request_id"]), 404, "profile-not-found")
    problem_in(client.get(path + "x" * 20), 404, "job-unknown")
    problem_in(client.get(path + "short"), 400, "invalid-request")
    standin.set_fault(Fault("letterboxd", "delay", delay_s=60))
    pending = client.get(path + start(client, username="velvetfog"))
    assert (pending.status_code, pending.get_json()["status"]) == (202, "pending")
    standin.close()  # lets the waiting page go


def test_there_is_no_other_kind_of_file(client: FlaskClient) -> None:
    problem_in(client.get(f"/api/result.pdf?request_id={'x' * 20}"), 404)
