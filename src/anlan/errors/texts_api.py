"""Texts of the errors that `api` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {}
