"""The routes that describe the interface, for programs and for people."""

from flask import Blueprint, Response, current_app, json, render_template, request

from web.openapi.document import openapi_document
from web.openapi.wording import body_of, in_words, problem_types

description = Blueprint("description", __name__, template_folder="templates")


@description.get("/api/openapi.json")
def openapi() -> Response:
    """Return the description of the interface: OpenAPI 3.1."""
    document = openapi_document(current_app, request.script_root)
    return Response(json.dumps(document), mimetype="application/json")


@description.get("/api/docs")
def docs() -> str:
    """Return the description of the interface as a page for people."""
    return render_template(
        "interface.html",
        document=openapi_document(current_app, request.script_root),
        in_words=in_words,
        body_of=body_of,
        problem_types=problem_types,
    )
