"""The public streams: a new one is a line here."""

from sse import Channel

_ALL = frozenset({"log", "recommendation", "retracted", "status", "complete"})

CHANNELS = {
    "logs-stream": Channel(frozenset({"log", "complete"}), frozenset()),
    "recommendations-stream": Channel(
        frozenset({"recommendation", "retracted", "complete"}), frozenset({"retracted"})
    ),
    "status-stream": Channel(frozenset({"status", "complete"}), frozenset()),
    "stream": Channel(_ALL, _ALL),
}
"""By the last part of their address. They use unnamed events; the multiplexed one names them all."""
