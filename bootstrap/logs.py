"""The log of the process: text for people, or JSON lines for machines; both hold no username.

Ids of jobs are cut to their first eight characters everywhere in a line, because whoever has the whole id can
read the job's result.
"""

import json
import logging
import re
import time
from collections.abc import Mapping

from bootstrap.log_writer import StderrHandler
from log_context import without_names
from utils import REQUEST_ID

_SHOWN = 8
_IN_AN_ADDRESS = re.compile(rf"((?:request_id|job)=|/api/jobs/)([A-Za-z0-9_-]{{{_SHOWN}}})[A-Za-z0-9_-]+")


def configure_logging(level: str, style: str) -> None:
    """Log to standard error from ``level`` on, as ``text`` or ``json``. Another call replaces the handler."""
    handler = log_handler(style)
    handler.set_name("process")
    handler.setLevel(level)  # a job's logger has a level of its own, for its log channel
    root = logging.getLogger()
    for known in [each for each in root.handlers if each.get_name() == "process"]:
        root.removeHandler(known)
    root.addHandler(handler)
    root.setLevel(level)
    for chatty in ("urllib3", "werkzeug", "asyncio", "limits", "flask-limiter"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def log_handler(style: str) -> logging.Handler:
    """Return a handler that writes ``text`` or ``json`` lines to standard error."""
    handler = StderrHandler()
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    return handler


def with_short_ids(text: str) -> str:
    """Return ``text`` in which the id of the current job, and ids in addresses, are cut short."""
    if current := REQUEST_ID.get():
        text = text.replace(current, current[:_SHOWN])
    return _IN_AN_ADDRESS.sub(r"\1\2", text)


class TextLines(logging.Formatter):
    """The format of text lines: ``time level logger [request id] message name=value ...``."""

    def format(self, record: logging.LogRecord) -> str:
        """Format one record; a traceback follows on lines of its own."""
        request_id = REQUEST_ID.get()
        place = f" [{request_id}]" if request_id else ""
        stamp = time.strftime("%H:%M:%S", time.localtime(record.created))
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        text = f"{stamp} {record.levelname.lower():<7} {record.name}{place} {record.getMessage()}{fields}"
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return with_short_ids(without_names(text + trace))


class JsonLines(logging.Formatter):
    """The format of JSON lines: ``time`` (epoch, s), ``level``, ``logger``, ``message`` and more.

    ``request_id`` and ``trace`` are there where they are known.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Format one record, with a traceback in ``trace``."""
        line: dict[str, object] = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_names(record.getMessage()),
            **_fields(record),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        if record.exc_info:
            line["trace"] = without_names(self.formatException(record.exc_info))
        return with_short_ids(json.dumps(line, ensure_ascii=False))


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    """Return the fields that ``log_context.log_fields`` gave to the record."""
    fields: Mapping[str, object] = getattr(record, "fields", {})
    return fields
