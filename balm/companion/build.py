"""Pathway -> a folder of static files that is the whole app, on any host.

Everything but the start pages stands in a folder named for its own digest, so that files of two versions are never mixed.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any as Anything

from balm.companion.emit import content_data, rules_module, sources_data, summary_data
from balm.companion.emit_diary import diary_data, diary_module
from balm.companion.hosting import header_files, policy
from balm.companion.pages import blank_page, leaflet_page, start_page
from balm.companion.translate import about, clinic_words, english_words, language, languages, missing, translated
from balm.pathway.model import Pathway

_FROM_START = ("version", "digest", "reviewed", "expires", "countries", "words", "page")
"""What the first screen says: `start.<language>.json`. Nothing that judges can be asked of it."""
_LATER = ("care", "matrix", "causes", "recovery", "diary", "summary")
"""What the first page of questions does without: `more.<language>.json`. `questions.<language>.json` has all else, and these empty."""
_AHEAD = ("screens/check.js", "screens/answer.js", "engine/prepare.js")
"""What is fetched as soon as the first screen is drawn; `ahead` of `static/screens/index.js` asks for it."""
_PARTS = ("start", "questions", "more")
STATIC = Path(__file__).parent / "static"


def build(pathway: Pathway, folder: Path, *, triage: bool = True, clinic: str = "") -> str:
    """Write the companion into the folder, which is made if need be; answers its version. What else is in the folder stays.

    Without `triage` it is the diary, the warning signs, the numbers and the leaflet alone: no rule and no code that judges is written.
    `clinic`: where the API of a clinic is, as seen from the start page, such as "../api/" or "https://clinic.example/api/". With it, she
    may agree to send her checks there. Without it, no code that sends anything is written. Raises ValueError for both at once.
    """
    if clinic and not triage:
        raise ValueError("a companion without the check has nothing to send to a clinic; leave one of the two out")
    files = _versioned(pathway, connected=bool(clinic))
    files = _with_triage(files) if triage else _without_triage(files)
    if not clinic:
        files = {name: data for name, data in files.items() if name not in _CONNECTED_ONLY}
    version = _digest(files)[:12]
    english, words = about("en"), english_words()
    around = {
        "index.html": _start_page(pathway, files, version, triage, clinic),
        "leaflet.html": leaflet_page(pathway, english, words, version, policy(clinic)),
        "blank.html": blank_page(),
        "blank.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
        "manifest.webmanifest": _manifest(version),
    }
    later = {
        "sw.js",
        *(f"{part}.{code}.json" for part in _PARTS for code in languages() if code != "en"),
    }  # a language is kept when it is chosen
    offline = ["./", *sorted(set(around) - {"index.html"}), *(f"{version}/{name}" for name in sorted(files) if name not in later)]
    worker = files.pop("sw.js").decode().replace("__VERSION__", _digest(files | {k: v.encode() for k, v in around.items()})[:12])
    around["sw.js"] = worker.replace("__FILES__", json.dumps(offline)).replace("__FOLDER__", version)
    for name, data in files.items():
        _write(folder / version / name, data)
    for name, text in (around | header_files(version, clinic)).items():
        _write(folder / name, text.encode())
    return version


def _start_page(pathway: Pathway, files: Mapping[str, bytes], version: str, triage: bool, clinic: str) -> str:
    early = modules_from(files, "app.js")
    ahead = dict.fromkeys(name for first in _AHEAD if first in files for name in modules_from(files, first) if name not in early)
    data = {"data_ahead": " ".join(f"{version}/{name}" for name in ahead)} if triage else {"data_triage": "no"}
    data |= {"data_clinic": clinic} if clinic else {}
    return start_page(pathway, about("en"), english_words(), version, early, files["start.en.json"].decode(), data, policy(clinic))


def said_in_english(pathway: Pathway) -> dict[str, object]:
    """All that the companion says, in English, as its page reads it."""
    return content_data(pathway) | {
        "diary": diary_data(pathway),
        "summary": summary_data(pathway),
        "page": english_words(),
        "clinic": clinic_words(),
    }


def said_in(pathway: Pathway, code: str) -> dict[str, Anything]:
    """All that the companion says in a language, with `language` telling which that is: English where this one is not spoken."""
    english = said_in_english(pathway)
    code = code if code in languages() else "en"
    return {**(english if code == "en" else translated(english, language(code))), "language": about(code)}


def unsaid(pathway: Pathway) -> dict[str, list[str]]:
    """Of each translation, the places of the texts that it lacks, or that translate older words."""
    english = said_in_english(pathway)
    return {code: list(missing(english, language(code))) for code in languages() if code != "en"}


def sources(pathway: Pathway) -> dict[str, bytes]:
    """The files as they are written: those of static/, and the modules that are made from the content."""
    files = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in sorted(STATIC.rglob("*")) if path.is_file()}
    return files | _made(pathway)


def made_modules(pathway: Pathway) -> dict[str, str]:
    """The text of the modules that are made from the content, as a browser gets them, by their paths."""
    return {name: _lean(data).decode() for name, data in _made(pathway).items()}


def _made(pathway: Pathway) -> dict[str, bytes]:
    made = {"engine/rules.js": rules_module(pathway), "engine/diary_rules.js": diary_module(pathway)}
    return {name: text.encode() for name, text in made.items()}


def _versioned(pathway: Pathway, *, connected: bool) -> dict[str, bytes]:
    files = {name: _lean(data) if name.endswith(".js") else data for name, data in sources(pathway).items()}
    files["sources.json"] = _json(sources_data(pathway))
    english = said_in_english(pathway)
    every = [about(code) for code in languages()]
    for one in every:
        said = english if one["code"] == "en" else translated(english, language(one["code"]))
        parts = _parts(_connected(said) if connected else said, {"language": one, "languages": every}, (*_LATER, *["clinic"] * connected))
        files |= {f"{name}.{one['code']}.json": _json(part) for name, part in zip(_PARTS, parts, strict=True)}
    return files


def _connected(said: Mapping[str, Anything]) -> Mapping[str, Anything]:
    """The content of a build that can send: what says that nothing leaves the device says on what condition."""
    own = {"home.private": said["clinic"]["private"], "kept.where_is.nobody": said["clinic"]["nobody"]}
    return {**said, "page": said["page"] | own}


def _parts(said: Mapping[str, Anything], about: Mapping[str, Anything], last: Sequence[str]) -> tuple[Mapping[str, Anything], ...]:
    """The content as it is fetched, one of each of `_PARTS`; `last` names what is in the last of them."""
    later = {name: said[name] for name in last}
    empty = {
        name: {key: type(one)() for key, one in part.items()} if isinstance(part, dict) else []
        for name, part in later.items()
        if name != "clinic"
    }
    questions = {name: part for name, part in said.items() if name not in (*_FROM_START, *_LATER, "clinic")}
    return {name: said[name] for name in _FROM_START} | dict(about), questions | empty, later


def _lean(module: bytes) -> bytes:
    """The module without indentation and without lines that are only comment: a fifth of the bytes of a first visit."""
    bare = re.sub(r"^\s*/\*\*(?:(?!\*/).)*\*/\s*$", "", module.decode(), flags=re.M | re.S)
    lines = (line.strip() for line in bare.splitlines())
    return ("\n".join(line for line in lines if line and not line.startswith("//")) + "\n").encode()


def modules_from(files: Mapping[str, bytes], name: str) -> list[str]:
    """The modules that must be here before this one can run, by their paths, the nearest first."""
    found = [name]
    for module in found:
        for path in re.findall(r'^(?:import|export) (?:[^"]+ from )?"(\.[^"]+)";', files[module].decode(), re.M):
            if (wanted := posixpath.normpath(posixpath.join(posixpath.dirname(module), path))) not in found:
                found.append(wanted)
    return found


NOTES_INDEX = "screens/index.notes.js"
_JUDGES = (
    *("assess", "judge", "ask", "care", "call", "interview", "logic", "measures", "diary", "rules", "diary_rules"),
    *("summary", "text", "told", "usual", "table", "calendar"),
)
_WITH_TRIAGE_ONLY = (
    {f"engine/{name}.js" for name in _JUDGES}
    | {"judged.js", "sources.json", "summary.css"}
    | {
        f"screens/{name}.js"
        for name in ("index", "home", "check", "answer", "plan", "howto", "timer", "comfort", "diary", "help", "summary")
    }
)
_CONNECTED_ONLY = {"clinic.js", "sending.js", "screens/consent.js", "screens/sent.js"}
_NOTES_ONLY = {NOTES_INDEX, "screens/notes.js"}
_WRITTEN_DOWN = ("back_pain", "bleeding", "temperature_c", "sleep_hours")
"""The findings that an entry of the diary asks for by name."""


def _with_triage(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name not in _NOTES_ONLY}


def _without_triage(files: dict[str, bytes]) -> dict[str, bytes]:
    drawn = [name for name in files if name.startswith("pictures/") and not name.startswith(("pictures/body", "pictures/icon"))]
    left_out = _WITH_TRIAGE_ONLY | _CONNECTED_ONLY | {NOTES_INDEX, *drawn}
    kept = {name: data for name, data in files.items() if name not in left_out}
    kept["screens/index.js"] = files[NOTES_INDEX]
    for name in [name for name in kept if name.endswith(".json")]:
        kept[name] = _json(_notes_content(json.loads(kept[name])))
    return kept


def _notes_content(data: dict[str, Anything]) -> dict[str, Anything]:
    if "words" in data:
        return data | {"words": {name: text for name, text in data["words"].items() if name.startswith("small_print.")}}
    diary = {name: data["diary"][name] for name in ("longest", "ahead", "moods", "places", "medicines")}
    care = [{name: one[name] for name in ("id", "title", "in_plan")} for one in data["care"]]
    if "findings" not in data:
        return {"diary": diary, "care": care}
    findings = [one | {"pictures": []} for one in data["findings"] if one["id"] in _WRITTEN_DOWN]
    return {"findings": findings, "screens": [], "rules": [], "levels": [], "diary": diary, "care": care}


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _manifest(version: str) -> str:
    icons = [{"src": f"{version}/pictures/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    about = {"name": "Balm", "short_name": "Balm", "start_url": "./", "scope": "./", "display": "standalone"}
    return json.dumps(about | {"background_color": "#ffffff", "theme_color": "#2f4858", "icons": icons}, indent=1) + "\n"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
