"""Keeping keys out of urllib3's own log, which shows whole addresses at DEBUG."""

import logging
from collections.abc import Iterable
from urllib.parse import quote_plus

_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")
_SHORTEST_SECRET = 8  # characters; shorter values (a language, a flag) would mask half of the log


class LogRedactor(logging.Filter):
    """Masks ``secrets``, from ``install`` to ``remove``."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        forms = {form for secret in secrets for form in (secret, quote_plus(secret))}
        self._secrets = [form for form in forms if len(form) >= _SHORTEST_SECRET]

    def install(self) -> None:
        """Begin to mask."""
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self)

    def remove(self) -> None:
        """Mask no more."""
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, masked."""
        text = record.getMessage()
        if any(secret in text for secret in self._secrets):
            for secret in self._secrets:
                text = text.replace(secret, "***")
            record.msg, record.args = text, None
        return True
