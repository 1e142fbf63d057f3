"""Every problem that the server can tell has its own words on the pages, in every language."""

import json
import subprocess
from http import HTTPStatus
from pathlib import Path

import pytest

import errors
from problem_details import http_problem, internal_problem, problem_of

STATIC = Path(__file__).parents[2] / "static"
LANGUAGES = sorted(path.stem for path in (STATIC / "i18n").glob("*.json"))
PLAIN = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What HTTP itself, a limit or a proxy may answer."""
SERVICES = ("letterboxd", "rss", "tmdb", "justwatch")
WITHOUT_WORDS = """
import {{ failureKey }} from "{failures}";
import {{ setMessages }} from "{messages}";
import {{ readFileSync }} from "node:fs";
setMessages("{language}", JSON.parse(readFileSync("{catalogue}", "utf-8")));
const slugs = {slugs};
console.log(JSON.stringify(slugs.filter((slug) => failureKey(slug) === undefined)));
"""


def kinds() -> list[type[errors.AppError]]:
    found = (each for each in vars(errors).values() if isinstance(each, type))
    return [each for each in found if issubclass(each, errors.AppError)]


def example(kind: type[errors.AppError]) -> list[errors.AppError]:
    """Errors of ``kind``, of every service where it is a service's."""
    if issubclass(kind, errors.UpstreamError):
        return [kind(service, "Why", status=status) for service in SERVICES for status in (None, 401)]
    if issubclass(kind, errors.ProfileError):
        waits = issubclass(kind, errors.ProfileUnavailable | errors.WatchlistUnavailable)
        return [kind("ana", "Why", 1.0) if waits else kind("ana", "Why")]  # type: ignore[call-arg]
    return [kind("Why", 1.0) if issubclass(kind, errors.QueueFull | errors.TooManyJobs) else kind("Why")]


def slugs() -> list[str]:
    told = [problem_of(each) for kind in kinds() for each in example(kind)]
    told += [internal_problem(), *(http_problem(status, "Why") for status in PLAIN)]
    return sorted({problem.slug for problem in told})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_own_words(language: str) -> None:
    assert {"profile-not-found", "tmdb-key-refused", "queue-full", "too-many-requests"} <= set(slugs())
    script = WITHOUT_WORDS.format(
        failures=(STATIC / "js/i18n/failures.js").as_uri(),
        messages=(STATIC / "js/i18n/messages.js").as_uri(),
        catalogue=STATIC / f"i18n/{language}.json",
        language=language,
        slugs=json.dumps(slugs()),
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == []
