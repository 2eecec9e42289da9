"""The house's rules as functions from source text to the lines that break them, so that each rule is itself tried."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "anlan"
_CODE = (".py", ".ts", ".tsx", ".sql", ".css")
_SKIPPED = {"node_modules", "console_dist", "dist", "build", "__pycache__"}
LARGEST_BYTES = 20_000
_FORBIDDEN_WORDS = {"util", "utils", "common", "helper", "helpers", "manager", "managers"}

_NOW_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
_NOW_SQL = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|\bcurrent_(timestamp|date|time)\b"
    r"|\blocaltime(stamp)?\b",
    re.IGNORECASE,
)
_SQL = re.compile(r"\b(select|insert|update|delete|where|values)\b", re.IGNORECASE)
_INNER = {"handlers", "views", "routes"}


def code_files() -> Iterator[Path]:
    """Every file of ours that holds code, in both languages."""
    for folder in (SOURCE, ROOT / "console", ROOT / "tests", ROOT / "bench", ROOT / ".ci"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _CODE and not _SKIPPED & set(path.relative_to(ROOT).parts):
                yield path


def python_files(folder: Path = SOURCE) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*.py") if not _SKIPPED & set(path.relative_to(ROOT).parts))


def forbidden_names(relative: Path) -> list[str]:
    """The parts of a path that name no thing of the domain."""
    found = []
    for part in (*relative.parts[:-1], relative.name.split(".")[0]):
        if _FORBIDDEN_WORDS & set(re.split(r"[-_]", part.lower())):
            found.append(part)
    return found


def asks_the_time(source: str) -> list[int]:
    """Lines that ask the system what time it is."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in _NOW_CALLS:
                lines.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            lines += [node.lineno for alias in node.names if alias.name in ("time", "time_ns")]
    return lines


def asks_the_database_the_time(source: str) -> list[int]:
    """Lines of Python whose text is SQL that asks the server for the time; docstrings may speak of it."""
    tree = ast.parse(source)
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if id(node) not in spoken and _SQL.search(text := _literal(node)) and _NOW_SQL.search(text)
    ]


def _literal(node: ast.AST) -> str:
    """The text of a string or of what is fixed in an f-string."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def sql_asks_the_time(text: str) -> list[int]:
    """Lines of an SQL file, comments aside, that ask the server for the time."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if _NOW_SQL.search(line.split("--")[0])]


def opens_the_journal(source: str) -> list[int]:
    """Lines that call `open` on something named a journal: it answers personal fields."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open":
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if "journal" in name.lower():
                lines.append(node.lineno)
    return lines


def imported(source: str) -> list[tuple[int, str]]:
    """Line and full name of everything of ours that a file imports; a name may be a module's or in one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [(line, name) for line, name in found if name == "anlan" or name.startswith("anlan.")]


def module_of(name: str) -> str:
    """The module that a dotted name belongs to: `anlan.force`, `anlan.flow.intake`."""
    parts = name.split(".")
    return ".".join(parts[: 3 if parts[1:2] == ["flow"] else 2])


def reaches_inside(source: str, own: str) -> list[tuple[int, str]]:
    """Imports of another module's handlers, views or routes."""
    return [
        (line, name)
        for line, name in imported(source)
        if module_of(name) != module_of(own) and _INNER & set(name.split(".")[2:-1])
    ]


def dotted(path: Path) -> str:
    """The dotted name of a file under `src`."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
