"""The exit codes of the command, for scripts."""

import signal
from enum import IntEnum
from http import HTTPStatus

from problem_types import Problem


class ExitCode(IntEnum):
    """The exit codes of the command."""

    FOUND = 0
    DEFECT = 1
    WRONG_USE = 2
    NO_MEMBER = 3
    NO_UPSTREAM = 4
    INTERRUPTED = 128 + signal.SIGINT


EXIT_CODES = {
    ExitCode.FOUND: "the list was written; it may be empty",
    ExitCode.DEFECT: "something went wrong on our side",
    ExitCode.WRONG_USE: "an argument, a file or a setting is wrong",
    ExitCode.NO_MEMBER: "there is no such member, or no film of theirs to start from",
    ExitCode.NO_UPSTREAM: "Letterboxd or TMDB cannot be read",
    ExitCode.INTERRUPTED: "interrupted",
}


def exit_code_of(problem: Problem) -> ExitCode:
    """Return the exit code for ``problem``."""
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return ExitCode.DEFECT
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ExitCode.NO_UPSTREAM
    is_wrong = problem.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    return ExitCode.WRONG_USE if is_wrong else ExitCode.NO_MEMBER
