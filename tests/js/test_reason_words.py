"""The English page gives the reasons that the server gives, word for word."""

import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from infra.tmdb.genres import GENRES
from services.language_names import LANGUAGE_NAMES
from services.models.ranking import Reason, SharedTrait
from services.reason_text import reason_sentence

STATIC = Path(__file__).parents[2] / "static"
CASES = 3_000
SEED = 20_11
PEOPLE = ("Agnès Varda", "Tilda Swinton", "Robert De Niro", "“X” Æ", "Lee & Son")
TITLES = ("Psycho", "8½", "Amélie", "M", "Me, Myself & Irene", "{films}", "$& the Gang", "東京物語")
MEMBERS = ("ana", "Bo_1", None)
SAY = """
import {{ reasonText }} from "{reason}";
import {{ setMessages }} from "{messages}";
import {{ readFileSync }} from "node:fs";
setMessages("en", JSON.parse(readFileSync("{catalogue}", "utf-8")));
const cases = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(cases.map((reasons) => reasonText(reasons))));
"""


def invented(chance: random.Random) -> tuple[Reason, ...]:
    """Return one to six reasons, of one member or several, that share much, little or nothing."""
    members = chance.choice([(None,), MEMBERS[:1], MEMBERS[:2], MEMBERS])
    traits = [SharedTrait("director", name) for name in PEOPLE[:3]]
    traits += [SharedTrait("actor", name) for name in PEOPLE]
    traits += [SharedTrait("genre", name) for name in chance.sample(sorted(GENRES.values()), 3)]
    traits += [SharedTrait("decade", f"{chance.randrange(1890, 2030, 10)}s")]
    traits += [SharedTrait("language", chance.choice([*LANGUAGE_NAMES, "xx"]))]
    return tuple(
        Reason(
            tmdb_id=number,
            title=chance.choice(TITLES),
            year=None,
            rating_stars=chance.choice([None, 2.5, 4.0, 4.5, 5.0]),
            liked=chance.random() < 0.3,
            shared=tuple(chance.sample(traits, chance.choice([0, 1, 2, 4]))),
            member=chance.choice(members),
        )
        for number in range(chance.randint(1, 6))
    )


def as_the_page_gets_it(reason: Reason) -> dict[str, object]:
    return {
        "title": reason.title,
        "rating": reason.rating_stars,
        "liked": reason.liked,
        "shared": [{"kind": trait.kind, "name": trait.name} for trait in reason.shared],
        "member": reason.member,
    }


def said_by_the_page(cases: Sequence[Sequence[Reason]]) -> list[str]:
    script = SAY.format(
        reason=(STATIC / "js/cards/reason.js").as_uri(),
        messages=(STATIC / "js/i18n/messages.js").as_uri(),
        catalogue=STATIC / "i18n/en.json",
    )
    given = json.dumps([[as_the_page_gets_it(reason) for reason in reasons] for reasons in cases])
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script], input=given, capture_output=True, text=True, check=True
    )
    said: list[str] = json.loads(ran.stdout)
    return said


def test_the_page_and_the_server_say_the_same() -> None:
    chance = random.Random(SEED)
    cases = [invented(chance) for _ in range(CASES)]
    for reasons, said in zip(cases, said_by_the_page(cases), strict=True):
        assert said == reason_sentence(reasons)


def test_every_language_is_named_alike() -> None:
    cases = [
        (Reason(1, "M", None, 5.0, liked=False, shared=(SharedTrait("language", code),), member=None),)
        for code in LANGUAGE_NAMES
    ]
    for reasons, said in zip(cases, said_by_the_page(cases), strict=True):
        assert said == reason_sentence(reasons)
