"""Languages as callers name them: BCP 47 tags."""

import re
from typing import Final

LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,6}")
LANGUAGE_FORM: Final = "a language tag (BCP 47), such as es, pt-BR or zh-Hant-TW"

_SCRIPT: Final = re.compile(r"[A-Za-z]{4}")
_REGION: Final = re.compile(r"[A-Za-z]{2}|[0-9]{3}")


def language_tag(text: str) -> str:
    """Return the language, script and region of ``text``, which ``LANGUAGE`` matches, as usually spelled.

    Variants and extensions are left out, because TMDB's texts do not differ by them.
    """
    first, *rest = text.split("-")
    tag = [first.lower()]
    if rest and _SCRIPT.fullmatch(rest[0]):
        tag.append(rest.pop(0).title())
    if rest and _REGION.fullmatch(rest[0]):
        tag.append(rest[0].upper())
    return "-".join(tag)
