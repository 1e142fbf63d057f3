"""The public streams and the events that they carry: a new one is a line here."""

from payloads.events import EndPayload, LogPayload, RetractedPayload, StatusPayload
from payloads.films import RecommendationPayload
from sse import Channel

EVENTS = {
    "log": LogPayload,
    "status": StatusPayload,
    "recommendation": RecommendationPayload,
    "retracted": RetractedPayload,
    "complete": EndPayload,
}
"""Types of the streams' events, by name."""

CHANNELS = {
    "logs-stream": Channel(frozenset({"log", "complete"}), frozenset()),
    "recommendations-stream": Channel(
        frozenset({"recommendation", "retracted", "complete"}), frozenset({"retracted"})
    ),
    "status-stream": Channel(frozenset({"status", "complete"}), frozenset()),
    "stream": Channel(frozenset(EVENTS), frozenset(EVENTS)),
}
"""By the last part of their address. They use unnamed events; the multiplexed one names them all."""
