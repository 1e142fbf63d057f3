"""What the head of a page tells of it: to who lists it, and to who shows a link to it (https://ogp.me)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import request
from markupsafe import Markup

_TEXTS = Path(__file__).parent.parent / "static" / "i18n"
_ENGLISH = "en"
_IMAGE = "static/share.png"
_WIDTH, _HEIGHT = 1200, 630  # of the image, in pixels


def with_head_tags(html: str, title: str, **names: str) -> str:
    """``html`` with a description and Open Graph tags, in the language that the request asks for.

    ``title``: the key of its text ("results.document"), in which ``names`` stand. Addresses are absolute: of
    the host that was asked, below the prefix that a proxy keeps to itself.
    """
    texts = _texts(_language())
    heading = texts[title].format(**names)
    description = texts["landing.description"]
    tags = [
        _tag("name", "description", description),
        _tag("property", "og:type", "website"),
        _tag("property", "og:site_name", texts["app.name"]),
        _tag("property", "og:title", heading),
        _tag("property", "og:description", description),
        _tag("property", "og:image", request.url_root + _IMAGE),
        _tag("property", "og:image:width", str(_WIDTH)),
        _tag("property", "og:image:height", str(_HEIGHT)),
        _tag("property", "og:image:alt", texts["app.name"]),
        _tag("name", "twitter:card", "summary_large_image"),
    ]
    return html.replace("</head>", "".join(f"  {tag}\n" for tag in tags) + "</head>", 1)


def _tag(kind: str, name: str, content: str) -> Markup:
    """Escaped: a name, and the host that a request names, are whatever somebody wrote."""
    return Markup('<meta {}="{}" content="{}">').format(kind, name, content)


def _language() -> str:
    """As the page itself would choose it: what the address says, else what the browser asks for."""
    asked = request.args.get("language", "")
    return asked if asked in _languages() else request.accept_languages.best_match(_languages(), _ENGLISH)


@cache
def _languages() -> tuple[str, ...]:
    """English first: it is chosen where a browser takes several alike."""
    others = sorted({path.stem for path in _TEXTS.glob("*.json")} - {_ENGLISH})
    return (_ENGLISH, *others)


@cache
def _texts(language: str) -> Mapping[str, str]:
    """By section and name: "landing.title"."""
    sections: dict[str, dict[str, str]] = json.loads((_TEXTS / f"{language}.json").read_text("utf-8"))
    return {f"{section}.{name}": text for section, texts in sections.items() for name, text in texts.items()}
