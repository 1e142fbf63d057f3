"""BeautifulSoup over the few parts of a Letterboxd page that are read.

BeautifulSoup's own strainer decides on outermost tags only, and half of the tags inside a grid carry nothing.
The builder here strains at every depth and drops text where none is read, before any object is made: half
the time of a plain parse, or less.
"""

from enum import Enum, auto
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.filter import SoupStrainer

SLUG_ATTRIBUTES: Final = (
    "data-item-slug",
    "data-film-slug",
    "data-item-link",
    "data-target-link",
    "data-film-link",
)
"""Where an item names its film, best first."""

_SLUGS: Final = frozenset(SLUG_ATTRIBUTES)
_VIEWING: Final = frozenset({"poster-viewingdata", "rating", "like"})


class _Part(Enum):
    """What a tag is part of."""

    NONE = auto()
    GRID = auto()  # the box of the grid
    LIST = auto()  # its list: every child is an item
    ITEM = auto()
    WHOLE = auto()  # heading and pagination: all of it


def strain(html: str) -> list[Tag]:
    """Grids, headings and paginations of a page, in its order, each with what is read of it."""
    soup = BeautifulSoup(
        html, builder=_Builder, parse_only=_PARTS, multi_valued_attributes=None, attribute_dict_class=dict
    )
    return [part for part in soup.contents if isinstance(part, Tag)]


def is_grid(tag: Tag) -> bool:
    """Whether a part is a grid of films: today's box, or the bare list of earlier years and list pages."""
    return _part(tag.name, tag.attrs) in (_Part.GRID, _Part.LIST)


def is_pagination(tag: Tag) -> bool:
    """Whether a part is the pagination."""
    return "pagination" in class_names(tag)


def tags_of(tag: Tag) -> list[Tag]:
    """The tag and all that are in it, in their order."""
    return [tag, *(inner for inner in tag.descendants if isinstance(inner, Tag))]


def attribute(tag: Tag, name: str) -> str | None:
    """An attribute without surrounding space; None when missing or empty."""
    value = tag.attrs.get(name)
    return (value.strip() or None) if isinstance(value, str) else None


def class_names(tag: Tag) -> list[str]:
    """The classes of a tag."""
    return (attribute(tag, "class") or "").split()


class _Parts(SoupStrainer):
    """The outermost tags: what is in none of them is not looked at."""

    def allow_tag_creation(self, nsprefix: str | None, name: str, attrs: Any) -> bool:  # noqa: ARG002  bs4's
        return _part(name, attrs) is not _Part.NONE


_PARTS: Final = _Parts(True)


class _Builder(LXMLTreeBuilder):
    """Makes tags of what is read, and of text only what stands in headings and paginations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # of each open tag: what it is part of, whether it was made
        self._inside: list[tuple[_Part, bool]] = [(_Part.NONE, False)]

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:  # noqa: ARG002  lxml's
        part = _part_within(self._inside[-1][0], tag, attrib)
        is_made = part is not _Part.NONE and (part is not _Part.ITEM or self._is_read(tag, attrib))
        if is_made and self.soup is not None:
            self.soup.handle_starttag(tag, None, None, dict(attrib))
        self._inside.append((part, is_made))

    def end(self, tag: Any) -> None:
        _, is_made = self._inside.pop()
        if is_made and self.soup is not None:
            self.soup.handle_endtag(tag)

    def data(self, data: Any) -> None:
        if self._inside[-1][0] is _Part.WHOLE:
            super().data(data)

    def comment(self, text: Any) -> None:
        """Comments say nothing."""

    def pi(self, target: str, data: str) -> None:
        """Nor do processing instructions."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Nor does the document type."""

    def _is_read(self, tag: str, attrib: Any) -> bool:
        return (
            self._inside[-1][0] is _Part.LIST
            or tag == "img"
            or not _SLUGS.isdisjoint(attrib)
            or not _VIEWING.isdisjoint(attrib.get("class", "").split())
        )


def _part_within(outer: _Part, name: str, attributes: Any) -> _Part:
    if outer is _Part.NONE:
        return _part(name, attributes)
    if outer is _Part.GRID:
        return _Part.LIST if name == "ul" else _Part.GRID
    return _Part.ITEM if outer is _Part.LIST else outer


def _part(name: str, attributes: Any) -> _Part:
    own = attributes.get("class", "").split() if attributes else ()
    if "poster-grid" in own:
        return _Part.GRID
    if name == "ul" and "poster-list" in own:
        return _Part.LIST
    if "pagination" in own or (name == "h1" and "section-heading" in own):
        return _Part.WHOLE
    return _Part.NONE
