"""Texts of the errors that `geography` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {}
