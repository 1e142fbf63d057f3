"""One job of the pipeline, run by this process for the person at the terminal."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

from bootstrap.demo import Demo
from bootstrap.pipeline import open_pipeline
from config import Settings
from errors import InvalidRequest
from infra.exports import DEFAULT_LIMITS, Upload, read_export
from nextfilm.arguments import Arguments
from payloads.results import ReportPayload
from pipeline.context import JobContext
from serialisation import Serialiser
from services.models.events import Event
from services.models.requests import RecommendationRequest
from services.profile_size import cut_export
from web.request_parsing import parse_import, parse_submission

Watching = Callable[[Serialiser], AbstractContextManager[Callable[[Event], None]]]

CTRL_C_WITHIN_S: Final = 0.5
"""The seconds between two checks for a signal, which a wait without timeout may miss."""


def request_of(arguments: Arguments) -> RecommendationRequest:
    """Return the request that ``arguments`` describe, with its export read. Raises ``InvalidRequest``."""
    if not arguments.exports:
        return parse_submission(arguments.body).request
    request = parse_import(arguments.body, {}).request
    with ExitStack() as opened:
        export = read_export([_upload(path, opened) for path in arguments.exports])
    return replace(request, username=export.profile.username, export=export)


def run(settings: Settings, request: RecommendationRequest, watching: Watching) -> ReportPayload:
    """Run ``request``, and return the result. The context that ``watching`` opens receives the events.

    Raises ``AppError``, ``SettingsError``, ``RedisUnavailable``; ``KeyboardInterrupt`` after all is closed.
    """
    with ExitStack() as opened:
        if settings.demo:
            settings = opened.enter_context(Demo.start()).redirect(settings)
        recommender = open_pipeline(settings, opened).recommender
        if request.export is not None:
            request = replace(request, export=cut_export(request.export, settings.max_films))
        serialiser = Serialiser(settings.tmdb_image_base_url)
        context = JobContext(opened.enter_context(watching(serialiser)), settings.job_deadline_s)
        runner = opened.enter_context(ThreadPoolExecutor(1, "job"))
        opened.callback(context.cancel)  # whenever Ctrl-C comes to the main thread, the job ends, too
        job = runner.submit(recommender.recommend, request, context)
        while not wait([job], CTRL_C_WITHIN_S).done:
            pass  # a signal that came just before the wait is seen after it
        report = job.result()
        return serialiser.report(report, secrets.token_urlsafe(18))


def _upload(path: Path, opened: ExitStack) -> Upload:
    """Open ``path`` as an upload. Raises ``InvalidRequest``.

    A pipe cannot be sought in, so it is read into memory, but only one byte beyond the limit of uploads.
    """
    try:
        file = opened.enter_context(path.open("rb"))
        most = DEFAULT_LIMITS.packed_bytes + 1
        return Upload(path.name, file if file.seekable() else BytesIO(file.read(most)))
    except OSError as error:
        raise InvalidRequest(f"{path}: {error.strerror}.") from None
