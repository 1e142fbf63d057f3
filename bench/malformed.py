"""Wrong requests of every known kind, to an application of its own: no 500, no trace.

    python -m bench.malformed [--requests 10000] [--seed 1]

It prints how often each status was answered, and ends with 1 when an answer is not as it must be.
"""

import argparse
import json
import random
import socket
import sys
from collections import Counter
from contextlib import suppress

from harness.processes import GUNICORN, AppProcess

METHODS = ("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "X", "")
PATHS = (
    "/", "/twelvefold", "/api/recommend", "/api/import", "/api/get_pages", "/api/result", "/api/result.csv",
    "/api/stream", "/api/logs-stream", "/api/jobs/an-id-of-nobody-123", "/api/providers", "/api/nothing",
    "/_health", "/_metrics", "/_members/x", "/%00", "/%ff", "/..%2f..%2fetc/passwd", "//x", "/static/../x",
)  # fmt: skip
QUERIES = (
    "",
    "?",
    "?request_id=",
    "?request_id=%00",
    "?request_id=\xff",
    "?last_event_id=-1",
    "?a" * 2000,
    "?job=<>",
)
HEADERS = (
    "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: x", "Content-Length: 0",
    "Transfer-Encoding: chunked", "Transfer-Encoding: x", "Content-Type: application/json",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=b",
    "Last-Event-ID: \xff", "Authorization: Bearer \xff", "X-Cancel-Token: ", "Origin: null", "Accept: \x00",
    "X-Forwarded-For: ,,,", "X-Forwarded-Prefix: //x", "Cookie: =;=", "Range: bytes=9-1", "If-None-Match: \"",
    "no colon", ": empty", " folded", "Expect: x", "A: " + "b" * 9000,
)  # fmt: skip
BODIES = (
    b"", b"{", b"null", b"[]", b"[" * 5000, b"\xff\xfe", b'{"username": 1e999}', b'{"username": "\\ud800"}',
    b'{"username": null, "usernames": {}}', b'{"username": "a", "count": ' + b"9" * 500 + b"}",
    b"--b\r\n\r\n", b"--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nPK\r\n--b--\r\n",
    b"5\r\nab", b"ffffffffffffffff\r\n", b"\x16\x03\x01\x02\x00",
)  # fmt: skip
VERSIONS = ("HTTP/1.1", "HTTP/1.0", "HTTP/2", "HTTP/9.9", "http/1.1", "", "\xff")
PATIENCE_S = 30.0
SHARE_OF_HTTP = 0.8
SHOWN = 10


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--requests", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    choose = random.Random(chosen.seed)
    with AppProcess((*GUNICORN, "main:app"), {"DEMO": "true", "RATELIMIT_ENABLED": "false"}) as app:
        app.wait_until_up()
        statuses, wrong = attack(app.port, [request(choose) for _ in range(chosen.requests)])
        _, found, trace = app.output.partition("Traceback")
    print(" ".join(f"{status}: {number}" for status, number in sorted(statuses.items())))
    print(f"{len(wrong)} answers are not as they must be; a trace in the log: {found + trace or 'none'}")
    for sent, answer in wrong[:SHOWN]:
        print(sent[:200], answer[:200])
    sys.exit(bool(wrong or found))


def request(choose: random.Random) -> bytes:
    """Return a request that is wrong somewhere, or by chance nowhere."""
    is_http = choose.random() < SHARE_OF_HTTP  # else few requests would get past the first line
    method = choose.choice(METHODS[:5] if is_http else METHODS)
    version = VERSIONS[0] if is_http else choose.choice(VERSIONS)
    line = f"{method} {choose.choice(PATHS)}{choose.choice(QUERIES)} {version}"
    headers = ["Host: localhost", *choose.sample(HEADERS, choose.randrange(4))]
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1") + choose.choice(BODIES)


def attack(port: int, requests: list[bytes]) -> tuple[Counter[str], list[tuple[bytes, bytes]]]:
    """Return how often each status was answered ("none": connection closed), and the wrong answers."""
    statuses: Counter[str] = Counter()
    wrong = []
    for sent in requests:
        answer = answer_to(port, sent)
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else "none"
        statuses[status] += 1
        if not is_right(answer, status):
            wrong.append((sent, answer))
    return statuses, wrong


def answer_to(port: int, sent: bytes) -> bytes:
    """Return what the server sends until it closes the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection, suppress(OSError):
        connection.sendall(sent)  # the server may close while we still send
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(1 << 16):
            received += piece
    return received


def is_right(answer: bytes, status: str) -> bool:
    """Return whether ``answer`` is none, good, the page for an unknown address, or a problem."""
    if (
        b"Traceback" in answer
        or b"HTTP/1.1 500" in answer
        or (status >= "500" and status not in {"501", "none"})
    ):
        return False  # 501 is right for an unknown Transfer-Encoding
    head, _, rest = answer.partition(b"\r\n\r\n")
    body = rest.partition(b"HTTP/1.1 ")[0]  # the rest of a body that was too long is another request
    if status < "400" or not body or (status == "404" and b"text/html" in head):
        return True  # HTML is right for an unknown address alone
    try:
        return b"application/problem+json" in head and int(status) == json.loads(body)["status"]
    except ValueError:
        return False


if __name__ == "__main__":
    main()
