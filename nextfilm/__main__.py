"""The command ``python -m nextfilm karsten --country US``: recommendations without a server."""

import errno
import os
import signal
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from dotenv import load_dotenv
from rich.console import Console

from bootstrap.logs import configure_logging
from config import Settings, SettingsError
from errors import AppError
from infra.storage.redis_link import RedisUnavailable
from nextfilm.arguments import Arguments, parse_arguments
from nextfilm.exit_codes import ExitCode, exit_code_of
from nextfilm.formats import FORMATS
from nextfilm.job import request_of, run
from nextfilm.progress import live_progress, watch_nothing
from payloads.results import ReportPayload
from problem_details import problem_of


def main() -> ExitCode:
    """Write films to standard output; write progress, hints and failures to standard error."""
    arguments = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background jobs begin with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    try:
        payload = _result(arguments, errors)
    except (SettingsError, RedisUnavailable) as error:
        errors.print(f"nextfilm: {error}")
        return ExitCode.WRONG_USE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except AppError as error:
        problem = problem_of(error)
        errors.print(f"nextfilm: {problem.title}. {problem.detail}", *filter(None, [problem.hint]))
        return exit_code_of(problem)
    if hint := payload.get("hint"):
        errors.print(f"nextfilm: {hint}")
    try:
        _write(FORMATS[arguments.output](payload))
    except BrokenPipeError:
        raise
    except OSError as error:  # for example, a full disk
        errors.print(f"nextfilm: The films cannot be written: {error.strerror}.")
        return ExitCode.WRONG_USE
    return ExitCode.FOUND


def _write(text: str) -> None:
    """Write ``text`` in UTF-8 in every locale, as programs and importers expect. Raises ``OSError``."""
    if sys.stdout is None:  # the parent process closed it; its number may now be another file's
        raise OSError(errno.EBADF, "standard output is closed")
    with open(sys.stdout.fileno(), "wb", closefd=False) as out:
        out.write(text.encode())


def _result(arguments: Arguments, errors: Console) -> ReportPayload:
    load_dotenv(Path(__file__).parent.parent / ".env")
    demo = {"DEMO": "true"} if arguments.is_demo else {}
    settings = Settings.from_environment(dict(os.environ) | demo)
    configure_logging("INFO" if arguments.is_verbose else "CRITICAL", settings.log_format)
    request = request_of(arguments)
    if arguments.is_verbose:
        return run(settings, request, lambda _: nullcontext(watch_nothing))
    return run(settings, request, partial(live_progress, errors))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader of the output closed it and wants no more films
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
