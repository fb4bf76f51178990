"""Charts as inline SVG: small functions, no script, colours by class so that a page decides about light and dark.

Lengths are in units of the view box; a page may scale a chart to any width. Shares lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LEFT, _RIGHT, _ROW = 760.0, 230.0, 130.0, 34.0
_PLOT = _WIDTH - _LEFT - _RIGHT
_DOT = 5.0


@dataclass(frozen=True, slots=True)
class Point:
    """A share with its interval, and the class it is drawn in."""

    share: float
    low: float
    high: float
    style: str = "one"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart of intervals: a label, its points, what stands behind them, and the aim, if any."""

    label: str
    points: Sequence[Point]
    text: str
    aim: float | None = None


def percent(share: float, digits: int = 1) -> str:
    """A share as Dutch writes it: 98,3%."""
    return f"{100 * share:.{digits}f}".replace(".", ",") + "%"


def intervals(title: str, lines: Sequence[Line], most: float = 1.0) -> str:
    """A dot with its interval for each point, on a scale from 0 to `most`; a tick at each aim."""
    height = _ROW * len(lines) + 30
    inside = [_scale(height, most)]
    for number, line in enumerate(lines):
        inside += _line(line, _ROW * number, most)
    return _svg(title, _WIDTH, height, inside)


def _scale(height: float, most: float) -> str:
    marks = []
    for step in range(5):
        place = _LEFT + _PLOT * step / 4
        marks.append(f'<path class="grid" d="M{place:.1f} 0V{height - 22:.1f}"/>')
        words = percent(most * step / 4, 0 if most > 0.2 else 1)  # noqa: PLR2004 - below, whole numbers would repeat
        marks.append(_text(place, height - 6, words, "axis", "middle"))
    return "".join(marks)


def _line(line: Line, top: float, most: float) -> list[str]:
    middle = top + _ROW / 2
    drawn = [_text(_LEFT - 12, middle + 4, line.label, "label", "end")]
    if line.aim is not None:
        place = _LEFT + _PLOT * min(1.0, line.aim / most)
        drawn.append(f'<path class="aim" d="M{place:.1f} {top + 5:.1f}V{top + _ROW - 5:.1f}"/>')
    gap = _ROW * 0.62 / len(line.points)
    for number, point in enumerate(line.points):
        drawn.append(_interval(point, middle + gap * (number - (len(line.points) - 1) / 2), most))
    return [*drawn, _text(_WIDTH - _RIGHT + 12, middle + 4, line.text, "value")]


def _interval(point: Point, y: float, most: float) -> str:
    low, high, share = (_LEFT + _PLOT * min(1.0, value / most) for value in (point.low, point.high, point.share))
    return (
        f'<g class="{escape(point.style)}"><path class="range" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
        f'<circle class="dot" cx="{share:.1f}" cy="{y:.1f}" r="{_DOT}"/></g>'
    )


def bars(title: str, lines: Sequence[Line]) -> str:
    """A bar for the first point of each line, and a mark for each other point."""
    height = _ROW * len(lines) + 30
    inside = [_scale(height, 1.0)]
    for number, line in enumerate(lines):
        middle = _ROW * number + _ROW / 2
        bar, *marks = line.points
        inside.append(_text(_LEFT - 12, middle + 4, line.label, "label", "end"))
        inside.append(_bar(bar, middle))
        if line.aim is not None:
            inside.append(f'<path class="aim" d="M{_LEFT + _PLOT * line.aim:.1f} {middle - 12:.1f}v24"/>')
        inside += [_mark(mark, middle) for mark in marks]
        inside.append(_text(_WIDTH - _RIGHT + 12, middle + 4, line.text, "value"))
    return _svg(title, _WIDTH, height, inside)


def _bar(point: Point, middle: float) -> str:
    return (
        f'<rect class="bar {escape(point.style)}" x="{_LEFT}" y="{middle - 7:.1f}" '
        f'width="{_PLOT * point.share:.1f}" height="14" rx="2"/>'
    )


def _mark(point: Point, middle: float) -> str:
    x = _LEFT + _PLOT * point.share
    return (
        f'<path class="mark {escape(point.style)}" d="M{x:.1f} {middle - 5:.1f}l5 5l-5 5l-5 -5z"/>'
        if point.style == "precision"
        else f'<circle class="mark {escape(point.style)}" cx="{x:.1f}" cy="{middle:.1f}" r="4.5"/>'
    )


def reliability(title: str, points: Sequence[tuple[float, Point, str]]) -> str:
    """Told chance against what was true (on the diagonal they are equal); points are (told, true, a word about it)."""
    side, left, bottom = 320.0, 56.0, 44.0
    inside = [_squared(side, left)]
    for told, point, words in points:
        x, (low, high, y) = left + side * told, (side * (1 - one) + 10 for one in (point.low, point.high, point.share))
        inside.append(
            f'<g class="one"><path class="range" d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}"><title>{escape(words)}</title></circle></g>'
        )
    inside.append(_text(left + side / 2, side + bottom, "score van de lezer", "axis", "middle"))
    inside.append(f'<g transform="rotate(-90)">{_text(-side / 2 - 10, 14, "werkelijk dreiging", "axis", "middle")}</g>')
    return _svg(title, side + left + 20, side + bottom + 10, inside, "square")


def _squared(side: float, left: float) -> str:
    marks = []
    for step in range(5):
        x, y = left + side * step / 4, side * (1 - step / 4) + 10
        marks.append(f'<path class="grid" d="M{x:.1f} 10V{side + 10:.1f}M{left:.1f} {y:.1f}h{side:.1f}"/>')
        marks.append(_text(x, side + 26, percent(step / 4, 0), "axis", "middle"))
        marks.append(_text(left - 6, y + 4, percent(step / 4, 0), "axis", "end"))
    return "".join(marks) + f'<path class="diagonal" d="M{left:.1f} {side + 10:.1f}L{left + side:.1f} 10"/>'


def spread(title: str, rows: Sequence[tuple[str, Sequence[int], str]]) -> str:
    """How many messages got which score: a row of columns for each (label, counts, style), each on its own scale."""
    tall, left, wide = 64.0, 150.0, 420.0
    inside = []
    for number, (label, counts, style) in enumerate(rows):
        floor = (tall + 14) * (number + 1)
        inside.append(_text(left - 12, floor - tall / 2, label, "label", "end"))
        inside.append(f'<path class="grid" d="M{left:.1f} {floor:.1f}h{wide:.1f}"/>')
        inside += _columns(counts, left, floor, wide, tall, style)
    bottom = (tall + 14) * len(rows) + 18
    inside += [_text(left + wide * step / 4, bottom, percent(step / 4, 0), "axis", "middle") for step in range(5)]
    return _svg(title, left + wide + 30, bottom + 8, inside, "square")


def _columns(counts: Sequence[int], left: float, floor: float, wide: float, tall: float, style: str) -> list[str]:
    step, most = wide / max(1, len(counts)), max([1, *counts])
    return [
        f'<rect class="bar {escape(style)}" x="{left + step * place + 1:.1f}" y="{floor - tall * count / most:.1f}" '
        f'width="{step - 2:.1f}" height="{tall * count / most:.1f}"><title>{count}</title></rect>'
        for place, count in enumerate(counts)
        if count
    ]


def _text(x: float, y: float, words: str, style: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, width: float, height: float, inside: Sequence[str], style: str = "wide") -> str:
    return (
        f'<svg class="{style}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(inside)}</svg>"
    )
