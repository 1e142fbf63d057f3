"""Titles fold alike whoever wrote them; development is asked for in two ways."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import export_debug_json, normalize_title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WALL·E", "WALL-E"),
        ("Fast & Furious", "fast and furious"),
        ("Amélie", "Amelie"),
        ("Spider‑Man: No Way Home", "Spider-Man - No Way Home"),
        ("Alien\N{NO-BREAK SPACE}3", "Alien 3"),
        ("Schindler’s List", "Schindler's List"),
        ("2001: A Space Odyssey", "2001 A Space Odyssey"),
        ("Ødipus", "Odipus"),
        ("Æon Flux", "AEON FLUX"),
        ("Łódź", "lodz"),
    ],
)
def test_spellings_of_one_title_fold_alike(one: str, other: str) -> None:
    assert normalize_title(one) == normalize_title(other)


def test_different_titles_stay_different() -> None:
    assert normalize_title("Alien") != normalize_title("Aliens")
    assert normalize_title("千と千尋の神隠し") != normalize_title("もののけ姫")
    assert normalize_title("???") != normalize_title("!!!")


@given(st.text())
def test_folding_twice_is_folding_once(title: str) -> None:
    assert normalize_title(normalize_title(title)) == normalize_title(title)


def test_a_debug_export_is_readable_json_under_a_safe_name(tmp_path: Path) -> None:
    path = export_debug_json("../anna/x", {"title": "Amélie"}, tmp_path / "debug")
    assert path.parent == tmp_path / "debug"
    assert json.loads(path.read_text(encoding="utf-8")) == {"title": "Amélie"}
