"""Texts of the errors that `access` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {}
