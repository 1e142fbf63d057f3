# The web server and the worker are one image: compose.yaml says what each runs.
FROM python:3.11.7-slim-bookworm

ARG HEADLESS_BROWSER=false
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONUNBUFFERED=1

RUN useradd --uid 10001 --create-home film
WORKDIR /app

# What the headless browser needs of the system. Debian's patches are wanted, so no version is pinned.
# hadolint ignore=DL3008
RUN if [ "$HEADLESS_BROWSER" = true ]; then \
        apt-get update \
        && apt-get install -y --no-install-recommends \
            libasound2 libdbus-glib-1-2 libgtk-3-0 libx11-xcb1 libxt6 libxtst6 \
        && rm -rf /var/lib/apt/lists/*; \
    fi

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN python -m compileall -q .

USER 10001
RUN if [ "$HEADLESS_BROWSER" = true ]; then python -m camoufox fetch; fi

EXPOSE 8080
# The shell puts the port in.
# hadolint ignore=DL3025
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:${PORT:-8080}/_ready', timeout=4)"
CMD ["gunicorn", "-c", "gunicorn.conf.py", "main:app"]
