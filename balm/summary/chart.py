"""The picture of her days as an SVG for paper: pain as two marks a day, bleeding as bars below, what bleeding is usual behind them."""

from __future__ import annotations

from balm.summary.days import Chart

_WIDTH, _LEFT, _TOP, _HIGH, _BARS = 340, 22, 14, 110, 36
_MARKS = (14, 28)
"""Days after the loss by which pain that does not ease is looked at: rule S1 and the diary's definitions speak of them."""
_STEPS = ("none", "spotting", "light", "period", "heavier_than_period")
_STYLE = """
text { font-size: 9px; fill: #333 }
.grid { stroke: #bbb; stroke-width: .5 } .mark { stroke: #555; stroke-dasharray: 3 2 }
.line { stroke: #22566b; stroke-width: 1.2 } .worst { fill: #22566b } .now { fill: #fff; stroke: #22566b; stroke-width: 1.2 }
.bleeding { fill: #9c2f38 } .usual { fill: #f3d9cf } .missing { fill: none; stroke: #999; stroke-width: .6 }
"""


def svg(chart: Chart, font: str = '"Libertinus Serif", serif') -> str:
    """The picture as a whole SVG document. What it shows in words is `chart["text"]`. `font`: the families of its letters, as CSS names
    them; without it those of the printed page."""
    days = chart["days"]
    step = min(28.0, (_WIDTH - _LEFT - 4) / len(days))
    foot = _TOP + _HIGH + 20 + _BARS

    def x(n: float) -> float:
        return _LEFT + step * (n + 0.5)

    def y(pain: float) -> float:
        return _TOP + _HIGH * (1 - pain / 10)

    drawn = []
    for pain in (0, 5, 10):
        drawn.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y(pain):g}" y2="{y(pain):g}"/>')
        drawn.append(f'<text x="{_LEFT - 5}" y="{y(pain) + 3:g}" text-anchor="end">{pain}</text>')
    for n, (day, usual) in enumerate(zip(days, chart["usual"], strict=True)):
        if usual is not None:
            drawn.append(_bar("usual", x(n), step, usual, foot))
        if not day["recorded"]:
            left, right = x(n) - step / 2 + 1, x(n) + step / 2 - 1
            stripes = (f"M{left:.1f} {at:g}L{right:.1f} {at - 8:g}" for at in range(_TOP + 8, _TOP + _HIGH + 1, 6))
            drawn.append(f'<path class="missing" d="{"".join(stripes)}"/>')
        if day["days_since_loss"] in _MARKS:
            drawn.append(f'<line class="mark" x1="{x(n):.1f}" x2="{x(n):.1f}" y1="{_TOP}" y2="{_TOP + _HIGH}"/>')
            drawn.append(f'<text x="{x(n):.1f}" y="{_TOP - 3}" text-anchor="middle">+{day["days_since_loss"]}</text>')
        before = days[n - 1]["pain_worst"] if n else None
        if day["pain_worst"] is not None and before is not None:
            drawn.append(f'<line class="line" x1="{x(n - 1):.1f}" y1="{y(before):g}" x2="{x(n):.1f}" y2="{y(day["pain_worst"]):g}"/>')
        if day["bleeding"] is not None:
            drawn.append(_bar("bleeding", x(n), step / 2, day["bleeding"], foot))
        if n % max(1, round(26 / step)) == 0:
            drawn.append(f'<text x="{x(n):.1f}" y="{_TOP + _HIGH + 12}" text-anchor="middle">{day["day"][8:]}</text>')
    for n, day in enumerate(days):
        if day["pain_worst"] is not None:
            drawn.append(f'<circle class="worst" cx="{x(n):.1f}" cy="{y(day["pain_worst"]):g}" r="{min(3.5, step / 2.5):.1f}"/>')
        if day["pain_now"] is not None and day["pain_now"] != day["pain_worst"]:
            drawn.append(f'<circle class="now" cx="{x(n):.1f}" cy="{y(day["pain_now"]):g}" r="{min(2.8, step / 3):.1f}"/>')
    style = f"text {{ font-family: {font} }}{_STYLE}"
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH + 4} {foot + 4}"><style>{style}</style>'
    return "\n".join([start, *drawn, "</svg>"])


def _bar(name: str, middle: float, wide: float, bleeding: str, foot: float) -> str:
    high = max(1.5, _BARS * _STEPS.index(bleeding) / (len(_STEPS) - 1))
    return f'<rect class="{name}" x="{middle - wide / 2:.1f}" y="{foot - high:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'
