"""The encoding of jobs as bytes, for a store that other processes read."""

import hashlib
import zlib
from dataclasses import replace

import msgspec

from services.models.histories import Export
from services.models.requests import RecommendationRequest

_REQUEST = msgspec.json.Decoder(RecommendationRequest)
_EXPORT = msgspec.json.Decoder(Export)


def encode_request(request: RecommendationRequest) -> bytes:
    """Encode ``request`` without its export; equal requests have equal bytes."""
    return msgspec.json.encode(replace(request, export=None), order="deterministic")


def digest_of(encoded_request: bytes) -> str:
    """Return the SHA-256 of an encoded request, by which requests are compared."""
    return hashlib.sha256(encoded_request).hexdigest()


def encode_export(export: Export | None) -> bytes:
    """Encode ``export``; the result is empty when it is None."""
    return b"" if export is None else zlib.compress(msgspec.json.encode(export))


def decode_request(encoded_request: bytes, encoded_export: bytes | None) -> RecommendationRequest:
    """Decode the request, with its export if there is one."""
    request = _REQUEST.decode(encoded_request)
    if not encoded_export:
        return request
    return replace(request, export=_EXPORT.decode(zlib.decompress(encoded_export)))
