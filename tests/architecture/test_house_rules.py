"""What CONTRIBUTING asks of every file, checked on every file; and each rule tried on something that breaks it."""

from pathlib import Path

import pytest
from house_rules import (
    LARGEST_BYTES,
    ROOT,
    SOURCE,
    asks_the_database_the_time,
    asks_the_time,
    code_files,
    dotted,
    forbidden_names,
    opens_the_journal,
    python_files,
    reaches_inside,
    sql_asks_the_time,
)

# The wall's clock, ids that are ordered by it, log lines, and the supervision of processes live outside the domain.
_MAY_ASK_THE_TIME = ("clock.py", "ids.py", "logs.py")
_WIRING = ("anlan.app", "anlan.api", "anlan.cli", "anlan.simulation")


def _where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_no_file_is_larger_than_attention() -> None:
    large = {str(path.relative_to(ROOT)): path.stat().st_size for path in code_files()}
    assert {name: size for name, size in large.items() if size > LARGEST_BYTES} == {}


def test_every_file_is_named_for_what_it_holds() -> None:
    assert [str(path.relative_to(ROOT)) for path in code_files() if forbidden_names(path.relative_to(ROOT))] == []


def test_the_domain_asks_the_clock_and_nobody_else() -> None:
    found = []
    for path in python_files():
        relative = path.relative_to(SOURCE)
        text = path.read_text("utf-8")
        if str(relative) not in _MAY_ASK_THE_TIME and relative.parts[0] != "database":
            found += [_where(path, line) for line in asks_the_time(text)]
        found += [_where(path, line) for line in asks_the_database_the_time(text)]
    for path in sorted(SOURCE.rglob("*.sql")):
        found += [_where(path, line) for line in sql_asks_the_time(path.read_text("utf-8"))]
    assert found == []


def test_only_access_opens_sealed_fields() -> None:
    found = []
    for path in python_files():
        if path.relative_to(SOURCE).parts[0] != "access":
            found += [_where(path, line) for line in opens_the_journal(path.read_text("utf-8"))]
    assert found == []


def test_nobody_reaches_inside_another_module() -> None:
    found = []
    for path in python_files():
        own = dotted(path)
        if not own.startswith(_WIRING):
            found += [f"{_where(path, line)} {name}" for line, name in reaches_inside(path.read_text("utf-8"), own)]
    assert found == []


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("src/anlan/flow/utils.py", ["utils"]),
        ("src/anlan/common/state.py", ["common"]),
        ("console/src/date-helpers.test.ts", ["date-helpers"]),
        ("src/anlan/desk_manager.py", ["desk_manager"]),
        ("src/anlan/command/alarms.py", []),
    ],
)
def test_names_are_recognised(path: str, found: list[str]) -> None:
    assert forbidden_names(Path(path)) == found


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, UTC\ndatetime.now(UTC)",
        "import datetime\ndatetime.datetime.utcnow()",
        "import datetime\ndatetime.date.today()",
        "import time\ntime.time()",
        "from time import time",
        "f = time.time_ns",
    ],
)
def test_asking_the_system_is_recognised(source: str) -> None:
    assert asks_the_time(source)


def test_measuring_is_not_asking() -> None:
    assert asks_the_time("import time\nbegan = time.monotonic()\nself.clock.now()\nclock.now()") == []


@pytest.mark.parametrize(
    "source",
    [
        'query = "select * from t where due_at < now()"',
        'query = f"insert into t values ({a}, CURRENT_TIMESTAMP)"',
    ],
)
def test_asking_the_database_is_recognised(source: str) -> None:
    assert asks_the_database_the_time(source)


def test_a_docstring_may_speak_of_now() -> None:
    assert asks_the_database_the_time('def f():\n    """Never select now()."""') == []
    assert sql_asks_the_time("-- not now()\nselect at from t;") == []
    assert sql_asks_the_time("create table t (at timestamptz default now());") == [1]


def test_opening_the_journal_is_recognised() -> None:
    assert opens_the_journal("self._journal.open(record)") == [1]
    assert opens_the_journal("journal.open(record)") == [1]
    assert opens_the_journal("path.open()") == []


def test_reaching_inside_is_recognised() -> None:
    reach = "from anlan.force.handlers import set_status\nfrom anlan.force.events import Ticked"
    assert reaches_inside(reach, "anlan.flow.dispatch.rules") == [(1, "anlan.force.handlers.set_status")]
    assert reaches_inside(reach, "anlan.force.routes") == []
    stages = "from anlan.flow.intake.views import rows"
    assert reaches_inside(stages, "anlan.flow.dispatch.rules") == [(1, "anlan.flow.intake.views.rows")]
