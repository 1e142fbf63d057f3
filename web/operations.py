"""Routes for those who run the application: health, readiness, metrics, the incident."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from limiter import limiter
from serialisation import Payload, incident_payload
from services.models.reports import Incident

operations = Blueprint("operations", __name__)


@dataclass(frozen=True, slots=True)
class Operations:
    """What the routes ask. ``is_degraded``: whether a shared part (Redis) is lost; ``token`` guards."""

    incident: Callable[[], Incident]
    jobs: Callable[[], dict[str, int]]
    streams: Callable[[], int]
    is_open: Callable[[], bool]
    is_degraded: Callable[[], bool]
    token: str | None


@operations.get("/_live")
def live() -> Response:
    """The process is up."""
    return jsonify(status="ok")


@operations.get("/_ready")
def ready() -> Response:
    """Whether the process takes new jobs."""
    is_open = _operations().is_open()
    response = jsonify(status="ok" if is_open else "closing")
    response.status_code = 200 if is_open else 503
    return response


@operations.get("/_health")
def health() -> Response:
    """The state of what this process depends on; never asks an upstream."""
    incident = _operations().incident()
    return jsonify(
        status="ok",
        degraded=incident.circuit_open or _operations().is_degraded(),
        incident=incident_payload(incident),
    )


@operations.get("/_incident-status")
@limiter.limit("30/minute")
def incident_status() -> Response:
    """The state of Letterboxd's breaker alone."""
    _check_token()
    return jsonify(incident_payload(_operations().incident()))


@operations.get("/_metrics")
def metrics() -> Response:
    """Prometheus' text format."""
    _check_token()
    registry = CollectorRegistry()
    registry.register(_Figures(_operations()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """The figures of one moment."""

    def __init__(self, source: Operations) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("next_film_jobs", "Jobs in memory by state", labels=["state"])
        for state, number in self._source.jobs().items():
            jobs.add_metric([state], number)
        yield jobs
        yield GaugeMetricFamily("next_film_streams", "Open event streams", value=self._source.streams())
        incident: Payload = incident_payload(self._source.incident())
        failures = CounterMetricFamily("next_film_letterboxd_failures", "Requests that Letterboxd refused")
        failures.add_metric([], cast(int, incident["letterboxd_total_failures"]))
        yield failures
        is_open = bool(incident["letterboxd_circuit_open"])
        yield GaugeMetricFamily("next_film_letterboxd_circuit_open", "1: the breaker is open", value=is_open)
        yield GaugeMetricFamily(
            "next_film_degraded", "1: a shared part is lost, memory serves", value=self._source.is_degraded()
        )


def _operations() -> Operations:
    return cast(Operations, current_app.extensions["operations"])


def _check_token() -> None:
    token = _operations().token
    if token is None:
        return
    given = request.authorization
    bearer = given.token if given is not None and given.type == "bearer" else None
    offered = request.headers.get("X-Internal-Token") or bearer or ""
    if not hmac.compare_digest(offered.encode("latin-1", "replace"), token.encode()):  # as it was sent
        raise Unauthorized(
            "This address needs the internal token.", www_authenticate=WWWAuthenticate("bearer")
        )
