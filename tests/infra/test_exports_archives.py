"""ZIPs that cannot be trusted: refused with a clear reason, nothing of them read half-way."""

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from errors import InvalidRequest, PayloadTooLarge
from harness.export_files import HEADERS, film, packed, read_zip, table, titles, upload, whole
from infra.exports import Limits, read_export

WATCHED = table("watched.csv", film("Heat"))
DIRECTORY_ENTRY = b"PK\x01\x02"


def with_entry(entry: zipfile.ZipInfo, content: str | bytes = b"") -> bytes:
    """A good export with one more entry."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("watched.csv", WATCHED)
        target.writestr(entry, content)
    return archive.getvalue()


def patched(content: bytes, where: bytes, offset: int, value: bytes) -> bytes:
    """``content`` with ``value`` put ``offset`` bytes behind the first ``where``."""
    start = content.index(where) + offset
    return content[:start] + value + content[start + len(value) :]


@pytest.mark.parametrize(
    "path",
    [
        "/watched.csv",
        "../watched.csv",
        "a/../../x.txt",
        "..",
        "C:/x.csv",
        "c:x.csv",
        "likes\\films.csv",
        "//host/x",
    ],
)
def test_a_path_that_leads_out_is_refused_even_of_what_is_not_read(path: str) -> None:
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = path
    with pytest.raises(InvalidRequest, match="unsafe path"):
        read_zip(with_entry(entry))
    with pytest.raises(InvalidRequest, match="unsafe path"):
        read_export([upload("watched.csv", WATCHED), upload(path, "")])


def test_a_name_with_a_nul_is_refused() -> None:
    content = with_entry(zipfile.ZipInfo("ratings.csvXtxt")).replace(b"csvXtxt", b"csv\0txt")
    with pytest.raises(InvalidRequest, match="unsafe path"):
        read_zip(content)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind: int) -> None:
    entry = zipfile.ZipInfo("ratings.csv")
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(InvalidRequest, match="link or a special file"):
        read_zip(with_entry(entry, "/etc/passwd"))


@pytest.mark.parametrize("flag", [0x1, 0x41, 0x2000])
def test_an_encrypted_entry_is_refused(flag: int) -> None:
    content = packed({"watched.csv": WATCHED})
    with pytest.raises(InvalidRequest, match="password"):
        read_zip(patched(content, DIRECTORY_ENTRY, 8, struct.pack("<H", flag)))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_may_take_any_memory_is_refused(compression: int) -> None:
    with pytest.raises(InvalidRequest, match="compression method"):
        read_zip(packed({"watched.csv": WATCHED}, compression=compression))


def test_stored_entries_directories_and_dots_are_fine() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("watched.csv/", "")
        target.writestr("likes/", "")
        target.writestr("./watched.csv", WATCHED)
        target.writestr("__MACOSX/watched.csv", b"\0")
    assert titles(read_zip(archive.getvalue())) == ["Heat"]


def test_nested_archives_are_not_opened() -> None:
    inner = packed({"ratings.csv": "\0"})
    assert titles(
        read_zip(packed({"watched.csv": WATCHED, "ratings.zip": inner, "x/y/ratings.csv": inner}))
    ) == ["Heat"]


@pytest.mark.parametrize(
    "files", [{}, {"readme.txt": "x"}, {"a/b/watched.csv": WATCHED}, {"deleted/diary.csv": ""}]
)
def test_a_zip_that_is_no_export_is_refused(files: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest, match="no watched film"):
        read_zip(packed(files))


def test_two_exports_in_one_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="more than one export"):
        read_zip(packed({"a/watched.csv": WATCHED, "b/ratings.csv": HEADERS["ratings.csv"]}))


def test_one_name_twice_is_refused() -> None:
    with pytest.raises(InvalidRequest, match=r"watched\.csv was sent more than once"):
        read_zip(packed({"watched.csv": WATCHED, "Watched.CSV": WATCHED}))


@pytest.mark.parametrize("name", ["data.zip", "watched.csv"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_zip_that_is_cut_short_is_refused(share: float, name: str) -> None:
    content = packed(whole())
    with pytest.raises(InvalidRequest, match="damaged or cut short"):
        read_zip(content[: int(len(content) * share)], name)


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>Please sign in</html>", b"PK\x07\x08"])
def test_something_else_under_the_name_of_a_zip_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidRequest, match="damaged or cut short"):
        read_zip(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda zipped: patched(zipped, DIRECTORY_ENTRY, 16, b"\0\0\0\0"),  # the sum
        lambda zipped: patched(zipped, DIRECTORY_ENTRY, 6, b"\xff"),  # the version needed
        lambda zipped: patched(zipped, DIRECTORY_ENTRY, 42, b"\xff\xff\xff\x7f"),  # where it starts
        lambda zipped: patched(zipped, DIRECTORY_ENTRY, 46, b"x"),  # its name
        lambda zipped: patched(zipped, DIRECTORY_ENTRY, 10, b"\0"),  # deflated, but says stored
        lambda zipped: patched(zipped, b"PK\x05\x06", 10, b"\2"),  # how many entries there are
        lambda zipped: patched(zipped, b"PK\x05\x06", 12, b"\xff\xff\xff\x7f"),  # the directory's size
        lambda zipped: patched(zipped, b"watched.csv", 15, b"\xff\xff\xff"),  # the deflated bytes
    ],
)
def test_a_damaged_zip_is_refused(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InvalidRequest, match="damaged or cut short"):
        read_zip(damage(packed({"watched.csv": WATCHED})))


def test_an_entry_that_swallows_the_next_as_its_comment_is_damage() -> None:
    content = packed({"watched.csv": WATCHED, "ratings.csv": HEADERS["ratings.csv"]})
    length = struct.pack("<H", len(DIRECTORY_ENTRY) + 42 + len("ratings.csv"))
    with pytest.raises(InvalidRequest, match="damaged or cut short"):
        read_zip(patched(content, DIRECTORY_ENTRY, 32, length))


def test_an_entry_listed_twice_is_damage() -> None:
    content = packed({"watched.csv": WATCHED, "ratings.csv": HEADERS["ratings.csv"]})
    first, second = (content.rindex(name) - 46 for name in (b"watched.csv", b"ratings.csv"))
    doubled = content[:second] + content[first:second] + content[second + (second - first) :]
    with pytest.raises(InvalidRequest, match="damaged or cut short"):
        read_zip(doubled)


def test_a_comment_of_the_archive_is_fine() -> None:
    archive = io.BytesIO(packed({"watched.csv": WATCHED}))
    with zipfile.ZipFile(archive, "a") as target:
        target.comment = b"from a friend"
    assert titles(read_zip(archive.getvalue())) == ["Heat"]


def bomb(size: int, line: bytes = b"\n") -> bytes:
    return packed({"watched.csv": HEADERS["watched.csv"].encode() + line * (size // len(line))})


def test_a_bomb_that_says_its_size_is_refused_unread() -> None:
    content = packed({"watched.csv": WATCHED, "readme.txt": b"\0" * 3_000_000})
    with pytest.raises(PayloadTooLarge, match="unpacked export is too large"):
        read_export([upload("a.zip", content)], Limits(unpacked_bytes=2_000_000))


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_inflates() -> None:
    """Every copy of its stated size is made small; the deflated bytes go on."""
    true = struct.pack("<I", len(HEADERS["watched.csv"]) + 3_000_000)
    content = bomb(3_000_000, b"2024-01-01,x,2000,\n").replace(true, struct.pack("<I", 1_000))
    with pytest.raises(InvalidRequest):
        read_export([upload("a.zip", content)], Limits(unpacked_bytes=2_000_000))


@pytest.mark.parametrize("line", [b"\n", b"x", b",", b'"\n",', b"2024-01-01,Heat,1995,\n", b",,,\n", b"\xff"])
def test_a_bomb_stays_small_in_memory(line: bytes) -> None:
    content = bomb(40_000_000, line)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidRequest):
            read_export([upload("a.zip", content)], Limits(lines=50_000, rows=20_000))
        assert tracemalloc.get_traced_memory()[1] < 15_000_000
    finally:
        tracemalloc.stop()


def test_blank_lines_before_the_header_are_counted_and_not_kept() -> None:
    content = b"\r\n" * 300_000 + b"Name,Year\r\n,1995\r\n"
    tracemalloc.start()
    try:
        with pytest.raises(InvalidRequest, match="line 300002"):
            read_export([upload("watched.csv", content)])
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("line", [b"\n", b"a\n", b"2024-01-01,Heat,1995,\n", b",,,\n", b'"\n'])
def test_a_few_kilobytes_are_not_worth_much_reading(line: bytes) -> None:
    content = bomb(5_000_000, line)
    assert len(content) < 25_000
    with pytest.raises(PayloadTooLarge, match="unpacked export is too large"):
        read_export([upload("a.zip", content)])


@pytest.mark.parametrize(("line", "message"), [(b"\n", "too many lines"), (b"a\n", "too many rows")])
def test_what_still_unpacks_may_not_be_many_lines_or_rows(line: bytes, message: str) -> None:
    with pytest.raises(PayloadTooLarge, match=message):
        read_export([upload("a.zip", packed({"ratings.csv": b"Name\n" + line * (1_000_000 // len(line))}))])


def test_limits_grow_with_what_is_sent_up_to_what_they_are() -> None:
    limits = Limits()
    small, large = limits.of_upload(5_000), limits.of_upload(limits.packed_bytes)
    assert (small.rows, small.lines, small.unpacked_bytes) == (51_250, 105_000, 1_500_000)
    assert large == replace(limits, cells=large.cells)


def test_too_many_entries_are_refused_before_they_are_built() -> None:
    many = packed({"watched.csv": WATCHED} | {f"lists/{number}.csv": "" for number in range(2_000)})
    with pytest.raises(PayloadTooLarge, match="more than 2000 files"):
        read_zip(many)
    fine = packed({"watched.csv": WATCHED} | {f"lists/{number}.csv": "" for number in range(1_999)})
    assert titles(read_zip(fine)) == ["Heat"]


def test_more_than_twenty_five_megabytes_are_refused() -> None:
    with pytest.raises(PayloadTooLarge, match="larger than 25 MB"):
        read_export([upload("watched.csv", WATCHED), upload("ratings.csv", b" " * 25_000_000)])
