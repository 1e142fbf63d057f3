"""Keeping keys out of urllib3's own log, which shows whole addresses: at DEBUG, and with a wrong header."""

import logging
from collections.abc import Iterable
from urllib.parse import quote_plus

_LIBRARY = "urllib3"  # has a logger for each of its modules
_SHORTEST_SECRET = 8  # characters; shorter values (a language, a flag) would mask half of the log


class LogRedactor(logging.Filter):
    """Masks ``secrets``, from ``install`` to ``remove``."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        forms = {form for secret in secrets for form in (secret, quote_plus(secret))}
        self._loggers: list[logging.Logger] = []
        self._secrets = [form for form in forms if len(form) >= _SHORTEST_SECRET]

    def install(self) -> None:
        """Begin to mask."""
        self._loggers = [
            logging.getLogger(name)
            for name in tuple(logging.root.manager.loggerDict)
            if name.partition(".")[0] == _LIBRARY
        ]
        for logger in self._loggers:
            logger.addFilter(self)

    def remove(self) -> None:
        """Mask no more."""
        for logger in self._loggers:
            logger.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, masked and without a trace, which says nothing that the message does not."""
        record.exc_info = None
        text = record.getMessage()
        if any(secret in text for secret in self._secrets):
            for secret in self._secrets:
                text = text.replace(secret, "***")
            record.msg, record.args = text, None
        return True
