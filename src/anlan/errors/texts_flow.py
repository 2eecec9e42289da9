"""Texts of the errors that `flow` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {}
