"""What is fast, measured beside a peer or a floor in the same run. `anlan bench NAME` prints one line a figure.

A family is a file here with `run()`, which yields its figures (`board_at.py` is `anlan bench board-at`). Their names
are the contract's and stay as they are. What is measured and how is said at the head of each file; docs/benchmarks.md
has the figures.
"""

from collections.abc import Sequence

__all__ = ["Figure", "figure", "percentile"]

Figure = dict[str, object]


def figure(
    name: str, value: float, unit: str, n: int, *, peer: str | None = None, peer_value: float | None = None
) -> Figure:
    """One line of output: `value` in `unit` from `n` measurements, beside what it is compared with."""
    ratio = value / peer_value if peer_value else None
    return {
        "name": name,
        "value": _rounded(value),
        "unit": unit,
        "peer": peer,
        "peer_value": _rounded(peer_value),
        "ratio": _rounded(ratio),
        "n": n,
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed: one that was measured, never one in between."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
