"""The dashboard ``docs/grafana.json``: every figure of ``/_metrics``, as Prometheus gathers them."""

import json
from dataclasses import dataclass

_WIDTH, _HEIGHT, _COLUMNS = 12, 8, 2  # in Grafana's grid, which is 24 wide


@dataclass(frozen=True, slots=True)
class _Panel:
    """A panel. Each curve is a query in PromQL and its legend; ``unit`` is Grafana's name of the unit."""

    title: str
    unit: str
    curves: tuple[tuple[str, str], ...]


def dashboard_document() -> str:
    """Return the JSON that Grafana imports."""
    dashboard = {
        "title": "Next Film",
        "uid": "next-film",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "panels": [_as_json(number, panel) for number, panel in enumerate(_PANELS)],
    }
    return json.dumps(dashboard, indent=2) + "\n"


def _as_json(number: int, panel: _Panel) -> dict[str, object]:
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": {"type": "prometheus", "uid": "${source}"},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "gridPos": {
            "x": number % _COLUMNS * _WIDTH,
            "y": number // _COLUMNS * _HEIGHT,
            "w": _WIDTH,
            "h": _HEIGHT,
        },
        "targets": [
            {"refId": chr(ord("A") + place), "expr": query, "legendFormat": legend}
            for place, (query, legend) in enumerate(panel.curves)
        ],
    }


def _rate(name: str, by: str) -> str:
    return f"sum by ({by}) (rate({name}[5m]))"


def _quantiles(name: str, by: str = "") -> tuple[tuple[str, str], ...]:
    """Return the curves of the median and of the 95th percentile, in seconds."""
    legend = "".join(f"{{{{{each}}}}} " for each in by.split())
    groups = ", ".join(("le", *by.split()))
    return tuple(
        (f"histogram_quantile({part}, {_rate(f'{name}_bucket', groups)})", f"{legend}p{part * 100:.0f}")
        for part in (0.5, 0.95)
    )


_PANELS = (
    _Panel("Jobs ended", "ops", ((_rate("next_film_jobs_ended_total", "outcome"), "{{outcome}}"),)),
    # each web process reports all jobs where processes share them, so the numbers are not added
    _Panel("Jobs now", "short", (("max by (state) (next_film_jobs)", "{{state}}"),)),
    _Panel("Time to the first card", "s", _quantiles("next_film_first_card_seconds")),
    _Panel("Time to the end of a job, by outcome", "s", _quantiles("next_film_job_seconds", "outcome")),
    _Panel("Time in the queue", "s", _quantiles("next_film_queue_wait_seconds")),
    _Panel("Open streams", "short", (("sum(next_film_streams)", "streams"),)),
    _Panel(
        "Calls to upstreams",
        "reqps",
        ((_rate("next_film_upstream_call_seconds_count", "service, status"), "{{service}} {{status}}"),),
    ),
    _Panel(
        "Calls that failed",
        "reqps",
        (
            (_rate("next_film_upstream_errors_total", "service, status"), "{{service}} {{status}}"),
            (_rate("next_film_calls_held_back_total", "service"), "{{service}} held back"),
        ),
    ),
    _Panel("Duration of calls to upstreams", "s", _quantiles("next_film_upstream_call_seconds", "service")),
    _Panel(
        "Malformed rows dropped",
        "ops",
        ((_rate("next_film_odd_rows_total", "service, kind"), "{{service}} {{kind}}"),),
    ),
    _Panel(
        "Share of reads found in the cache",
        "percentunit",
        (
            (
                'sum by (namespace) (rate(next_film_cache_reads_total{result="hit"}[5m]))'
                f" / {_rate('next_film_cache_reads_total', 'namespace')}",
                "{{namespace}}",
            ),
        ),
    ),
    _Panel(
        "Letterboxd's circuit breaker, Redis",
        "short",
        (
            ("max(next_film_letterboxd_circuit_open)", "breaker open"),
            ("max(next_film_degraded)", "degraded"),
            ("max(rate(next_film_letterboxd_failures_total[5m]))", "refused per second"),
        ),
    ),
)
