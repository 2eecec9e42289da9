"""Lets a revision be a plain SQL file, kept as it is: no escaping of colons or percent signs."""

from pathlib import Path

from alembic import op


def run_sql_beside(revision_file: str, *, role: str | None = "anlan_owner") -> None:
    """Add the SQL file of the same name as `revision_file` to the script, run as `role` (None: who migrates)."""
    text = Path(revision_file).with_suffix(".sql").read_text("utf-8").rstrip()
    implementation = op.get_context().impl
    if role is not None:
        implementation.static_output(f"SET LOCAL ROLE {role};")
    implementation.static_output(text)
    implementation.static_output("RESET ROLE;")
