"""Examples of answers and events, written by the code that writes real ones."""

import json
from collections.abc import Mapping

from payloads.events import LogPayload
from payloads.results import ReportPayload
from serialisation import Serialiser, end_payload, queue_payload
from services.models.events import FilmMatched, PageScraped, Progressed, Recommended, Retracted
from services.models.facts import Facts, Trailer, Wording
from services.models.films import Availability, Item, ListedOffer
from services.models.histories import Interaction, Profile, ProfileSource, Unmatched
from services.models.locale import Locale
from services.models.ranking import (
    Candidate,
    Preferences,
    Reason,
    ScoredCandidate,
    SeedSummary,
    SharedTrait,
    Viewing,
)
from services.models.reports import Incident, Recommendation, RecommendationReport
from services.models.requests import RecommendationRequest
from services.offers import canonical_offers
from sse import Channel, frame
from web.openapi.problems import ENDS, MEMBER, REQUEST_ID

_SERIALISER = Serialiser("https://image.tmdb.org/t/p")
_SEEN = Interaction("Arrival", 2016, "arrival-2016", 5.0, liked=True)
_FILM = Item(
    tmdb_id=335984,
    title="Blade Runner 2049",
    original_title="Blade Runner 2049",
    year=2017,
    release_date="2017-10-04",
    genres=("Science Fiction", "Drama"),
    vote_average=7.6,
    vote_count=14_000,
    popularity=21.3,
    poster_path="/poster.jpg",
    original_language="en",
    runtime_min=164,
    directors=("Denis Villeneuve",),
    cast=("Ryan Gosling", "Ana de Armas"),
    imdb_id="tt1856101",
    facts=Facts(
        characters=("K", "Joi"),
        countries=("US",),
        certifications=(("US", "R"),),
        backdrop_path="/backdrop.jpg",
        wordings=(
            Wording(
                "en",
                overview="A hunter of replicants finds bones that should not be, and doubts his own past.",
                trailer=Trailer("YouTube", "gCcx85zbxz4"),
            ),
        ),
    ),
)
_REASON = Reason(
    329865, "Arrival", 2016, 5.0, liked=True, shared=(SharedTrait("director", "Denis Villeneuve"),)
)
CARD = Recommendation(
    1,
    ScoredCandidate(Candidate(_FILM, ()), 0.9312, (_REASON,)),
    canonical_offers([ListedOffer("Netflix", "flatrate", "https://www.netflix.com/title/80185760")]),
    Availability.KNOWN,
    locale=Locale("US"),
)
INCIDENT = Incident(5, 5, 403, circuit_open=True, retry_after_s=120.0)


def sample_report() -> ReportPayload:
    """Return an example of a result."""
    counts = (("Science Fiction", 9), ("Drama", 3)), (("Denis Villeneuve", 4),), (("2010s", 12),)
    report = RecommendationReport(
        request=RecommendationRequest(MEMBER, "US", "United States", count=1),
        profile=Profile(MEMBER, (_SEEN,), 1, ProfileSource.PAGES),
        preferences=Preferences(
            ("Science Fiction", "Drama"), ("Denis Villeneuve",), ("2010s",), Viewing(*counts, 12, 8)
        ),
        seeds=SeedSummary(1, "rated"),
        recommendations=(CARD,),
        unmatched=(Unmatched(_SEEN, "TMDB shows no film of this title and year."),),
    )
    return _SERIALISER.report(report, REQUEST_ID)


def sample_events() -> dict[str, list[Mapping[str, object]]]:
    """Return examples of events by name, as the multiplexed stream names them."""
    events = (
        PageScraped(1, 1, 12),
        FilmMatched(1, 12, _SEEN),
        Progressed("profile", 0, 0, "pages"),
        Recommended(CARD),
        Retracted(_FILM.tmdb_id, "outranked"),
    )
    line: LogPayload = {"line": "12 films on page 1 of 1", "level": "info"}
    found: dict[str, list[Mapping[str, object]]] = {"log": [line], "status": [queue_payload(MEMBER, 1)]}
    for event in events:
        name, payload, _ = _SERIALISER.event(event, MEMBER)
        found.setdefault(name, []).append(payload)
    failed = end_payload("failed", ENDS[0].payload(REQUEST_ID))
    return found | {"complete": [end_payload("succeeded", None), failed]}


def sample_stream(channel: Channel) -> str:
    """Return one event of each name of ``channel``, as it is on the wire."""
    events = [(name, each[0]) for name, each in sample_events().items() if name in channel.names]
    return "".join(
        frame(number, json.dumps(event, ensure_ascii=False), name if name in channel.named else None)
        for number, (name, event) in enumerate(events, start=40)
    )
