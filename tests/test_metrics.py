"""What operators see: the dashboard shows what there is, and processes that serve together count together."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from harness.processes import GUNICORN, AppProcess, clean_environment, free_port
from server.metrics_server import serve_metrics
from server.shared_metrics import VARIABLE, forget_process, metrics_folder
from tests.timing import PATIENCE_S, until

ROOT = Path(__file__).parent.parent
_SUFFIX = re.compile(r"_(total|bucket|count|sum)$")

COUNT = """
import os, sys
from metrics import JOBS_ENDED, OPEN_STREAMS, FIRST_CARD_S
JOBS_ENDED.labels("succeeded").inc()
FIRST_CARD_S.observe(2.0)
OPEN_STREAMS.set(int(sys.argv[1]))
print(os.getpid())
"""
SHOW = """
from prometheus_client import generate_latest
from metrics import figures_registry
print(generate_latest(figures_registry()).decode())
"""


def names_in(document: str) -> set[str]:
    named = re.findall(r"next_film_\w+", (ROOT / document).read_text("utf-8"))
    return {_SUFFIX.sub("", name) for name in named}


@pytest.mark.parametrize("document", ["docs/grafana.json", "docs/operations.md"])
def test_dashboard_and_page_name_every_figure_and_none_that_there_is_not(app: Flask, document: str) -> None:
    text = app.test_client().get("/_metrics").get_data(as_text=True)
    shown = {_SUFFIX.sub("", family.name) for family in text_string_to_metric_families(text)}
    assert names_in(document) == shown


def run(code: str, *arguments: str, folder: Path) -> str:
    environment = {**clean_environment({}), VARIABLE: str(folder)}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def samples(folder: Path) -> dict[str, float]:
    families = text_string_to_metric_families(run(SHOW, folder=folder))
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_processes_that_serve_together_count_together(tmp_path: Path) -> None:
    first = int(run(COUNT, "3", folder=tmp_path))
    run(COUNT, "4", folder=tmp_path)
    shown = samples(tmp_path)
    assert shown["next_film_jobs_ended_total"] == 2
    assert (shown["next_film_first_card_seconds_count"], shown["next_film_first_card_seconds_sum"]) == (2, 4)
    assert shown["next_film_streams"] == 7
    forget_process(str(tmp_path), first)
    shown = samples(tmp_path)
    assert (shown["next_film_streams"], shown["next_film_jobs_ended_total"]) == (4, 2)


def test_a_server_has_an_empty_folder_and_after_a_reload_the_same() -> None:
    folder = metrics_folder({})
    assert list(Path(folder).iterdir()) == []
    assert metrics_folder({VARIABLE: folder}) == folder
    Path(folder).rmdir()


def test_the_processes_of_a_server_answer_for_each_other_and_leave_nothing_behind(tmp_path: Path) -> None:
    environment = {"DEMO": "true", "TMPDIR": str(tmp_path), "RATELIMIT_ENABLED": "false"}
    with AppProcess([*GUNICORN, "--workers", "2", "main:app"], environment) as process:
        url = process.wait_until_up().url
        body = {"username": "twelvefold", "count": 3, "sync": True}
        assert requests.post(f"{url}/api/recommend", json=body, timeout=PATIENCE_S).status_code == 200
        until(lambda: process.output.count("Booting worker") == 2)
        ended = 'next_film_jobs_ended_total{outcome="succeeded"} 1.0'
        until(lambda: ended in requests.get(f"{url}/_metrics", timeout=PATIENCE_S).text)
        for _ in range(10):  # whichever answers
            answer = requests.get(f"{url}/_metrics", timeout=PATIENCE_S, headers={"Connection": "close"})
            assert ended in answer.text
        process.send(signal.SIGTERM)
        assert process.exit_code() == 0
    assert list(tmp_path.glob("next-film-metrics-*")) == []


def test_a_worker_serves_its_figures_on_a_port_of_its_own() -> None:
    port = free_port()
    close = serve_metrics(port)
    try:
        text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE_S).text
        assert "next_film_jobs_ended" in {family.name for family in text_string_to_metric_families(text)}
    finally:
        close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
