"""Five films for a member, and why: ``python examples/recommend.py twelvefold US``."""

import os
import sys

import requests

SERVER = os.environ.get("NEXT_FILM", "http://localhost:8080")
name, country = (*sys.argv[1:], "US")[:2]
body = {"username": name, "country": country, "count": 5, "sync": True}
answer = requests.post(f"{SERVER}/api/recommend", json=body, timeout=180)
result = answer.json()
if answer.status_code != requests.codes.ok:
    sys.exit(result.get("detail", "It is not ready yet."))
for film in result["recommendations"]:
    sys.stdout.write(f"{film['title']} ({film['year']}): {film['reason']}\n")
