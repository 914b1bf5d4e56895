"""Growth drawn as an SVG by hand: what adding a call costs, by the number of moments stored, on log-log axes."""

from collections.abc import Mapping, Sequence
from math import log10
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 720, 380, 70, 50, 30, 190
# Readable on light and on dark ground.
_INK = "#808080"
_LINES = ("#2a7de1", "#d9822b", "#3aa55d", "#b45fd1")
_PARTS = {"assign_ms_median": "finding its themes", "rollup_ms_median": "keeping the counts"}


def draw(figures: Mapping[str, Any], path: Path) -> None:
    """Draw the medians of adding a call on each database into an SVG file."""
    lines = {
        f"{what} ({kind})": [(each["moments"], each["adding_a_call"][name]) for each in figures[kind]]
        for kind in ("sqlite", "postgresql")
        if kind in figures
        for name, what in _PARTS.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_svg(lines, title="Milliseconds for one more call, by the moments stored"))


def _svg(lines: Mapping[str, Sequence[tuple[float, float]]], *, title: str) -> str:
    points = [point for line in lines.values() for point in line]
    x0, x1 = (log10(f(x for x, _ in points)) for f in (min, max))
    y1 = log10(max(max(y for _, y in points), 100))
    y0 = min(0.0, *(log10(y) for _, y in points))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - x0) / ((x1 - x0) or 1)
        up = (log10(y) - y0) / (y1 - y0)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _BOTTOM - _TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        f' font-size="12" fill="{_INK}" role="img" aria-label="{escape(title)}">',
        f'<text x="{_LEFT}" y="18" font-size="14">{escape(title)}</text>',
    ]
    for y in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if y0 <= log10(y) <= y1:
            left, height = at(10**x0, y)
            parts.append(f'<path d="M{left:.0f} {height:.1f}H{_WIDTH - _RIGHT}" stroke="{_INK}" stroke-opacity=".25"/>')
            parts.append(f'<text x="{left - 8:.0f}" y="{height + 4:.1f}" text-anchor="end">{y} ms</text>')
    for x in sorted({x for x, _ in points}):
        across, _ = at(x, 10**y0)
        parts.append(f'<text x="{across:.1f}" y="{_HEIGHT - 28}" text-anchor="middle">{x:,.0f}</text>')
    parts.append(f'<text x="{_LEFT}" y="{_HEIGHT - 8}">moments stored</text>')
    for (name, line), color in zip(lines.items(), _LINES, strict=False):
        places = [at(x, y) for x, y in line]
        drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'<path d="M{drawn}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in places]
        number = list(lines).index(name)
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 12}" y="{_TOP + 20 * number + 14}" fill="{color}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
