"""The JSON of reports and events. Its field names are a contract with clients."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from payloads.events import EndPayload, Outcome, RetractedPayload, Stage, StatusPayload
from payloads.films import (
    OfferPayload,
    ReasonPayload,
    RecommendationPayload,
    TrailerPayload,
    UnmatchedPayload,
)
from payloads.problems import ProblemPayload
from payloads.results import (
    ImportPayload,
    IncidentPayload,
    MemberPayload,
    NamedCount,
    PreferencesPayload,
    ReportPayload,
    RowNotePayload,
    SeedsPayload,
    ViewingPayload,
)
from services.card_facts import card_facts, title_in
from services.empty_lists import HINTS, empty_reason
from services.models.events import Event, FilmMatched, PageScraped, Progressed, Recommended, Retracted
from services.models.facts import Trailer
from services.models.films import Item, Offer
from services.models.histories import Export, Interaction, Profile, RowNote, Unmatched
from services.models.locale import Locale
from services.models.ranking import Preferences, Reason, SeedSummary, Viewing
from services.models.reports import Incident, MemberSummary, Recommendation, RecommendationReport
from services.offers import including
from services.reason_text import reason_sentence
from sse import Retention

_POSTER_SIZE = "w500"
_BACKDROP_SIZE = "w780"

EventPayload = RecommendationPayload | RetractedPayload | StatusPayload


class Serialiser:
    """A builder of the JSON objects of reports and events."""

    def __init__(self, image_base_url: str) -> None:
        """Set the ``image_base_url``, which precedes ``/w500/x.jpg`` in the address of a poster."""
        self._image_base_url = image_base_url

    def report(self, report: RecommendationReport, request_id: str) -> ReportPayload:
        """Return the final result of the job ``request_id``."""
        request, profile = report.request, report.profile
        payload: ReportPayload = {
            "username": request.username,
            "country_name": request.country_name,
            "country_code": request.country_code,
            "language": request.language,
            "pages": profile.pages,
            "films": len(profile.interactions),
            "request_id": request_id,
            "preferences": _preferences(report.preferences),
            "viewing": _viewing(report.preferences.viewing),
            "seeds": _seeds(report.seeds),
            "recommendations": [self.recommendation(each) for each in report.recommendations],
            "unmatched": [_unmatched(each) for each in report.unmatched],
        }
        if report.members:
            payload["members"] = [_member(each) for each in report.members]
        if report.filtered is not None:
            payload["filtered"] = {
                "detailed": report.filtered.detailed,
                "kept": report.filtered.kept,
                "is_cut": report.filtered.is_cut,
            }
        if profile.renamed_to is not None:
            payload["renamed_to"] = profile.renamed_to
        if profile.is_stale:
            _add_freshness(payload, report, profile)
        if profile.left_out:
            payload |= {"films_left_out": profile.left_out, "hint": report.hint}
        if report.is_cut_short:
            payload |= {"is_cut_short": True, "hint": report.hint}
        if (reason := empty_reason(report)) is not None:
            payload |= {"empty_reason": reason, "hint": " ".join(filter(None, (report.hint, HINTS[reason])))}
        if report.watchlist is not None:
            payload["watchlist"] = {"status": report.watchlist.status, "films": report.watchlist.films}
        if request.export is not None:
            payload["import"] = _import(request.export)
        return payload

    def recommendation(self, recommendation: Recommendation) -> RecommendationPayload:
        """Return the object of a card."""
        scored = recommendation.scored
        item = scored.candidate.item
        details = item if isinstance(item, Item) else None
        directors = details.directors if details else ()
        facts = card_facts(item, recommendation.locale)
        return {
            "rank": recommendation.rank,
            "score": round(scored.score, 4),
            "tmdb_id": item.tmdb_id,
            "imdb_id": details.imdb_id if details else None,
            "title": facts.title,
            "original_title": item.original_title,
            "original_language": item.original_language,
            "year": _year(item.year),
            "director": ", ".join(directors) or None,
            "genres": list(facts.genres),
            "genre_keys": list(item.genres),
            "poster": self._image(_POSTER_SIZE, facts.poster_path),
            "rating_tmdb": round(item.vote_average, 1),
            "votes_tmdb": item.vote_count,
            "popularity": item.popularity,
            "runtime": details.runtime_min if details else None,
            "overview": facts.overview,
            "tagline": facts.tagline,
            "cast": [{"name": name, "character": character} for name, character in facts.cast],
            "trailer": _trailer(facts.trailer),
            "certification": facts.certification,
            "countries": list(facts.countries),
            "backdrop": self._image(_BACKDROP_SIZE, facts.backdrop_path),
            "reason": reason_sentence(scored.reasons),
            "reasons": [_reason(each, recommendation.locale) for each in scored.reasons],
            "streaming": list(including(recommendation.offers).values()),
            "offers": [_offer(each) for each in recommendation.offers],
            "availability": recommendation.availability.value,
            "on_watchlist": recommendation.on_watchlist,
        }

    def _image(self, size: str, path: str | None) -> str | None:
        return f"{self._image_base_url}/{size}{path}" if path else None

    def event(self, event: Event, username: str) -> tuple[str, EventPayload, Retention]:
        """Return the name, object and retention of ``event`` in the log of a job for ``username``."""
        status: StatusPayload
        match event:
            case Recommended(recommendation):
                return "recommendation", self.recommendation(recommendation), Retention.ALWAYS
            case Retracted(tmdb_id, reason):
                retracted: RetractedPayload = {"tmdb_id": tmdb_id, "reason": reason}
                return "retracted", retracted, Retention.ALWAYS
            case PageScraped(page, pages, films, member):
                status = _status("profile", page, pages, member or username)
                status["films"] = films
            case FilmMatched(done, total, film, member):
                status = _status("enrichment", done, total, member or username)
                status |= {"title": film.title, "year": _year(film.year), "user_rating": film.rating_stars}
            case Progressed(stage, done, total, source):
                status = _status(stage, done, total, username)
                if source:
                    status["source"] = source
        return "status", status, Retention.LATEST


def queue_payload(username: str, position: int) -> StatusPayload:
    """Return the status of a job that waits in the queue; ``position`` 1 is the next job."""
    status = _status("queued", 0, 0, username)
    status["queue_position"] = position
    return status


def end_payload(outcome: str, problem: Mapping[str, object] | None) -> EndPayload:
    """Return the last event of every channel: the outcome, and the problem of a job that failed.

    ``outcome`` is an ``Outcome``, ``problem`` a ``ProblemPayload``.
    """
    end: EndPayload = {"status": "complete", "outcome": cast(Outcome, outcome)}
    if problem is not None:
        end["problem"] = cast(ProblemPayload, problem)
    return end


def incident_payload(incident: Incident) -> IncidentPayload:
    """Return the state of Letterboxd's circuit breaker with the field names that monitors read."""
    return {
        "letterboxd_total_failures": incident.total_failures,
        "letterboxd_consecutive_failures": incident.consecutive_failures,
        "letterboxd_last_status": incident.last_status,
        "letterboxd_circuit_open": incident.circuit_open,
        "letterboxd_circuit_retry_after_s": round(incident.retry_after_s, 1),
    }


