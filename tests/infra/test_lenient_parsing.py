"""Reading leniently: what does not fit costs itself, is counted, and nothing else is touched."""

from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from infra.lenient_parsing.json_reader import LenientReader
from infra.lenient_parsing.web_address import web_address
from metrics import ODD_ROWS
from tests.conftest import MANY_EXAMPLES


class Row(msgspec.Struct):
    name: str
    number: Annotated[int, Meta(ge=0)] | None = None


class Answer(msgspec.Struct):
    rows: list[Row]
    by_name: dict[str, Row] = {}
    best: Row | None = None
    odd_name: int = msgspec.field(default=7, name="odd/name")


READER = LenientReader("tmdb", Answer)
GOOD = {
    "rows": [{"name": "a", "number": 1}],
    "by_name": {"x": {"name": "b"}},
    "best": {"name": "c"},
    "odd/name": 8,
}


def odd_rows() -> dict[str, float]:
    samples = (sample for metric in ODD_ROWS.collect() for sample in metric.samples)
    return {each.labels["kind"]: each.value for each in samples if each.name.endswith("_total")}


def counted(before: dict[str, float]) -> dict[str, float]:
    return {kind: new for kind, number in odd_rows().items() if (new := number - before.get(kind, 0.0))}


def read(**changes: object) -> Answer:
    return READER.read(msgspec.json.encode({**GOOD, **changes}))


def test_what_fits_is_read_and_nothing_counted() -> None:
    before = odd_rows()
    assert read() == Answer([Row("a", 1)], {"x": Row("b")}, Row("c"), 8)
    assert counted(before) == {}


@pytest.mark.parametrize(
    ("changes", "expected", "kinds"),
    [
        ({"rows": [None, {"name": "a"}, {"number": 1}]}, {"rows": [Row("a")]}, {"rows": 2}),
        ({"rows": [{"name": "a", "number": -1}]}, {"rows": [Row("a")]}, {"number": 1}),
        ({"rows": [{"name": "a", "number": "12"}]}, {"rows": [Row("a", 12)]}, {}),
        ({"by_name": {"x": 7, "y": {"name": "b"}}}, {"by_name": {"y": Row("b")}}, {"by_name": 1}),
        ({"by_name": [], "best": {}}, {"by_name": {}, "best": None}, {"by_name": 1, "best": 1}),
        ({"by_name": None, "best": None, "odd/name": None}, {"by_name": {}, "best": None, "odd_name": 7}, {}),
        ({"odd/name": "x"}, {"odd_name": 7}, {"odd/name": 1}),
    ],
)
def test_what_does_not_fit_is_dropped_and_counted(
    changes: dict[str, object], expected: dict[str, Any], kinds: dict[str, int]
) -> None:
    before = odd_rows()
    answer = read(**changes)
    assert answer == msgspec.structs.replace(read(), **expected)
    assert counted(before) == kinds


@pytest.mark.parametrize("body", [b"{}", b'{"rows":null}', b'{"rows":{}}', b"[]", b"null", b"", b"<html>"])
def test_an_answer_without_what_it_must_have_is_an_error(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        READER.read(body)


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        (rb'"\ud800x"', "?x"),
        (rb'"x\udc00"', "x?"),
        (b'"\xff"', "\ufffd"),
        (b'"\xed\xa0\x80"', "\ufffd\ufffd\ufffd"),
        (b'"a\x01\nb"', "a\x01\nb"),
        (b'"x", "number": NaN', "x"),
        (b'"x", "number": -Infinity', "x"),
        (b'"x", "number": 1e999', "x"),
        (b'"x", "number": ' + b"9" * 5000, "x"),
        (rb'"\ud83d\ude00", "other": "\ud800"', "\U0001f600"),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_a_sign_that_no_json_may_hold_costs_itself(odd: bytes, name: str, mark: bytes) -> None:
    body = (
        mark + b'{"rows": [{"name": "a"}, {"name": ' + odd + b'}, {"name": "\xc3\xa9"}], "by_name": {"x": 7}}'
    )
    rows = READER.read(body).rows
    assert [row.name for row in rows] == ["a", name, "é"]
    assert rows[1].number == Row("").number


def test_what_is_too_deep_is_an_error() -> None:
    with pytest.raises((RecursionError, msgspec.DecodeError)):
        READER.read(b'{"rows": [' + b"[" * 100_000)


@given(
    st.lists(st.builds(dict, name=st.text(max_size=3), number=st.integers(0, 9)) | st.none() | st.integers())
)
@MANY_EXAMPLES
def test_good_rows_are_read_whatever_stands_between_them(rows: list[Any]) -> None:
    assert read(rows=rows).rows == [Row(**row) for row in rows if isinstance(row, dict)]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "http://example.org",
        "//example.org",
        "https://",
        "x",
        "https://a b",
    ],
)
def test_what_is_no_web_address_is_none(text: str | None) -> None:
    assert web_address(text) is None


@pytest.mark.parametrize(
    "text", ["https://example.org", "HTTPS://example.org/a?b=javascript:c#d", " https://é.org/ü "]
)
def test_a_web_address_is_kept(text: str) -> None:
    assert web_address(text) == text.strip()
