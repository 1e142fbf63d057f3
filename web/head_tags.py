"""What the head of a page tells of it: to who lists it, and to who shows a link to it (https://ogp.me)."""

from flask import request
from markupsafe import Markup

from web.page_languages import language_of, text_at, texts_of

_IMAGE = "static/share.png"
_WIDTH, _HEIGHT = 1200, 630  # of the image, in pixels


def with_head_tags(html: str, title: str, **names: str) -> str:
    """``html`` with a description and Open Graph tags, in the language that the request asks for.

    ``title``: the key of its text ("results.document"), in which ``names`` stand. Addresses are absolute: of
    the host that was asked, below the prefix that a proxy keeps to itself.
    """
    texts = texts_of(language_of(request))
    heading = text_at(texts, title).format(**names)
    description, site = text_at(texts, "landing.description"), text_at(texts, "app.name")
    tags = [
        _tag("name", "description", description),
        _tag("property", "og:type", "website"),
        _tag("property", "og:site_name", site),
        _tag("property", "og:title", heading),
        _tag("property", "og:description", description),
        _tag("property", "og:image", request.url_root + _IMAGE),
        _tag("property", "og:image:width", str(_WIDTH)),
        _tag("property", "og:image:height", str(_HEIGHT)),
        _tag("property", "og:image:alt", site),
        _tag("name", "twitter:card", "summary_large_image"),
    ]
    return html.replace("</head>", "".join(f"  {tag}\n" for tag in tags) + "</head>", 1)


def _tag(kind: str, name: str, content: str) -> Markup:
    """Escaped: a name, and the host that a request names, are whatever somebody wrote."""
    return Markup('<meta {}="{}" content="{}">').format(kind, name, content)
