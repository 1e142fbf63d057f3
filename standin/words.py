"""The words for the titles, people and plots of invented films."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from standin.catalogue import DATA
from standin.text import pick

WORDS: Final[Mapping[str, Sequence[str]]] = {
    kind: text.split() for kind, text in json.loads((DATA / "words.json").read_text(encoding="utf-8")).items()
}
"""The words by kind: `adjective`, `noun` (and `noun_es`, the same in Spanish), `place`, `name`, `surname`."""


def person(*parts: object) -> str:
    """Return a name and a surname, always the same for the same parts."""
    names, surnames = WORDS["name"], WORDS["surname"]
    return f"{names[pick(len(names), 'name', *parts)]} {surnames[pick(len(surnames), 'surname', *parts)]}"
