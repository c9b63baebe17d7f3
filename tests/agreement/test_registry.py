"""The example of docs/registry.md runs, and says what the page says that it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent.parent / "docs" / "registry.md"


def test_the_example_says_what_the_page_says() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    names: dict[str, Any] = {}
    exec(example, names)
    assert [row[-1] for row in names["said"].fetchall()] == [None, "U4", "E1"]
