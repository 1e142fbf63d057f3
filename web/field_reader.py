"""The typed reading of one JSON object from a caller. Wrong fields are gathered and named."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from errors import InvalidRequest
from services.providers import key_of
from services.weights import GENRE_SHARES
from utils import trimmed
from web.countries import DEFAULT_COUNTRY, find_country
from web.languages import LANGUAGE, LANGUAGE_FORM, language_tag
from web.usernames import username_problem

MAX_ID = 2**31 - 1
MAX_IDS = 2000
MAX_PROVIDERS = 100
PROVIDER = re.compile(r"(?=.*\S)[^\x00-\x1f]{1,1000}")  # a key is longer: it spells out what is not ASCII


def invalid_fields(wrong: Mapping[str, str]) -> InvalidRequest:
    """Return the error for a request. ``wrong`` says what is wrong with each field."""
    ordered = dict(sorted(wrong.items()))
    said = "; ".join(f"{name}: {why}" for name, why in ordered.items())
    return InvalidRequest(f"Wrong or unknown fields. {said}.", ordered)


class FieldReader:
    """A typed reader of one JSON object, which gathers what is wrong with each field."""

    def __init__(
        self, body: object, known: frozenset[str], wrong: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Take the names of all fields as ``known``, and faults that are known already as ``wrong``.

        Raises ``InvalidRequest`` if ``body`` is not a JSON object.
        """
        if not isinstance(body, dict):
            raise InvalidRequest("The body must be a JSON object.")
        self._body = body
        self._wrong = {str(name): "unknown field" for name in body if name not in known} | dict(wrong)

    def matching(
        self, name: str, pattern: re.Pattern[str], expected: str, *, required: bool = False
    ) -> str | None:
        value = self._body.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self._wrong[name] = f"required: {expected}" if value is None else f"must be a string: {expected}"
            return None
        return value

    def username(self, name: str) -> str:
        value = _trimmed(self._body.get(name))
        problem = username_problem(value)
        if problem is not None:
            self._wrong[name] = problem
        return "" if problem else cast(str, value)

    def usernames(self, name: str, *, least: int, most: int) -> tuple[str, ...]:
        values = [_trimmed(value) for value in self._many(name, most, lambda _: True, "")]
        if len(values) < least:
            self.reject(name, f"must be a list of {least} to {most} members")
        problem = next(filter(None, map(username_problem, values)), None)
        if problem is not None:
            self._wrong[name] = f"each name: {problem}"
        return () if problem else tuple(map(str, values))

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self._body.get(name, default)
        if not isinstance(value, bool):
            self._wrong[name] = "must be true or false"
            return default
        return value

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def reject(self, name: str, why: str) -> None:
        self._wrong.setdefault(name, why)

    def integer(self, name: str, *, low: int, high: int) -> int | None:
        said = f"must be a whole number from {low} to {high}"
        value = self._one(name, lambda value: _is_integer(value, low, high), said)
        return None if value is None else int(value)

    def number(self, name: str, *, low: float, high: float) -> float | None:
        said = f"must be a number from {low:g} to {high:g}"
        value = self._one(name, lambda value: _is_number(value) and low <= value <= high, said)
        return None if value is None else float(value)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        said = f"must be one of {', '.join(allowed)}"
        return cast(str | None, self._one(name, lambda value: value in allowed, said))

    def strings(self, name: str, pattern: re.Pattern[str], expected: str, *, most: int) -> tuple[str, ...]:
        said = f"must be a list of strings, each {expected}"
        return self._many(name, most, lambda each: isinstance(each, str) and pattern.fullmatch(each), said)

    def genres(self, name: str) -> tuple[str, ...]:
        """Read genres by TMDB's English names."""
        said = f"must be a list of genres among these: {', '.join(sorted(GENRE_SHARES))}"
        return self._many(name, len(GENRE_SHARES), lambda each: each in tuple(GENRE_SHARES), said)

    def integers(
        self, name: str, *, low: int, high: int = MAX_ID, step: int = 1, most: int
    ) -> tuple[int, ...]:
        """Read a list of whole numbers, which are multiples of ``step``."""
        said = f"must be a list of whole numbers from {low} to {high}"
        if step > 1:
            said += f", multiples of {step}"
        found = self._many(name, most, lambda each: _is_integer(each, low, high) and each % step == 0, said)
        return tuple(map(int, found))

    def ids(self, name: str) -> tuple[int, ...]:
        """Read TMDB ids of films. Return them ascending, each once."""
        return tuple(sorted(set(self.integers(name, low=1, most=MAX_IDS))))

    def provider_names(self, name: str) -> tuple[str, ...]:
        """Read names or keys of providers, as given."""
        return self.strings(name, PROVIDER, "a provider's name or key", most=MAX_PROVIDERS)

    def provider_keys(self, name: str) -> tuple[str, ...]:
        """Read names or keys of providers. Return their keys, sorted, each once."""
        return tuple(sorted(set(map(key_of, self.provider_names(name)))))

    def country(self, name: str) -> tuple[str, str]:
        """Read a country given by a code or its English name. Return its code (alpha-2) and name."""
        value = self._body.get(name, DEFAULT_COUNTRY)
        try:
            return find_country(value if isinstance(value, str) else "")
        except LookupError:
            self._wrong[name] = "must be a country: an ISO 3166-1 code such as CL, or an English name"
            return DEFAULT_COUNTRY, ""

    def language(self, name: str) -> str | None:
        """Read a language tag. Return it as it is usually spelled."""
        said = f"must be {LANGUAGE_FORM}"
        value = self._one(name, lambda value: isinstance(value, str) and LANGUAGE.fullmatch(value), said)
        return None if value is None else language_tag(value)

    def raise_if_wrong(self) -> None:
        if self._wrong:
            raise invalid_fields(self._wrong)

    def _one(self, name: str, fits: Callable[[Any], object], said: str) -> Any:
        value = self._body.get(name)
        if value is None or fits(value):
            return value
        self._wrong[name] = said
        return None

    def _many(self, name: str, most: int, fits: Callable[[Any], object], said: str) -> tuple[Any, ...]:
        value = self._body.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most:
            self._wrong[name] = f"must be a list of at most {most} items"
        elif not all(map(fits, value)):
            self._wrong[name] = said
        else:
            return tuple(value)
        return ()


def _trimmed(value: object) -> object:
    return trimmed(value) if isinstance(value, str) else value


def _is_number(value: object) -> bool:
    """Return whether ``value`` is a number, but not a ``bool``, which is an ``int`` in Python."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any, low: int, high: int) -> bool:
    """Return whether ``value`` is a whole number in the range. JSON has one kind of number: 5.0 is 5."""
    return _is_number(value) and low <= value <= high and value == int(value)
