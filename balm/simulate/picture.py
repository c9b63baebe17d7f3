"""The counts as a picture: for each management, the share of each level by day. An SVG of its own, with no script and no font."""

from __future__ import annotations

from html import escape

from balm.pathway.model import LEVELS, LevelId, Pathway
from balm.simulate.count import ALERTS, Counts, Group
from balm.simulate.figures import MANAGEMENTS

WIDTH, HEIGHT = 960, 356
PANEL_WIDTH, PANEL_HEIGHT = 268, 200
LEFT, TOP, GAP = 52, 112, 32
TITLES = {"natural": "Waiting (natural)", "tablets": "Tablets", "surgical": "Operation (surgical)"}
LOOKS: dict[LevelId, tuple[str, str]] = {
    "emergency": ("#000000", ""),
    "urgent": ("#8c1d18", ""),
    "today": ("#f4b183", '<path d="M-1 7 7 -1M3 11 11 3" stroke="#000" stroke-width="1.3"/>'),
    "soon": ("#d9e6f2", '<circle cx="2" cy="2" r="1" fill="#000"/><circle cx="6" cy="6" r="1" fill="#000"/>'),
    "self_care": ("#ffffff", ""),
}
"""Each level's colour, and the marks over it that tell it apart without colour. The alerts are dark; all else is light."""


def picture(pathway: Pathway, counts: Counts, asked: str) -> str:
    """The SVG's text. `asked` says which run it shows. Levels stand on each other, the most urgent lowest, where it can be read off."""
    shown = [(name, counts.by[name]) for name in MANAGEMENTS if counts.by[name].people]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title desc" '
        'font-family="sans-serif" font-size="13">',
        '<title id="title">What Balm says in ordinary recoveries, day by day</title>',
        f'<desc id="desc">{escape(" ".join([asked, *(_said(name, group) for name, group in shown)]))}</desc>',
        "<defs>",
        *(
            f'<pattern id="{level}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{fill}"/>{marks}</pattern>'
            for level, (fill, marks) in LOOKS.items()
        ),
        "</defs>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="17" font-weight="bold">What Balm says in ordinary recoveries, day by day</text>',
        f'<text x="{LEFT}" y="47" fill="#333">{escape(asked)}</text>',
        *_legend(pathway, counts),
    ]
    for place, (name, group) in enumerate(shown):
        parts += _panel(LEFT + place * (PANEL_WIDTH + GAP), TITLES[name], group, first=place == 0)
    foot = "Days since the loss. Of 100 check-ins on a day, how many are told each level; the most urgent stands lowest."
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}" fill="#333">{foot}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _said(name: str, group: Group) -> str:
    day = _worst_day(group)
    return (
        f"{TITLES[name]}: urgent or above at {100 * group.share(*ALERTS):.1f} percent of check-ins, "
        f"most on day {day}, at {100 * group.alerts_on(day, day):.0f} percent."
    )


def _worst_day(group: Group) -> int:
    return max(group.days, key=lambda day: (group.alerts_on(day, day), -day))


def _legend(pathway: Pathway, counts: Counts) -> list[str]:
    x, parts = LEFT, list[str]()
    for level in LEVELS:
        if not counts.all.levels[level]:
            continue
        words = level.replace("_", " ")
        parts += [
            f'<rect x="{x}" y="60" width="18" height="14" fill="url(#{level})" stroke="#000"/>',
            f'<text x="{x + 24}" y="72">{words}</text>',
        ]
        x += 54 + 8 * len(words)
    return parts


def _panel(x: int, title: str, group: Group, first: bool) -> list[str]:
    days, bottom = len(group.days), TOP + PANEL_HEIGHT
    step = PANEL_WIDTH / days
    parts = [f'<text x="{x}" y="{TOP - 12}" font-weight="bold">{title}</text>']
    for share in (0, 50, 100):
        y = bottom - PANEL_HEIGHT * share / 100
        parts.append(f'<path d="M{x} {y:.0f}h{PANEL_WIDTH}" stroke="#bbb"/>')
        if first:
            parts.append(f'<text x="{x - 6}" y="{y + 4:.0f}" text-anchor="end">{share}%</text>')
    for day, said in group.days.items():
        top = float(bottom)
        for level in LEVELS:
            if said[level]:
                tall = PANEL_HEIGHT * said[level] / said.total()
                top -= tall
                size = f'x="{x + day * step:.1f}" y="{top:.1f}" width="{step:.1f}" height="{tall:.1f}"'
                parts.append(f'<rect {size} fill="url(#{level})"/>')
    parts.append(f'<rect x="{x}" y="{TOP}" width="{PANEL_WIDTH}" height="{PANEL_HEIGHT}" fill="none" stroke="#000"/>')
    weeks = range(0, days, 7)
    parts += [f'<text x="{x + (day + 0.5) * step:.1f}" y="{bottom + 17}" text-anchor="middle">{day}</text>' for day in weeks]
    worst = _worst_day(group)
    if alerts := group.alerts_on(worst, worst):
        tip, high = x + (worst + 1) * step, bottom - PANEL_HEIGHT * alerts
        parts += [
            f'<path d="M{tip:.1f} {high:.1f}L{tip + 26:.1f} {TOP + 30}" stroke="#000"/>',
            f'<text x="{tip + 28:.1f}" y="{TOP + 26}">{100 * alerts:.0f}% urgent on day {worst}</text>',
        ]
    return parts
