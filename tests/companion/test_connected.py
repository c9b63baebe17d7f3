"""The build that a clinic serves, and that no other build has any of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from balm import Pathway
from balm.cli import main
from balm.companion import build
from balm.companion.build import _lean


def test_a_plain_build_has_no_code_that_sends(folder: Path, version: str) -> None:
    scripts = {path: path.read_text() for path in (folder / version).rglob("*.js")}
    assert scripts
    assert not [
        path
        for path, text in scripts.items()
        if "Authorization" in text or '"POST"' in text or path.name in ("clinic.js", "consent.js", "sending.js", "sent.js")
    ]
    assert "data-clinic" not in (folder / "index.html").read_text()
    assert "It was not sent" not in (folder / version / "more.en.json").read_text()


@pytest.mark.parametrize(
    ("clinic", "connect"),
    [("../api/", "connect-src 'self';"), ("https://clinic.example/api/", "connect-src 'self' https://clinic.example;")],
)
def test_a_connected_build_may_ask_its_clinic_and_nobody_else(pathway: Pathway, tmp_path: Path, clinic: str, connect: str) -> None:
    version = build(pathway, tmp_path, clinic=clinic)
    page = (tmp_path / "index.html").read_text()
    assert f'data-clinic="{clinic}"' in page
    for said in (page, (tmp_path / "leaflet.html").read_text(), (tmp_path / "_headers").read_text()):
        assert connect in said
    assert (tmp_path / version / "screens/consent.js").is_file()
    assert f"{version}/clinic.js" in (tmp_path / "sw.js").read_text(), "it works without a network"
    assert "unless you agree" in (tmp_path / version / "start.en.json").read_text()


def test_without_the_check_there_is_nothing_to_send(pathway: Pathway, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leave one of the two out"):
        build(pathway, tmp_path, triage=False, clinic="../api/")


@pytest.mark.parametrize(
    "address",
    [
        "http://clinic.example/api/",
        "https://clinic.example/api",
        "https://clinic.example/",
        "clinic.example/api/",
        "https://[/api/",
        "https:///api/",
    ],
)
def test_checks_go_to_no_address_that_is_open_or_no_api(tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert main(["build", str(tmp_path / "out"), "--clinic", address]) == 2
    assert "https://clinic.example/api/" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_companion_that_does_not_judge_goes_to_no_clinic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tmp_path / "out"), "--clinic", "https://clinic.example/api/", "--without-triage"]) == 2
    assert "leave out --clinic or --without-triage" in capsys.readouterr().err


def test_what_stands_behind_a_comment_in_its_line_stays_in_the_module() -> None:
    assert _lean(b"/** @type {any} */ (one).go();\nhere();\n/** gone\n * too */\n// and this\n  there();\n") == (
        b"/** @type {any} */ (one).go();\nhere();\nthere();\n"
    )
