"""Every refusal of the loop has its words: each code that the modules raise, and each code of a field."""

import ast
from pathlib import Path

import anlan
from anlan.errors.texts import TEXTS

SOURCE = Path(anlan.__file__).parent


def _codes() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for module in ("force", "command", "flow"):
        for path in sorted((SOURCE / module).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                    "Refused",
                    "Invalid",
                    "NotFound",
                    "Conflict",
                    "Forbidden",
                    "Unavailable",
                ):
                    if node.args and isinstance(node.args[0], ast.Constant):
                        found.add((path.name, node.args[0].value))
                    for keyword in node.keywords:
                        if keyword.arg == "fields":
                            found |= {
                                (path.name, pair.elts[1].value)
                                for pair in ast.walk(keyword.value)
                                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[1], ast.Constant)
                            }
    return found


def test_every_refusal_has_words_in_both_languages() -> None:
    codes = _codes()
    assert len(codes) > 50
    assert {(name, code) for name, code in codes if code not in TEXTS} == set()
    for _, code in codes:
        assert all(TEXTS[code])
