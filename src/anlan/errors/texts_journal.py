"""Texts of the errors that `journal` raises: code -> (English, 中文)."""

TEXTS: dict[str, tuple[str, str]] = {}
