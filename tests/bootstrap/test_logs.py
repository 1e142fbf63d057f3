"""What the process writes to its log: text for people, JSON lines for machines, nothing below its level."""

import json
import logging
import os
from collections.abc import Callable, Iterator

import pytest

from bootstrap.logs import configure_logging
from log_context import also_called, hashed_member, log_fields, working_for
from utils import REQUEST_ID

Written = Callable[[], str]
Configure = Callable[..., Written]


@pytest.fixture
def configure(capfd: pytest.CaptureFixture[str]) -> Iterator[Configure]:
    """Configures logging, and gives what tells what was written; afterwards the root is as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def start(level: str = "INFO", style: str = "text") -> Written:
        configure_logging(level, style)
        (handler,) = (each for each in root.handlers if each.get_name() == "process")

        so_far: list[str] = []

        def written() -> str:
            handler.flush()
            so_far.append(capfd.readouterr().err)
            return "".join(so_far)

        return written

    yield start
    root.handlers[:] = handlers
    root.setLevel(level)


def test_text_lines_hold_time_level_logger_and_message(configure: Configure) -> None:
    written = configure()
    logging.getLogger("start").info("ready in %d s", 3)
    time, level, name, *message = written().split()
    assert len(time.split(":")) == 3
    assert (level, name, " ".join(message)) == ("info", "start", "ready in 3 s")


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize(
    "said",
    [
        "DELETE /api/jobs/{} failed",
        "Invalid request from 192.0.2.1: GET /api/result?request_id={}&x=1",
        "GET /?job={}",
        "job {} ended",
    ],
)
def test_an_id_is_cut_short_wherever_it_stands(configure: Configure, style: str, said: str) -> None:
    request_id = "Zk3_vW8-qLx0TnB5yR2e"
    token = REQUEST_ID.set(request_id if said.startswith("job") else None)
    written = configure(style=style)
    try:
        os.environ[said.format(request_id)]
    except KeyError:
        logging.getLogger("http").exception(said.format(request_id))
    finally:
        REQUEST_ID.reset(token)
    text = written()
    assert request_id[8:] not in text
    assert said.format(request_id[:8]) in text


def test_a_line_of_a_job_names_its_request_id_in_both_styles(configure: Configure) -> None:
    token = REQUEST_ID.set("abcdefgh" + "x" * 12)
    try:
        text = configure()
        logging.getLogger("start").warning("slow")
        shown = text()
        lines = configure(style="json")
        logging.getLogger("start").warning("slow")
    finally:
        REQUEST_ID.reset(token)
    assert "start [abcdefgh] slow" in shown
    assert json.loads(lines())["request_id"] == "abcdefgh"


def test_json_lines_are_one_object_each_whatever_the_message(configure: Configure) -> None:
    written = configure(style="json")
    for message in ("one\ntwo", 'a "quote"', "Amélie ★★★★", "\u2028"):
        logging.getLogger("start").info(message)
    lines = [json.loads(line) for line in written().split("\n")[:-1]]
    assert [line["message"] for line in lines] == ["one\ntwo", 'a "quote"', "Amélie ★★★★", "\u2028"]
    assert all({"time", "level", "logger"} <= set(line) for line in lines)
    assert "request_id" not in lines[0]
    assert "Amélie ★★★★" in written()


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_exception_brings_its_trace(configure: Configure, style: str) -> None:
    written = configure(style=style)
    try:
        {"y": 1}["x"]
    except KeyError:
        logging.getLogger("start").exception("it failed")
    text = written()
    assert "KeyError: 'x'" in text
    if style == "json":
        assert "KeyError" in json.loads(text)["trace"]


def test_nothing_below_the_level_is_written_even_by_loggers_with_one_of_their_own(
    configure: Configure,
) -> None:
    """A job's logger lets INFO through, for the job's own channel."""
    written = configure("WARNING")
    chatty = logging.Logger("job", logging.INFO)
    chatty.parent = logging.getLogger()
    chatty.info("page 1 of 5")
    chatty.warning("refused")
    assert "page 1 of 5" not in written()
    assert "refused" in written()


def test_libraries_that_talk_a_lot_say_only_what_matters(configure: Configure) -> None:
    written = configure("DEBUG")
    for name in ("urllib3.connectionpool", "werkzeug", "asyncio", "limits"):
        logging.getLogger(name).info("GET /?api_key=secret")
    assert written() == ""


def test_configuring_again_replaces_and_never_doubles(configure: Configure) -> None:
    configure()
    configure()
    names = [handler.get_name() for handler in logging.getLogger().handlers]
    assert names.count("process") == 1


def test_fields_follow_the_message_in_both_styles(configure: Configure) -> None:
    text = configure()
    logging.getLogger("start").info("ended", extra=log_fields(outcome="failed", cards=0, status=None))
    assert text().endswith(" ended outcome=failed cards=0\n")
    lines = configure(style="json")
    logging.getLogger("start").info("ended", extra=log_fields(outcome="failed", cards=0, status=None))
    line = json.loads(lines())
    assert (line["outcome"], line["cards"]) == ("failed", 0)
    assert "status" not in line


@pytest.mark.parametrize("style", ["text", "json"])
def test_members_stand_by_their_hash_in_messages_and_traces(configure: Configure, style: str) -> None:
    written = configure(style=style)
    with working_for(["velvetfog", "a"]):
        also_called("new-name")
        logging.getLogger("job").info("VelvetFog is called %s now, a", "new-name")
        failure = KeyError("velvetfog")
        logging.getLogger("job").error("a failed at /velvetfog/films/ for velvetfogs", exc_info=failure)
    logging.getLogger("job").info("done")
    text = written()
    assert "velvetfog/" not in text.lower()
    assert "new-name" not in text
    assert "'velvetfog'" not in text
    assert f"member:{hashed_member('velvetfog')} is called" in text
    assert "velvetfogs" in text  # another word
    assert "done" in text
