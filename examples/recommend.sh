#!/bin/sh
# Five films for a member, each as it is found: examples/recommend.sh twelvefold US
server=${NEXT_FILM:-http://localhost:8080}
answer=$(curl -sSf "$server/api/recommend" -H "Content-Type: application/json" \
    -d "{\"username\": \"$1\", \"country\": \"${2:-US}\", \"count\": 5}") || exit 1
request_id=$(echo "$answer" | sed 's/.*"request_id": *"\([^"]*\)".*/\1/')
curl -sSfN "$server/api/recommendations-stream?request_id=$request_id" |
    sed -n 's/^data: .*"title": *"\([^"]*\)", *"original_title".*/\1/p'
curl -sSf "$server/api/result.csv?request_id=$request_id"
