"""An upstream that asks for a long pause holds nobody up where a job can go on without it."""

from flask.testing import FlaskClient

from standin.faults import Fault
from standin.server import StandIn
from tests.conftest import MakeApp

LONG_S = 44.0  # within what a call may take in all
IN_FLIGHT = 6


def availability(client: FlaskClient) -> list[tuple[str, list[object]]]:
    answer = client.post("/api/recommend", json={"username": "twelvefold", "count": 20, "sync": True})
    assert answer.status_code == 200
    return [(card["availability"], card["offers"]) for card in answer.get_json()["recommendations"]]


def test_a_job_goes_on_without_justwatch(make_app: MakeApp, standin: StandIn) -> None:
    """TMDB's providers stand in, and JustWatch is left alone for as long as it asked."""
    standin.set_fault(Fault("justwatch", "throttle", retry_after_s=LONG_S, times=1))
    found = availability(make_app().test_client())
    assert standin.count("justwatch") <= IN_FLIGHT
    assert any(offers for _, offers in found)
    assert {known for known, _ in found} == {"known"}
