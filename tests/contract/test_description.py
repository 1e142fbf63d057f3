"""The description of the interface tells all there is, and its examples are what it says."""

from http import HTTPStatus
from inspect import getmembers, isfunction, signature
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bootstrap.http import bind_http
from config import Settings
from problem_types import TYPES
from web.channels import EVENTS
from web.field_reader import FieldReader
from web.openapi.document import openapi_document
from web.openapi.operations import OPERATIONS
from web.openapi.request_schemas import FORMS
from web.openapi.samples import sample_events


@pytest.fixture(scope="module")
def app() -> Flask:
    """The routes alone: what stands behind them is not asked for."""
    app = Flask(__name__)
    bind_http(app, Settings.from_environment({"DEMO": "true"}))
    return app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json or {}
    return found


def validator(schema: Any, document: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"components": document["components"], **schema})


def contents(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every body that is sent or answered as JSON, with where it stands."""
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    bodies = [
        (f"{each['operationId']} {status}", body)
        for each in operations
        for status, body in [("sent", each.get("requestBody", {})), *each["responses"].items()]
    ]
    return [
        (f"{place} {media}", content)
        for place, body in bodies
        for media, content in body.get("content", {}).items()
        if media != "text/event-stream"
    ]


def test_every_route_of_the_interface_is_described(app: Flask) -> None:
    described = {operation.endpoint for operation in OPERATIONS}
    served = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(("/api/", "/_"))}
    assert served == described


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_what_is_described_is_what_is_served(app: Flask, operation: Any) -> None:
    address = operation.path.replace("{request_id}", "a" * 16)
    endpoint, _ = app.url_map.bind("localhost").match(address, operation.method.upper())
    assert endpoint == operation.endpoint


@pytest.mark.parametrize("path", sorted({each.path for each in OPERATIONS}))
def test_an_address_allows_the_methods_that_are_described(client: FlaskClient, path: str) -> None:
    answer = client.options(path.replace("{request_id}", "a" * 16).replace("{username}", "someone"))
    described = {each.method.upper() for each in OPERATIONS if each.path == path}
    assert set(answer.allow) - {"HEAD", "OPTIONS"} == described


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_whatever_is_asked_may_be_too_many_connections_of_one_address(
    document: dict[str, Any], operation: Any
) -> None:
    """The server refuses one connection more, and behind a proxy the application one request more."""
    refusal = document["paths"][operation.path][operation.method]["responses"]["429"]
    types = refusal["content"]["application/problem+json"]["schema"]["properties"]["type"]["enum"]
    assert set(types) == {"urn:problem:too-many-requests", "urn:problem:too-many-jobs"}
    assert "Retry-After" in refusal["headers"]


def test_every_type_of_problem_is_described(document: dict[str, Any]) -> None:
    told = {
        kind.removeprefix("urn:problem:")
        for _, content in contents(document)
        for kind in content["schema"].get("properties", {}).get("type", {}).get("enum", [])
    }
    elsewhere = {"not-found", "method-not-allowed"}  # at no address of the interface
    assert told == TYPES - elsewhere


def test_every_example_is_what_its_schema_says(document: dict[str, Any]) -> None:
    examples = [
        (place, example["value"], content["schema"])
        for place, content in contents(document)
        for example in content.get("examples", {}).values()
    ]
    assert len(examples) > 100
    for place, example, schema in examples:
        assert not list(validator(schema, document).iter_errors(example)), place


def test_every_field_that_is_sent_has_words_and_an_example_that_it_admits(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("RecommendRequest", "MemberRequest"):
        for field, schema in schemas[name]["properties"].items():
            assert schema["description"], field
            assert validator(schema, document).is_valid(schema["examples"][0]), field


def test_every_form_in_which_a_field_can_be_read_can_be_declared() -> None:
    methods = getmembers(FieldReader, isfunction)
    reads = {name for name, each in methods if "name" in signature(each).parameters and name[0] != "_"}
    assert reads - {"has", "provider_names", "reject"} == set(FORMS)


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_what_its_schema_says(document: dict[str, Any], name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{EVENTS[name].__name__}"}
    for event in sample_events()[name]:
        assert not list(validator(schema, document).iter_errors(event)), event


def test_the_document_follows_a_path_prefix(app: Flask) -> None:
    assert openapi_document(app, "/films")["servers"] == [{"url": "/films"}]


def test_the_page_tells_every_operation_and_asks_no_other_host(client: FlaskClient) -> None:
    answer = client.get("/api/docs")
    assert (answer.status_code, answer.mimetype) == (HTTPStatus.OK, "text/html")
    assert [each.path for each in OPERATIONS if each.path.replace("<", "&lt;") not in answer.text] == []
    assert "://" not in answer.text
    assert "style=" not in answer.text
    assert "<script>" not in answer.text
