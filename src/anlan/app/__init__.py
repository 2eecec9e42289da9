"""Wiring: which parts make a web process, a worker, or a whole platform in one process. Nothing is decided here."""
