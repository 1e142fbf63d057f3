"""The items of a feed as XML elements; only the well-formed items when the feed as a whole is not."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from errors import UpstreamMalformed
from infra.lenient_parsing.odd_rows import count_odd_row

_NO_XML: Final = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CDATA_OR_BARE_AMPERSAND: Final = re.compile(
    r"(?s:<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)"
)
_FEED: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?P<start><rss\b[^>]{0,5000}>)\s*<channel\b[^>]*>(?P<inside>.*)</channel>\s*</rss>\s*",
    re.DOTALL,
)
_MOST_ITEMS: Final = 1_000  # items that are parsed one by one; a feed has about fifty
_START: Final = "<item>"
_END: Final = "</item>"


def read_items(body: bytes) -> list[ET.Element]:
    """Return the items of a feed in their order.

    Bytes that are not UTF-8 are replaced. Characters that XML does not allow are removed. When the feed is
    still not well-formed, each item that is not well-formed is dropped and counted. Raises
    ``UpstreamMalformed`` for a body that is no feed, and when such a feed has no well-formed item.
    """
    xml = _NO_XML.sub("", body.decode("utf-8-sig", "replace"))
    if "<!DOCTYPE" in xml:
        raise _malformed("it declares a document type")  # a feed has none; entities could grow without limit
    try:
        root = ET.fromstring(xml)  # noqa: S314  without a document type there is nothing to expand
    except ET.ParseError as error:
        return _one_by_one(xml, error)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise _malformed("it is not RSS")
    return channel.findall("item")


def _one_by_one(xml: str, error: ET.ParseError) -> list[ET.Element]:
    feed = _FEED.fullmatch(xml)
    if feed is None:
        raise _malformed(f"it is not XML ({error})") from error
    items: list[ET.Element] = []
    for text in feed["inside"].split(_START, _MOST_ITEMS)[1:]:
        try:
            one = f"{feed['start']}{_START}{_escaped(text.partition(_END)[0])}{_END}</rss>"
            items += ET.fromstring(one)  # noqa: S314  as above
        except ET.ParseError:
            count_odd_row("rss", "item")
    if not items:
        raise _malformed(f"it is not XML ({error})") from error
    return items


def _escaped(text: str) -> str:
    return _CDATA_OR_BARE_AMPERSAND.sub(lambda part: "&amp;" if part[0] == "&" else part[0], text)


def _malformed(message: str) -> UpstreamMalformed:
    return UpstreamMalformed("rss", f"Letterboxd's feed cannot be understood: {message}")
