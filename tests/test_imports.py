"""The arrows between the rooms, as a table. An import that is not in it fails here, by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "balm"

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "rules": {"errors"},
    "pathway": {"errors", "rules"},
    "care": {"errors", "rules", "pathway"},
    "companion": {"errors", "rules", "pathway", "care"},
    "proofs": {"errors", "rules", "pathway", "care"},
    "simulate": {"errors", "rules", "pathway", "care"},
    "review": {"errors", "rules", "pathway", "care"},
    "summary": {"errors", "rules", "pathway", "care"},
    "diary": {"errors", "rules", "pathway", "care"},
    "clinic": {"errors", "rules", "pathway", "care", "summary"},
    "cli": {"errors", "rules", "pathway", "care", "companion", "proofs", "review", "simulate", "summary", "diary", "clinic"},
    "__init__": {"errors", "pathway", "care"},
    "__main__": {"cli"},
}
OUTSIDE: dict[str, set[str]] = {
    "rules": {"lark", "z3"},
    "summary": {"typst", "icalendar"},
    "cli": {"django", "whitenoise"},
    "clinic": {
        "django",
        "ninja",
        "csp",
        "axes",
        "django_otp",
        "dj_database_url",
        "segno",
        "prometheus_client",
        "psycopg",
        "pydantic",
        "whitenoise",
        "authlib",
        "joserfc",
    },
    "diary": {"cryptography"},
    "proofs": {"z3", "cvc5", "sqlglot", "tree_sitter", "tree_sitter_javascript"},
}
"""What a room may import that is neither ours nor the standard library's."""
BACK_ENDS = {"evaluate", "explain", "to_text", "to_english", "to_python", "to_javascript", "to_smt", "to_sql", "to_fhirpath", "to_rows"}
MAY_BUILD_ON: dict[str, set[str]] = {"explain": {"evaluate"}}
"""`explain` is the reference walk with its reasons kept; no other back-end knows another."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def room_of(path: Path) -> str:
    inside = path.relative_to(PACKAGE).parts
    return inside[0].removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_import_follows_an_arrow(path: Path) -> None:
    room = room_of(path)
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("balm.")} & set(MAY_IMPORT)
    assert rooms - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_from_outside_is_imported_but_where_it_is_needed(path: Path) -> None:
    import sys

    outside = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"balm"}
    assert outside <= OUTSIDE.get(room_of(path), set())


@pytest.mark.parametrize("back_end", sorted(BACK_ENDS))
def test_a_back_end_never_imports_another(back_end: str) -> None:
    used = {name.split(".")[2] for name in imported(PACKAGE / "rules" / f"{back_end}.py") if name.startswith("balm.rules.")}
    assert used & BACK_ENDS <= MAY_BUILD_ON.get(back_end, set())


def test_nothing_imports_the_tests() -> None:
    assert not [path for path in FILES if any(name.split(".")[0] in ("tests", "bench") for name in imported(path))]


def test_the_parser_is_only_brought_in_to_compile() -> None:
    """What answers a person must start in a blink: loading a kept pathway and assessing needs no parser."""
    import subprocess
    import sys

    code = "import sys; from balm import assess, load_pathway; assess(load_pathway(), {'answers': {}}); print('lark' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # keeps the pathway, if nobody has yet
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_the_solver_is_only_brought_in_to_prove_and_to_explain(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys, balm; from balm.cli import main; main(sys.argv[1:]); print('z3' in sys.modules, file=sys.stderr)"

    def brings_it_in(*command: str, code: str = code) -> bool:
        done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True, input="")
        return {"True": True, "False": False}[done.stderr.split()[-1]]

    assert not brings_it_in(code="import sys, balm; print('z3' in sys.modules, file=sys.stderr)")
    example = str(PACKAGE.parent / "examples/feverish_day_three.json")
    assert not brings_it_in("assess", example)
    assert not brings_it_in("assess", "--text", example)
    assert not brings_it_in("build", str(tmp_path))
    assert not brings_it_in("check", "--country", "GB")
    assert brings_it_in("explain", example)


def test_what_seals_is_only_brought_in_by_a_passphrase(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys, balm; from balm.cli import main; main(sys.argv[1:]); print('cryptography' in sys.modules, file=sys.stderr)"

    def brings_it_in(*command: str, typed: str = "") -> bool:
        import os

        own = {**os.environ, "BALM_DIARY": str(tmp_path / "diary.sqlite"), "BALM_NEW_PASSPHRASE": "four warm quiet words"}
        done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True, input=typed, env=own)
        return {"True": True, "False": False}[done.stderr.split()[-1]]

    assert not brings_it_in("assess", str(PACKAGE.parent / "examples/feverish_day_three.json"))
    assert not brings_it_in("build", str(tmp_path / "site"))
    assert not brings_it_in("check", "--country", "GB")
    assert not brings_it_in("diary", "add", "--pain", "3")
    assert not brings_it_in("diary", "show")
    assert brings_it_in("diary", "passphrase")


def test_django_is_only_brought_in_by_the_clinic(tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    code = (
        "import sys, balm; from balm.cli import main; sys.argv[1:] and main(sys.argv[1:]); print('django' in sys.modules, file=sys.stderr)"
    )

    def brings_it_in(*command: str) -> bool:
        own = {**{name: value for name, value in os.environ.items() if name != "DATABASE_URL"}, "BALM_SECRET_KEY": "only for tests"}
        done = subprocess.run(
            [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True, input="", env=own, cwd=tmp_path
        )
        return {"True": True, "False": False}[done.stderr.split()[-1]]

    assert not brings_it_in()
    assert not brings_it_in("assess", str(PACKAGE.parent / "examples/feverish_day_three.json"))
    assert not brings_it_in("rule", "E7")
    assert not brings_it_in("build", str(tmp_path / "site"))
    restored = tmp_path / "none"
    with_clinic = "import sys; from balm.cli import main; main(['clinic', 'restore', sys.argv[1]]); print('django' in sys.modules)"
    own = {**os.environ, "BALM_SECRET_KEY": "only for tests", "DATABASE_URL": f"sqlite:///{tmp_path / 'clinic.sqlite'}"}
    done = subprocess.run([sys.executable, "-c", with_clinic, str(restored)], check=True, capture_output=True, text=True, env=own)
    assert done.stdout.split()[-1] == "True"


def test_only_the_actions_of_the_clinic_change_anything() -> None:
    changes = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    of_many = {"delete", "update"}  # of rows: a name of their own for dictionaries would be too much to ask
    called_by_actions = {"audit.py", "sessions.py"}
    found = []
    for path in sorted((PACKAGE / "clinic").rglob("*.py")):
        inside = path.relative_to(PACKAGE / "clinic")
        if inside.parts[0] in ("actions", "migrations") or str(inside) in called_by_actions:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                rows = "objects" in {one.attr for one in ast.walk(node.func) if isinstance(one, ast.Attribute)}
                if node.func.attr in changes or (rows and node.func.attr in of_many):
                    found.append(f"{inside}:{node.lineno}")
    assert found == []
