"""The stand-in's own endpoints under `/_control`, for programs that run it as a process."""

import json
from collections import Counter
from dataclasses import asdict

from standin.faults import KINDS, Fault, Faults
from standin.http_messages import Reply, Request, json_reply
from standin.log import RequestLog


class Control:
    """The endpoints that read the log and set faults over HTTP."""

    def __init__(self, log: RequestLog, faults: Faults) -> None:
        self._log = log
        self._faults = faults

    def reply(self, request: Request) -> Reply:
        """Return the answer of an endpoint.

        They are `GET|DELETE /log`, `GET /counts`, `GET /kinds` and `POST|DELETE /faults`; all else is 404.
        """
        match request.method, request.path:
            case "GET", "/log":
                return json_reply([asdict(logged) for logged in self._log.requests()])
            case "DELETE", "/log":
                self._log.clear()
            case "GET", "/counts":
                counts = Counter(f"{logged.service}.{logged.kind}" for logged in self._log.requests())
                return json_reply(dict(sorted(counts.items())))
            case "GET", "/kinds":
                return json_reply(
                    {name: {kind: does.says for kind, does in kinds.items()} for name, kinds in KINDS.items()}
                )
            case "POST", "/faults":
                return self._set_fault(request.body)
            case "DELETE", "/faults":
                self._faults.clear()
            case _:
                return json_reply({"error": "no such control"}, 404)
        return json_reply({"status": "ok"})

    def _set_fault(self, body: bytes) -> Reply:
        """Set the fault whose fields the body holds as JSON; if they are wrong, answer 400 with the error."""
        try:
            fault = Fault(**json.loads(body))
        except (ValueError, TypeError) as problem:
            return json_reply({"error": str(problem)}, 400)
        self._faults.add(fault)
        return json_reply({"status": "ok"}, 201)
