"""Routes for operators: health, readiness, metrics, the incident, and forgetting a member."""

from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from limiter import limiter
from metrics import OPEN_STREAMS, figures_registry
from payloads.answers import ForgottenPayload, HealthPayload, ReadinessPayload
from serialisation import incident_payload
from utils import same_secret
from web.application import ApplicationServices, services_of
from web.proxies import is_from_this_machine
from web.request_parsing import parse_username
from web.tokens import limit_wrong_tokens, offered_token

monitoring = Blueprint("monitoring", __name__)


@monitoring.get("/_live")
def live() -> Response:
    """Report that the process is up."""
    return jsonify(status="ok")


@monitoring.get("/_ready")
def ready() -> Response:
    """Report whether the process takes new jobs."""
    is_open = services_of(current_app).jobs.is_open
    answer: ReadinessPayload = {"status": "ok" if is_open else "closing"}
    response = jsonify(answer)
    response.status_code = HTTPStatus.OK if is_open else HTTPStatus.SERVICE_UNAVAILABLE
    return response


@monitoring.get("/_health")
def health() -> Response:
    """Report the state of what this process depends on. No upstream is asked."""
    services = services_of(current_app)
    incident = services.recommender.incident()
    answer: HealthPayload = {
        "status": "ok",
        "degraded": incident.circuit_open or services.is_degraded,
        "redis": services.redis_state,
        "incident": incident_payload(incident),
    }
    return jsonify(answer)


@monitoring.get("/_incident-status")
@limiter.limit("30/minute")
@limit_wrong_tokens
def incident_status() -> Response:
    """Report the state of Letterboxd's circuit breaker alone."""
    _check_token()
    return jsonify(incident_payload(services_of(current_app).recommender.incident()))


@monitoring.get("/_metrics")
@limit_wrong_tokens
def metrics() -> Response:
    """Return the figures of all processes of this server in Prometheus' text format.

    Where no internal token is set, only this machine may read them.
    """
    _check_operator()
    services = services_of(current_app)
    OPEN_STREAMS.set(services.streams.total)
    registry = figures_registry()
    registry.register(Figures(services))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@monitoring.delete("/_members/<username>")
@limit_wrong_tokens
def forget_member(username: str) -> Response:
    """Forget a member: delete the jobs about them, with their results, and all that is stored."""
    _check_operator()
    name = parse_username({"username": username})
    services = services_of(current_app)
    jobs = services.jobs.forget(name)
    values = services.empty_cache(name)
    answer: ForgottenPayload = {"jobs": jobs, "values": values}
    return jsonify(answer)


class Figures(Collector):
    """A collector of figures at one moment: jobs, Letterboxd's breaker, and whether memory is in use.

    Where several processes share jobs and breaker, the figures are of all together.
    """

    def __init__(self, services: ApplicationServices) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily(
            "next_film_jobs",
            "Known jobs by state; queued is the length of the queue",
            labels=["state"],
        )
        for state, number in self._services.jobs.counts().items():
            jobs.add_metric([state], number)
        yield jobs
        incident = self._services.recommender.incident()
        failures = CounterMetricFamily("next_film_letterboxd_failures", "Requests that Letterboxd refused")
        failures.add_metric([], incident.total_failures)
        yield failures
        yield GaugeMetricFamily(
            "next_film_letterboxd_circuit_open",
            "1 while Letterboxd's circuit breaker is open",
            value=incident.circuit_open,
        )
        yield GaugeMetricFamily(
            "next_film_degraded",
            "1 while a shared part is lost or slow, and memory is used instead",
            value=self._services.is_degraded,
        )


def _check_operator() -> None:
    """Raise what ``_check_token`` raises; where no token is set, raise ``Forbidden`` for other machines."""
    if not _check_token() and not is_from_this_machine():
        raise Forbidden("INTERNAL_TOKEN is not set, so this address answers only the machine of the server.")


def _check_token() -> bool:
    """Return whether a token is set. Raises ``Unauthorized`` for a client that does not send it."""
    token = services_of(current_app).settings.internal_token
    if token is None:
        return False
    if not same_secret(offered_token("X-Internal-Token"), token):
        raise Unauthorized(
            "This address needs the internal token, in the header X-Internal-Token or Authorization: Bearer.",
            www_authenticate=WWWAuthenticate("bearer"),
        )
    return True
