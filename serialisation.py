"""The JSON edge: reports and events as the objects that clients read (field names are the contract's)."""

from collections.abc import Mapping
from dataclasses import asdict

from services.empty_lists import HINTS, empty_reason
from services.models.events import Event, FilmMatched, PageScraped, Progressed, Recommended, Retracted
from services.models.films import Item, Offer
from services.models.histories import Export, Interaction, Profile, Unmatched
from services.models.ranking import Preferences, Reason, Viewing
from services.models.reports import Incident, MemberSummary, Recommendation, RecommendationReport
from services.offers import including
from services.reason_text import reason_sentence
from sse import Retention

MOST_SKIPPED = 1000
"""Rows of an import that are listed as skipped, and as many with something left out; all are counted."""

_POSTER_SIZE = "w500"

Payload = dict[str, object]


class Serialiser:
    """Turns what rooms hand to each other into JSON objects."""

    def __init__(self, image_base_url: str) -> None:
        """``image_base_url``: what stands before ``/w500/x.jpg`` in the address of a poster."""
        self._image_base_url = image_base_url

    def report(self, report: RecommendationReport, request_id: str) -> Payload:
        """The final result."""
        request, profile = report.request, report.profile
        payload: Payload = {
            "username": request.username,
            "country_name": request.country_name,
            "country_code": request.country_code,
            "pages": profile.pages,
            "films": len(profile.interactions),
            "request_id": request_id,
            "preferences": _preferences(report.preferences),
            "viewing": _viewing(report.preferences.viewing),
            "seeds": asdict(report.seeds),
            "recommendations": [self.recommendation(each) for each in report.recommendations],
            "unmatched": [_unmatched(each) for each in report.unmatched],
        }
        if report.members:
            payload["members"] = [_member(each) for each in report.members]
        if report.filtered is not None:
            payload["filtered"] = asdict(report.filtered)
        if profile.renamed_to is not None:
            payload["renamed_to"] = profile.renamed_to
        if profile.is_stale:
            payload |= _freshness(report, profile)
        if report.is_cut_short:
            payload |= {"is_cut_short": True, "hint": report.hint}
        if (reason := empty_reason(report)) is not None:
            payload |= {"empty_reason": reason, "hint": " ".join(filter(None, (report.hint, HINTS[reason])))}
        if report.watchlist is not None:
            payload["watchlist"] = asdict(report.watchlist)
        if request.export is not None:
            payload["import"] = _import(request.export)
        return payload

    def recommendation(self, recommendation: Recommendation) -> Payload:
        """A card."""
        scored = recommendation.scored
        item = scored.candidate.item
        details = item if isinstance(item, Item) else None
        directors = details.directors if details else ()
        poster = f"{self._image_base_url}/{_POSTER_SIZE}{item.poster_path}" if item.poster_path else None
        return {
            "rank": recommendation.rank,
            "score": round(scored.score, 4),
            "tmdb_id": item.tmdb_id,
            "imdb_id": details.imdb_id if details else None,
            "title": item.title,
            "original_title": item.original_title,
            "original_language": item.original_language,
            "year": _year(item.year),
            "director": ", ".join(directors) or None,
            "genres": list(item.genres),
            "poster": poster,
            "rating_tmdb": round(item.vote_average, 1),
            "votes_tmdb": item.vote_count,
            "popularity": item.popularity,
            "runtime": details.runtime_min if details else None,
            "reason": reason_sentence(scored.reasons),
            "reasons": [_reason(each) for each in scored.reasons],
            "streaming": list(including(recommendation.offers).values()),
            "offers": [_offer(each) for each in recommendation.offers],
            "availability": recommendation.availability.value,
            "on_watchlist": recommendation.on_watchlist,
        }

    def event(self, event: Event, username: str) -> tuple[str, Payload, Retention]:
        """Name, object and retention of ``event`` in the log of a job for ``username``."""
        match event:
            case Recommended(recommendation):
                return "recommendation", self.recommendation(recommendation), Retention.ALWAYS
            case Retracted(tmdb_id, reason):
                return "retracted", {"tmdb_id": tmdb_id, "reason": reason}, Retention.ALWAYS
            case PageScraped(page, pages, films, member):
                status = {"stage": "profile", "done": page, "total": pages, "films": films}
                username = member or username
            case FilmMatched(done, total, film, _, member):
                username = member or username
                status = {"stage": "enrichment", "done": done, "total": total}
                status |= {"title": film.title, "year": _year(film.year), "user_rating": film.rating_stars}
            case Progressed(stage, done, total, source):
                status = {"stage": stage, "done": done, "total": total}
                status |= {"source": source} if source else {}
        return "status", status | {"username": username}, Retention.LATEST


