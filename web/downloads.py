"""A result as a file to keep: JSON, Letterboxd's import format, or a workbook."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

CSV_MAX_BYTES = 1_000_000
"""The greatest size that Letterboxd's importer takes (1 MB)."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Film = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its bytes, its media type and its name."""

    body: bytes
    mimetype: str
    filename: str


def download(payload: Mapping[str, Any], kind: str) -> Download:
    """Return ``payload`` (a successful result) as ``json``, ``csv`` or ``xlsx``."""
    mimetype, write = _KINDS[kind]
    return Download(write(payload), mimetype, f"{_stem(payload)}.{kind}")


def _stem(payload: Mapping[str, Any]) -> str:
    """Return the name without suffix, as ``film-recommendations-velvetfog-CL``.

    The name is ASCII without blanks, whatever name an export gives its member.
    """
    parts = ("film-recommendations", payload.get("username") or "", payload.get("country_code") or "")
    words = (re.sub(r"[^A-Za-z0-9_]+", "-", str(part)).strip("-")[:100] for part in parts)
    return "-".join(word for word in words if word)


def _json(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, indent=2).encode()


def _csv(payload: Mapping[str, Any]) -> bytes:
    """Return Letterboxd's import format. ``Rating`` and ``WatchedDate`` would mark films as watched."""
    lines = [_line(("tmdbID", "imdbID", "Title", "Year"))]
    size = len(lines[0])
    for film in payload["recommendations"]:
        row = (film["tmdb_id"], film["imdb_id"] or "", safe_cell(film["title"]), film["year"] or "")
        line = _line(row)
        size += len(line)
        if size > CSV_MAX_BYTES:
            break  # the best films come first
        lines.append(line)
    return b"".join(lines)


def _line(row: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(row)
    return text.getvalue().encode()


def safe_cell(title: str) -> str:
    """Return ``title``, or "" where a spreadsheet would run it as a formula.

    Quotes do not prevent that, and with an apostrophe or a blank before it, it would be the title of no film.
    The importer uses ``tmdbID``, which every row has, so a row identifies its film without the title.
    """
    return "" if title.startswith(_FORMULA) else title


_PAID = ("rent", "buy")

COLUMNS: tuple[tuple[str, int, Callable[[Film], object]], ...] = (
    ("Rank", 6, lambda film: film["rank"]),
    ("Title", 36, lambda film: film["title"]),
    ("Year", 7, lambda film: int(film["year"]) if film["year"] else None),
    ("Director", 26, lambda film: film["director"]),
    ("Genres", 28, lambda film: ", ".join(film["genres"])),
    ("Runtime (min)", 14, lambda film: film["runtime"]),
    ("TMDB rating", 12, lambda film: film["rating_tmdb"]),
    ("Plot", 60, lambda film: film["overview"]),
    ("Why", 60, lambda film: film["reason"]),
    ("Included with", 32, lambda film: _joined(film["streaming"])),
    ("Rent or buy", 32, lambda film: _joined(_paid(film))),
)


def _joined(names: Iterable[str]) -> str:
    """Join ``names`` with commas; a name that contains a comma or a quotation mark is quoted."""
    return ", ".join(_quoted(each) if re.search('[,"]', each) else each for each in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _paid(film: Film) -> Iterable[str]:
    """Return the providers to rent or buy from, each once."""
    return dict.fromkeys(offer["provider"] for offer in film["offers"] if offer["monetization"] in _PAID)


def _xlsx(payload: Mapping[str, Any]) -> bytes:
    """Return a workbook with one sheet of films.

    Numbers are numbers; everything else is text, also what looks like a formula or a link.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Films")
        bold, one_digit = book.add_format({"bold": True}), book.add_format({"num_format": "0.0"})
        for column, (name, width, _) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        films = payload["recommendations"]
        for row, film in enumerate(films, start=1):
            for column, (_, _, read) in enumerate(COLUMNS):
                value = read(film)
                if isinstance(value, int | float):
                    sheet.write_number(row, column, value, one_digit if isinstance(value, float) else None)
                elif value:
                    sheet.write_string(row, column, _printable(str(value)))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(films), len(COLUMNS) - 1)
    return file.getvalue()


def _printable(text: str) -> str:
    """Return ``text`` without characters that XML cannot hold, cut to the greatest length of a cell."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)[:32_767]


_KINDS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], bytes]]] = {
    "json": ("application/json", _json),
    "csv": ("text/csv", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}

MIMETYPES = {kind: mimetype for kind, (mimetype, _) in _KINDS.items()}
"""The media type of each kind of file."""
