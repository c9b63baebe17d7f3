"""Lighthouse's scores of the start page, where Node and npm are at hand."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any as Anything

from bench.companion.browser import CHROMIUM, QUIET, companion
from bench.companion.surveyjs import installed
from bench.timing import progress

PACKAGE = "lighthouse@12.8.2"
"""The newest that runs on Node 20."""
_SCORES = ("performance", "accessibility", "best-practices")


def lighthouse() -> Iterator[str]:
    """The scores, aim 100 each, and what cost points."""
    modules = installed(PACKAGE)
    if modules is None or CHROMIUM is None:
        yield "Lighthouse was left out: npm is not here or could not be reached, or Chromium is not installed."
        return
    with companion() as site:
        progress("lighthouse")
        command = [str(modules / ".bin" / "lighthouse"), site.address, "--quiet", "--output=json", f"--only-categories={','.join(_SCORES)}"]
        flags = f"--chrome-flags=--headless=new {' '.join(QUIET)}"
        done = subprocess.run([*command, flags], capture_output=True, timeout=180, env=os.environ | {"CHROME_PATH": CHROMIUM})
    progress("")
    if done.returncode:
        yield f"Lighthouse failed: {done.stderr.decode()[-300:].strip()}"
        return
    report: dict[str, Anything] = json.loads(done.stdout)
    yield _title(report)
    for name in _SCORES:
        category = report["categories"][name]
        yield f"{category['title']:66} {category['score'] * 100:8.0f}"
        for part in category["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"    {audit['title']} {audit.get('displayValue', '')}".rstrip()


def _title(report: dict[str, Anything]) -> str:
    title = f"Lighthouse {report['lighthouseVersion']}, the start page"
    return f"{title:66} {'score':>8}"