def queue_payload(username: str, position: int) -> Payload:
    """The status of a job that waits; ``position`` 1 is the next."""
    return {"stage": "queued", "done": 0, "total": 0, "queue_position": position, "username": username}


def end_payload(outcome: str, problem: Mapping[str, object] | None) -> Payload:
    """The last event of every channel; ``problem`` of a job that failed."""
    end: Payload = {"status": "complete", "outcome": outcome}
    return end if problem is None else end | {"problem": problem}


def incident_payload(incident: Incident) -> Payload:
    """The state of Letterboxd's breaker under the names that monitors read."""
    return {
        "letterboxd_total_failures": incident.total_failures,
        "letterboxd_consecutive_failures": incident.consecutive_failures,
        "letterboxd_last_status": incident.last_status,
        "letterboxd_circuit_open": incident.circuit_open,
        "letterboxd_circuit_retry_after_s": round(incident.retry_after_s, 1),
    }


def _preferences(preferences: Preferences) -> Payload:
    return {
        "genres": list(preferences.genres),
        "directors": list(preferences.directors),
        "decades": list(preferences.decades),
    }


def _viewing(viewing: Viewing) -> Payload:
    return {
        kind: [{"name": name, "films": films} for name, films in counts]
        for kind, counts in (
            ("genres", viewing.genres),
            ("directors", viewing.directors),
            ("decades", viewing.decades),
        )
    }


def _member(member: MemberSummary) -> Payload:
    payload: Payload = {
        "username": member.username,
        "films": member.films,
        "seeds": asdict(member.seeds),
        "preferences": _preferences(member.preferences),
    }
    return payload if member.renamed_to is None else payload | {"renamed_to": member.renamed_to}


def _freshness(report: RecommendationReport, profile: Profile) -> Payload:
    stale: Payload = {"data_freshness": report.data_freshness, "hint": report.hint}
    stale["age_s"] = round(profile.age_s)
    if report.films_read is not None:
        stale |= {"films_read": report.films_read.read, "films_stated": report.films_read.stated}
    if report.incident is not None:
        stale["incident"] = incident_payload(report.incident)
    return stale


def _import(export: Export) -> Payload:
    return {
        "films": export.read,
        "merged": export.merged,
        "skipped": [asdict(row) for row in export.skipped[:MOST_SKIPPED]],
        "skipped_total": len(export.skipped),
        "notes": [asdict(row) for row in export.notes[:MOST_SKIPPED]],
        "notes_total": len(export.notes),
    }


def _offer(offer: Offer) -> Payload:
    provider = offer.provider
    return {
        "key": provider.key,
        "provider": provider.name,
        "monetization": offer.monetization,
        "url": offer.url,
        "addon_of": provider.addon_of,
        "has_ads": provider.has_ads or offer.monetization == "ads",
    }


def _year(year: int | None) -> str | None:
    """A year as clients read it: text, None when it is not known."""
    return None if year is None else str(year)


def _reason(reason: Reason) -> Payload:
    return {
        "tmdb_id": reason.tmdb_id,
        "title": reason.title,
        "year": _year(reason.year),
        "rating": reason.rating_stars,
        "liked": reason.liked,
        "shared": [asdict(trait) for trait in reason.shared],
        "member": reason.member,
    }


def _unmatched(unmatched: Unmatched) -> Payload:
    film: Interaction = unmatched.interaction
    return {
        "title": film.title,
        "year": _year(film.year),
        "slug": film.slug,
        "reason": unmatched.reason,
    }
