"""Figures in Prometheus' text format, version 0.0.4, by a small writer of our own: counts and times per route are
all there is, and a client library with its process-wide registry would be more than that."""

import math
from collections.abc import Callable, Mapping

__all__ = ["BUCKETS", "Metrics"]

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, math.inf)
"""Upper bounds of the request times counted, in seconds."""


class Metrics:
    """Counters of one process. Labels are methods, route templates and statuses: never ids, never people."""

    def __init__(self, gauges: Mapping[str, Callable[[], float]]) -> None:
        self._gauges = gauges
        self._requests: dict[tuple[str, str, int], int] = {}
        self._times: dict[tuple[str, str], list[int]] = {}
        self._sums: dict[tuple[str, str], float] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests[method, route, status] = self._requests.get((method, route, status), 0) + 1
        times = self._times.setdefault((method, route), [0] * len(BUCKETS))
        for n, bound in enumerate(BUCKETS):
            if seconds <= bound:
                times[n] += 1
        self._sums[method, route] = self._sums.get((method, route), 0.0) + seconds

    def text(self) -> str:
        """Everything, as a scrape answers it."""
        lines = [
            "# HELP anlan_http_requests_total Requests answered.",
            "# TYPE anlan_http_requests_total counter",
        ]
        for (method, route, status), count in sorted(self._requests.items()):
            labels = f'method="{method}",route="{route}",status="{status}"'
            lines.append(f"anlan_http_requests_total{{{labels}}} {count}")
        lines += [
            "# HELP anlan_http_request_seconds How long answers took.",
            "# TYPE anlan_http_request_seconds histogram",
        ]
        for (method, route), times in sorted(self._times.items()):
            labels = f'method="{method}",route="{route}"'
            for bound, count in zip(BUCKETS, times, strict=True):
                le = "+Inf" if math.isinf(bound) else f"{bound:g}"
                lines.append(f'anlan_http_request_seconds_bucket{{{labels},le="{le}"}} {count}')
            lines.append(f"anlan_http_request_seconds_sum{{{labels}}} {self._sums[method, route]:.6f}")
            lines.append(f"anlan_http_request_seconds_count{{{labels}}} {times[-1]}")
        for name, ask in sorted(self._gauges.items()):
            lines += [f"# TYPE {name} gauge", f"{name} {ask():g}"]
        return "\n".join(lines) + "\n"