def _status(stage: Stage, done: int, total: int, username: str) -> StatusPayload:
    return {"stage": stage, "done": done, "total": total, "username": username}


def _seeds(seeds: SeedSummary) -> SeedsPayload:
    return {"count": seeds.count, "basis": seeds.basis}


def _preferences(preferences: Preferences) -> PreferencesPayload:
    return {
        "genres": list(preferences.genres),
        "directors": list(preferences.directors),
        "decades": list(preferences.decades),
    }


def _viewing(viewing: Viewing) -> ViewingPayload:
    return {
        "genres": _counts(viewing.genres),
        "directors": _counts(viewing.directors),
        "decades": _counts(viewing.decades),
        "films": viewing.films,
        "films_of_directors": viewing.films_of_directors,
    }


def _counts(counts: Iterable[tuple[str, int]]) -> list[NamedCount]:
    return [{"name": name, "films": films} for name, films in counts]


def _member(member: MemberSummary) -> MemberPayload:
    payload: MemberPayload = {
        "username": member.username,
        "films": member.films,
        "seeds": _seeds(member.seeds),
        "preferences": _preferences(member.preferences),
    }
    if member.renamed_to is not None:
        payload["renamed_to"] = member.renamed_to
    return payload


def _add_freshness(payload: ReportPayload, report: RecommendationReport, profile: Profile) -> None:
    payload |= {
        "data_freshness": report.data_freshness,
        "hint": report.hint,
        "age_s": round(profile.age_s),
    }
    if report.films_read is not None:
        payload |= {"films_read": report.films_read.read, "films_stated": report.films_read.stated}
    if report.incident is not None:
        payload["incident"] = incident_payload(report.incident)


def _import(export: Export) -> ImportPayload:
    payload: ImportPayload = {
        "films": export.read,
        "merged": export.merged,
        "skipped": _row_notes(export.skipped),
        "skipped_total": len(export.skipped) + export.more_skipped,
        "notes": _row_notes(export.notes),
        "notes_total": len(export.notes) + export.more_notes,
    }
    if export.watchlist_left_out:
        payload["watchlist_left_out"] = export.watchlist_left_out
    return payload


def _row_notes(rows: Sequence[RowNote]) -> list[RowNotePayload]:
    return [{"file": row.file, "line": row.line, "reason": row.reason} for row in rows]


def _trailer(trailer: Trailer | None) -> TrailerPayload | None:
    return None if trailer is None else {"site": trailer.site, "key": trailer.key}


def _offer(offer: Offer) -> OfferPayload:
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
    """Return a year as clients read it: text, or None when it is unknown."""
    return None if year is None else str(year)


def _reason(reason: Reason, locale: Locale) -> ReasonPayload:
    return {
        "tmdb_id": reason.tmdb_id,
        "title": title_in(locale, reason.title, reason.wordings),
        "year": _year(reason.year),
        "rating": reason.rating_stars,
        "liked": reason.liked,
        "shared": [{"kind": trait.kind, "name": trait.name} for trait in reason.shared],
        "member": reason.member,
    }


def _unmatched(unmatched: Unmatched) -> UnmatchedPayload:
    film: Interaction = unmatched.interaction
    return {
        "title": film.title,
        "year": _year(film.year),
        "slug": film.slug,
        "reason": unmatched.reason,
    }
