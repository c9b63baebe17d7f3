"""The pages that need no JavaScript: the start page, which the app then takes over, the leaflet, and the blank page to leave by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from balm.care.assess import assess
from balm.companion.html import document, h
from balm.companion.translate import languages
from balm.pathway.model import Pathway
from balm.rules.kinds import YesNo

Words = Mapping[str, str]


def start_page(
    pathway: Pathway, about: Words, words: Words, version: str, modules: Sequence[str], start: str, data: Words, policy: str
) -> str:
    """index.html: warning signs and numbers at once; the app as soon as its modules are here.

    `modules`: all that app.js needs at start. `start`: what its first screen says in the language of this page, as JSON; it stands in the
    page itself, since it would come last if a module had to ask for it. `data`: what else app.js reads here, as attributes.
    `policy`: what the page says of itself that it may do.
    """
    return _page(
        about,
        version,
        [
            h("h1", pathway.title),
            h("noscript", h("p", words["page.noscript"])),
            h("p", words["page.loading"], id="loading", data_failed=words["page.failed"], class_="quiet"),
            *_signs(pathway, words),
            h("p", h("a", words["page.leaflet"], href="leaflet.html")),
            h("h2", words["page.numbers"]),
            _numbers(pathway, words),
            *_small_print(pathway),
            h("script", start.replace("<", "\\u003c"), type="application/json", id=f"start.{about['code']}"),
        ],
        script=f"{version}/app.js",
        early=(*_early(version, modules),),
        data_worker="sw.js",
        data_blank="blank.html",
        data_languages=" ".join(languages()),
        policy=policy,
        **data,
    )


def leaflet_page(pathway: Pathway, about: Words, words: Words, version: str, policy: str) -> str:
    """leaflet.html: the leaflet that this began with, claim by claim, and what is said today."""
    claims = [
        h(
            "section",
            h("h2", words["page.leaflet_says"]),
            h("blockquote", claim.claim),
            h("p", h("strong", words[f"verdict.{claim.verdict}"]), " ", claim.verdict_text),
            h("h3", words["page.leaflet_instead"]),
            h("p", claim.instead),
        )
        for claim in pathway.claims.values()
    ]
    title = h("h1", words["page.leaflet_title"])
    back = h("p", h("a", words["page.back"], href="./"))
    return _page(about, version, [title, *_signs(pathway, words), *claims, back, *_small_print(pathway)], policy=policy)


def blank_page() -> str:
    """What stands in place of the app after a quick exit: nothing."""
    head = h("head", h("meta", charset="utf-8"), h("link", rel="icon", href="blank.svg"), h("title", " "))
    return document(h("html", head, h("body"), lang="en"))


def _page(
    about: Words, version: str, main: list[object], script: str = "", early: Sequence[Element] = (), *, policy: str, **data: str
) -> str:
    head = h(
        "head",
        h("meta", charset="utf-8"),
        h("meta", http_equiv="Content-Security-Policy", content=policy),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="referrer", content="no-referrer"),
        h("meta", name="robots", content="noindex"),
        h("title", "Balm"),
        h("link", rel="stylesheet", href=f"{version}/style.css"),
        h("link", rel="icon", href=f"{version}/pictures/icon.svg", type="image/svg+xml"),
        h("link", rel="manifest", href="manifest.webmanifest"),
        early,
        h("script", type="module", src=script) if script else None,
    )
    return document(h("html", head, h("body", h("main", *main, id="main")), lang=about["code"], dir=about["direction"], **data))


def _early(version: str, modules: Sequence[str]) -> list[Element]:
    """Every module begins to come at once: found one through the other, each would cost a way there and back. Words of another language
    than this page's are asked for first."""
    links = [h("link", rel="modulepreload", href=f"{version}/{name}") for name in modules]
    return [h("script", type="module", async_=True, src=f"{version}/words.js"), *links]


def _signs(pathway: Pathway, words: Words) -> list[Element]:
    found: dict[str, list[Element]] = {"emergency": [], "urgent": []}
    for finding in pathway.findings.values():
        if isinstance(finding.kind, YesNo):
            level = assess(pathway, {"answers": {finding.id: not finding.clear}, "assume_clear": True})["urgency"]
            if level in found:
                found[level].append(h("li", finding.label))
    return [
        h("section", h("h2", words[f"page.{level}"]), h("ul", *signs), class_="warning" if level == "emergency" else None)
        for level, signs in found.items()
    ]


def _numbers(pathway: Pathway, words: Words) -> Element:
    kinds = {"emergency": "emergency_number", "health_line": "health_number", "crisis": "talk_number"}
    head = h("tr", h("th", words["page.country"], scope="col"), *(h("th", words[f"page.{name}"], scope="col") for name in kinds.values()))
    rows = []
    for country in pathway.countries.values():
        cells = []
        for kind in kinds:
            line = next((one for one in country.lines if one.kind == kind and one.confidence != "low" and one.number), None)
            cells.append(h("td", h("a", line.number, href=f"tel:{_digits(line.number)}") if line else None))
        rows.append(h("tr", h("th", country.name, scope="row"), *cells))
    return h(
        "div",
        h("table", h("thead", head), h("tbody", *rows)),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=words["page.numbers"],
    )


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter in "+*#" or letter.isdigit())


def _small_print(pathway: Pathway) -> list[Element]:
    names = ([] if pathway.reviewed else ["reviewed"]) + ["young", "records", "report"]
    return [h("p", pathway.words[f"small_print.{name}"], class_="quiet") for name in names]
