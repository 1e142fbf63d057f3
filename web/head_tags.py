"""The tags in a page's head: a description for search engines, Open Graph (https://ogp.me) for links."""

import re
from html import unescape

from flask import request
from markupsafe import Markup

from web.page_languages import Texts, text_at

_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_IMAGE = "static/share.png"
_WIDTH, _HEIGHT = 1200, 630  # of the image, in pixels


def with_head_tags(html: str, texts: Texts, member: str) -> str:
    """Return ``html`` with a description and Open Graph tags.

    ``member`` is the member that the page is about, or "". Addresses are absolute: they begin with the
    requested host and the path prefix that a proxy removes.
    """
    title = _TITLE.search(html)
    heading = unescape(title[1]) if title else ""
    if member:
        heading = text_at(texts, "results.document").format(name=member)
    name, description = text_at(texts, "app.name"), text_at(texts, "landing.description")
    tags = [
        _tag("name", "description", description),
        _tag("property", "og:type", "website"),
        _tag("property", "og:site_name", name),
        _tag("property", "og:title", heading),
        _tag("property", "og:description", description),
        _tag("property", "og:image", request.url_root + _IMAGE),
        _tag("property", "og:image:width", str(_WIDTH)),
        _tag("property", "og:image:height", str(_HEIGHT)),
        _tag("property", "og:image:alt", name),
        _tag("name", "twitter:card", "summary_large_image"),
    ]
    return html.replace("</head>", "".join(f"  {tag}\n" for tag in tags) + "</head>", 1)


def _tag(kind: str, name: str, content: str) -> Markup:
    """Return a tag. Its content is escaped, as a member's name and the requested host may be any text."""
    return Markup('<meta {}="{}" content="{}">').format(kind, name, content)
