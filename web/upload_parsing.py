"""The parsing of imports: a multipart form with the files of an export, and the same options."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from infra.exports import DEFAULT_LIMITS, Upload, read_export
from services.profile_size import cut_export
from web.request_parsing import Submission, parse_import

MAX_IMPORT_BYTES = DEFAULT_LIMITS.packed_bytes + 512 * 1024
"""The greatest size of an import in bytes: the files, and what a form adds to them."""

_FILES = "file"
_OPTIONS = "options"
_BOOLEANS = frozenset({"include_streaming", "sync"})
_INTEGERS = frozenset({"count"})
_TEXTS = frozenset({"country", "language", "request_id", "watchlist"})
FORM_FIELDS = _BOOLEANS | _INTEGERS | _TEXTS
"""The fields that a form holds directly; all others go into ``options``."""
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_CHUNK = 1 << 20


class NotMultipart(UnsupportedMediaType):
    """The error for a body that is not a form with files."""

    description = "Send multipart/form-data, with the export in the field file."


def check_multipart(mimetype: str) -> None:
    """Raise ``NotMultipart`` for a body that is not a form with files."""
    if mimetype != "multipart/form-data":
        raise NotMultipart


def parse_upload(
    form: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[FileStorage]], max_films: int
) -> Submission:
    """Parse a form, with at most ``max_films`` films of its export; ``form`` and ``files`` are by field.

    Raises ``InvalidRequest``, which names each wrong field, and ``PayloadTooLarge``.
    """
    submission = parse_import(*_body(form, files))
    uploads = [Upload(each.filename or "", cast(BinaryIO, each.stream)) for each in files.get(_FILES, ())]
    export = cut_export(read_export([upload for upload in uploads if upload.name]), max_films)
    request = replace(
        submission.request,
        username=export.profile.username,
        export=export,
        export_digest=_digest(uploads),
    )
    return replace(submission, request=request)


def _body(
    form: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[FileStorage]]
) -> tuple[dict[str, object], dict[str, str]]:
    """Return the form as a JSON object, and what is wrong with fields that could not be put into it.

    A field that a browser leaves empty counts as not sent.
    """
    body, wrong = _options(form.get(_OPTIONS, ()))
    for name, values in form.items():
        if name == _OPTIONS or values == [""]:
            continue
        if len(values) > 1 or name in body:
            wrong[name] = "was sent more than once: send it once"
        elif name not in FORM_FIELDS:
            wrong[name] = "unknown field; put filters into options"
        else:
            body[name] = _value(name, values[0])
    for name in files:
        if name != _FILES:
            wrong.setdefault(name, "unknown field; send files in the field file")
    return body, wrong


def _options(values: Sequence[str]) -> tuple[dict[str, object], dict[str, str]]:
    if not any(values):
        return {}, {}
    try:
        options = json.loads(values[0])
    except (ValueError, RecursionError):
        options = None
    if len(values) > 1 or not isinstance(options, dict):
        return {}, {_OPTIONS: "must be one JSON object"}
    return options, {}


def _value(name: str, text: str) -> object:
    """Return the value that ``text`` has in JSON, or ``text`` itself where it has none."""
    if name in _BOOLEANS and text in {"true", "false"}:
        return text == "true"
    if name in _INTEGERS and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return text


def _digest(uploads: Sequence[Upload]) -> str:
    """Return a digest of names and content, which does not depend on the order of the files."""
    each = sorted((upload.name, _digest_of(upload.stream)) for upload in uploads)
    return hashlib.sha256(json.dumps(each).encode()).hexdigest()


def _digest_of(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
