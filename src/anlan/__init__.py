"""Anlan 安澜: from the first word of a report, through the people sent, to the review afterwards."""

__version__ = "0.1.0"
