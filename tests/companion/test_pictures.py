"""The drawings: each is used, each is safe to put into the page, and every place of the body can be touched."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from balm import Pathway, companion

FOLDER = Path(companion.__file__).parent / "static" / "pictures"
DRAWINGS = sorted(FOLDER.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
USED_BY_THE_PAGE = {"body", "icon"}
PLACES = {
    "head", "shoulder_tip", "chest", "upper_back", "one_side_loin", "needle_site", "low_back",
    "belly_upper", "belly", "belly_one_side", "buttock_or_hip", "leg",
}  # fmt: skip
"""Every place that the diary knows, but "elsewhere"."""
OF_ONE_SIDE = {"shoulder_tip", "one_side_loin", "belly_one_side", "buttock_or_hip", "leg"}
_ATTRIBUTES = """
viewBox role class fill fill-opacity stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray paint-order
opacity transform pointer-events d x y width height rx ry cx cy r data-place data-side data-choice
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
KIB = 1024


def named(pathway: Pathway) -> dict[str, list[str]]:
    """Which pictures each care item and each finding names."""
    care = {item.id: [one.file for one in item.pictures] for item in pathway.care.values()}
    return care | {finding.id: [one.file for one in finding.pictures] for finding in pathway.findings.values()}


def test_every_drawing_that_is_named_is_there_and_every_one_that_is_there_is_used(pathway: Pathway) -> None:
    used = {file for files in named(pathway).values() for file in files}
    assert {path.stem for path in DRAWINGS} == used | USED_BY_THE_PAGE


def test_nothing_is_named_twice_by_one_thing(pathway: Pathway) -> None:
    assert [id_ for id_, files in named(pathway).items() if len(set(files)) < len(files)] == []


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_holds_shapes_and_nothing_else(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert len((root.get("viewBox") or "").split()) == 4
    assert not {"width", "height"} & set(root.attrib)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "g", "path", "rect", "circle", "ellipse"}
        assert not (element.text or "").strip()
        assert set(element.attrib) <= ATTRIBUTES
        assert not [value for value in element.attrib.values() if "url" in value or "://" in value]


@pytest.mark.parametrize("path", [path for path in DRAWINGS if path.stem != "icon"], ids=lambda path: path.stem)
def test_a_drawing_takes_the_ink_of_the_page(path: Path) -> None:
    assert ElementTree.parse(path).getroot().get("stroke") == "currentColor"


def test_the_drawings_are_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in DRAWINGS}
    assert sizes.pop("body") < 6 * KIB
    assert {name: size for name, size in sizes.items() if size >= 3 * KIB} == {}
    assert sum(len(gzip.compress(path.read_bytes())) for path in DRAWINGS) < 30 * KIB


@pytest.fixture
def page(chromium: Browser, site: str, modules: str) -> Iterator[Page]:
    """A phone, with nothing on it but what a test puts there."""
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{site}/blank.html")
    yield page
    page.close()


TOUCH = """
async (address) => {
  const { drawing } = await import(`${address}/pictures.js`);
  const place = document.createElement("div");
  place.className = "picture";
  place.style.width = "320px";
  place.append(await drawing("body"));
  document.body.replaceChildren(place);
  return [...place.querySelectorAll("[data-place]")].map((region) => {
    const touch = region.querySelector("path").getBoundingClientRect();
    const mark = region.querySelector("ellipse").getBoundingClientRect();
    const hit = ({ x, y, width, height }) => document.elementFromPoint(x + width / 2, y + height / 2)?.closest("[data-place]") === region;
    return { ...region.dataset, width: touch.width, height: touch.height, middle: hit(touch), mark: hit(mark) };
  });
}
"""


def test_every_place_of_the_body_can_be_touched_on_a_small_phone(page: Page, modules: str) -> None:
    regions: list[dict[str, Any]] = page.evaluate(TOUCH, modules)
    assert {one["place"] for one in regions} == PLACES
    assert [one for one in regions if not one["middle"] or not one["mark"]] == []
    assert [one for one in regions if min(one["width"], one["height"]) < 43.5] == []


def test_what_has_two_sides_can_be_touched_on_each(page: Page, modules: str) -> None:
    regions: list[dict[str, Any]] = page.evaluate(TOUCH, modules)
    sides = {place: {one.get("side") for one in regions if one["place"] == place} for place in PLACES}
    assert {place for place, found in sides.items() if found == {"left", "right"}} == OF_ONE_SIDE
    assert all(found == {None} for place, found in sides.items() if place not in OF_ONE_SIDE)


OFFERED = """
async ([address, answers]) => {
  const { assess } = await import(`${address}/engine/assess.js`);
  const { fetchContent } = await import(`${address}/words.js`);
  const { picturesOf } = await import(`${address}/screens/howto.js`);
  const content = await (await fetchContent("en")).whole();
  const visit = { steps: [], drafts: {}, kept: answers, keptRough: {}, country: "GB", dateOfLoss: null, today: "2026-11-22" };
  const { care } = assess(content, { answers, country: "GB" });
  return Object.fromEntries(care.map((entry) => [entry.item, picturesOf({ content, visit }, entry).map((one) => one.file)]));
}
"""


def offered(page: Page, modules: str, pathway: Pathway, **answers: Any) -> dict[str, list[str]]:
    well = {finding.id: finding.clear for finding in pathway.findings.values()}
    drawn: dict[str, list[str]] = page.evaluate(OFFERED, [modules, well | {"days_since_loss": 5} | answers])
    return drawn


def test_in_the_first_week_only_the_first_moves_are_drawn(page: Page, modules: str, pathway: Pathway) -> None:
    drawn = offered(page, modules, pathway)
    assert drawn["gentle_movement"] == ["knee-rolls", "pelvic-tilt", "knee-to-chest", "sit-tall"]
    assert drawn["strengthening"] == []
    assert drawn["pillow_support"] == ["pillow-between-knees", "pillow-under-knees"]


def test_later_moves_are_drawn_from_day_14_while_bleeding_is_light(page: Page, modules: str, pathway: Pathway) -> None:
    later = {"cat-camel", "heel-slide", "bridge"}
    assert later <= set(offered(page, modules, pathway, days_since_loss=14, bleeding="light")["gentle_movement"])
    assert not later & set(offered(page, modules, pathway, days_since_loss=13, bleeding="light")["gentle_movement"])
    assert not later & set(offered(page, modules, pathway, days_since_loss=14, bleeding="period")["gentle_movement"])


def test_what_must_be_settled_first_is_not_drawn(page: Page, modules: str, pathway: Pathway) -> None:
    assert offered(page, modules, pathway, days_since_loss=1)["gentle_movement"] == []
    assert offered(page, modules, pathway, days_since_loss=30, bleeding="none")["strengthening"] != []
    assert offered(page, modules, pathway, days_since_loss=30, bleeding="none", dizzy=None)["strengthening"] == []


def test_an_emergency_draws_nothing(page: Page, modules: str, pathway: Pathway) -> None:
    drawn = offered(page, modules, pathway, saddle_numbness=True)
    assert [item for item, files in drawn.items() if files] == []
    assert any(offered(page, modules, pathway).values())
