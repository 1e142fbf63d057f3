"""The public streams and the events that they carry. A new stream is one line here."""

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
"""The payload types of the streams' events, by name."""

CHANNELS = {
    "logs-stream": Channel(frozenset({"log", "complete"}), frozenset()),
    "recommendations-stream": Channel(
        frozenset({"recommendation", "retracted", "complete"}), frozenset({"retracted"})
    ),
    "status-stream": Channel(frozenset({"status", "complete"}), frozenset()),
    "stream": Channel(frozenset(EVENTS), frozenset(EVENTS)),
}
"""The channels, by the last part of their address.

``stream`` names all its events, ``recommendations-stream`` only ``retracted``; all other events are unnamed.
"""
