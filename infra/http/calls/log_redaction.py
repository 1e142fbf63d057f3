"""Redaction of keys in urllib3's own log, which shows whole addresses: at DEBUG, and with a wrong header."""

import logging
from collections.abc import Iterable
from urllib.parse import quote_plus

_LIBRARY = "urllib3"  # it has a logger for each of its modules
_SHORTEST_SECRET = 8  # characters; shorter values (a language, a flag) would mask half of the log


class LogRedactor(logging.Filter):
    """A log filter that masks ``secrets`` between ``install`` and ``remove``."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        forms = {form for secret in secrets for form in (secret, quote_plus(secret))}
        self._loggers: list[logging.Logger] = []
        self._secrets = [form for form in forms if len(form) >= _SHORTEST_SECRET]

    def install(self) -> None:
        """Start to mask the secrets."""
        self._loggers = [
            logging.getLogger(name)
            for name in tuple(logging.root.manager.loggerDict)
            if name.partition(".")[0] == _LIBRARY
        ]
        for logger in self._loggers:
            logger.addFilter(self)

    def remove(self) -> None:
        """Stop masking the secrets."""
        for logger in self._loggers:
            logger.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the secrets in a record and let it pass.

        The record loses its traceback, which adds nothing to the message.
        """
        record.exc_info = None
        text = record.getMessage()
        if any(secret in text for secret in self._secrets):
            for secret in self._secrets:
                text = text.replace(secret, "***")
            record.msg, record.args = text, None
        return True
