"""The container files say what the code says: settings, versions, ports, and nothing secret in the image."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import Settings

ROOT = Path(__file__).parent.parent
SETTINGS = {field.name.upper() for field in fields(Settings)}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.MULTILINE)


def test_the_image_runs_the_python_that_the_project_names() -> None:
    version = (ROOT / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    (image,) = instructions("FROM")
    assert image.split("-")[0] == f"python:{version}"
    assert "-slim" in image


def test_the_image_serves_as_the_procfile_does() -> None:
    (command,) = instructions("CMD")
    procfile = (ROOT / "Procfile").read_text("utf-8").partition("web: ")[2].partition("\n")[0].split()
    assert json.loads(command) == procfile


def test_the_image_runs_as_nobody_special_and_says_whether_it_is_well() -> None:
    (user,) = instructions("USER")
    assert int(user) > 0
    (check,) = instructions("HEALTHCHECK")
    assert "/_ready" in check


def test_the_image_is_made_of_files_that_are_there() -> None:
    ignored = set((ROOT / ".dockerignore").read_text("utf-8").split("\n"))
    sources = [source for line in instructions("COPY") for source in line.split()[:-1]]
    assert "." in sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source not in ignored, source
    (installing,) = (line for line in instructions("RUN") if "pip install" in line)
    assert "--require-hashes -r requirements.txt" in installing
    named = re.findall(r"(?<=-[rc] )\S+", installing)
    assert set(named) <= set(sources), "it is installed before all is copied"


def test_nothing_secret_and_nothing_of_the_checks_enters_the_image() -> None:
    ignored = set((ROOT / ".dockerignore").read_text("utf-8").split("\n"))
    assert {".env", ".env.*", ".git*", "tests", "debug"} <= ignored
    needed = {"bootstrap", "infra", "jobs", "pipeline", "server", "services", "standin", "static", "web"}
    assert not needed & ignored


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_is_set_is_a_setting(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= SETTINGS


def test_every_variable_that_is_read_is_a_setting_or_the_browser_of_the_image() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)", text)) <= SETTINGS | {"HEADLESS_BROWSER"}
    assert instructions("ARG") == ["HEADLESS_BROWSER=false"]
    assert COMPOSE["services"]["web"]["build"]["args"].keys() == {"HEADLESS_BROWSER"}


def test_web_and_worker_are_one_image_with_one_env_file_and_one_redis() -> None:
    web, worker = (SERVICES[name] for name in OURS)
    for shared in ("image", "build", "env_file", "depends_on"):
        assert web[shared] == worker[shared]
    for name in ("REDIS_URL", "JOB_BACKEND"):
        assert web["environment"][name] == worker["environment"][name]
    assert web["env_file"] == ".env"
    assert web["environment"]["REDIS_URL"].startswith("redis://redis:")


def test_ports_are_those_that_are_served_and_checked() -> None:
    port = SERVICES["web"]["environment"]["PORT"]
    assert SERVICES["web"]["ports"] == [f"127.0.0.1:${{PORT:-8080}}:{port}"]
    assert instructions("EXPOSE") == [port]
    assert f":{SERVICES['worker']['environment']['METRICS_PORT']}/metrics" in str(
        SERVICES["worker"]["healthcheck"]
    )


def test_every_service_is_checked_and_redis_writes_down_what_waits() -> None:
    assert "healthcheck" in SERVICES["worker"]  # the image checks the web server
    assert "healthcheck" in SERVICES["redis"]
    assert "--appendonly yes" in SERVICES["redis"]["command"]
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]
    for name in OURS:
        assert SERVICES[name]["depends_on"] == {"redis": {"condition": "service_healthy"}}


def test_a_process_has_longer_to_end_than_it_takes() -> None:
    chosen = re.search(
        r"^graceful_timeout = (\d+)", (ROOT / "gunicorn.conf.py").read_text("utf-8"), re.MULTILINE
    )
    assert chosen is not None
    for name in OURS:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > int(chosen[1])
