"""The ways of travelling. They stand apart so that naming one does not load what searches on it."""

from typing import Literal

__all__ = ["WAYS", "Way"]

Way = Literal["walk", "road", "water", "air"]
WAYS: tuple[Way, ...] = ("walk", "road", "water", "air")
