"""The flow of participants as a diagram: from the recordings to the sides of the split."""

from __future__ import annotations

from html import escape

import numpy as np

from hysteroview.lab.report.blocks import Picture
from hysteroview.lab.report.facts import PARTS, sides_of
from hysteroview.lab.runs.networks import TrainedRun

_WIDTH, _LINE, _PAD = 640, 14, 8
_GAP = 26


def flow_picture(run: TrainedRun) -> Picture:
    """Return a diagram with patients, files, pictures, what was left out, and the sides.

    With several folds, the sides are those of the first one.
    """
    index = run.index
    patients = np.array(index.patients)
    out = sum(index.left_out.values())
    files = len({each.source_sha256 for each in index.pictures})
    top = [f"{len(set(index.patients))} patients, {files} files", f"{len(index) + out} pictures"]
    reasons = [f"{reason}: {count}" for reason, count in sorted(index.left_out.items())]
    left = [f"left out: {out}", *reasons]
    middle = ["index", f"{len(index)} pictures of {len(set(index.patients))} patients"]
    folds = sides_of(run)
    name, sides = next(iter(folds.items()))
    parts = [
        [part, f"{len(sides[part])} pictures", f"{len(set(patients[sides[part]]))} patients"]
        for part in PARTS
    ]
    caption = "Participant flow" + (f"; {name} of {len(folds)} folds" if len(folds) > 1 else "")
    return Picture(_drawn(top, left, middle, parts), caption, 0.8)


def _drawn(top: list[str], left: list[str], middle: list[str], parts: list[list[str]]) -> bytes:
    center, y = _WIDTH * 0.36, 4.0
    shapes, end = _box(top, center, y, 220)
    side_top = end + _GAP / 2
    side, side_end = _box(left, _WIDTH * 0.8, side_top, 230)
    branch = side_top + _height(left) / 2
    middle_top = max(side_end, end + _GAP) + _GAP / 2
    shapes += side + _arrow(center, end, center, middle_top)
    shapes += _arrow(center, branch, _WIDTH * 0.8 - 115, branch)
    boxes, end = _box(middle, center, middle_top, 220)
    shapes += boxes
    bottom = end
    for part, place in zip(parts, (0.12, 0.36, 0.60), strict=True):
        boxes, bottom = _box(part, _WIDTH * place, end + _GAP, 150)
        shapes += boxes + _arrow(center, end, _WIDTH * place, end + _GAP)
    height = bottom + 4
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
        f'width="{_WIDTH}" height="{height:.0f}" font-family="Noto Sans, sans-serif" '
        'font-size="11"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="6" markerHeight="6" orient="auto"><path d="M0,0 L8,4 L0,8 z" '
        'fill="#444444"/></marker></defs>'
    )
    return (head + "".join(shapes) + "</svg>").encode()


def _height(lines: list[str]) -> float:
    return len(lines) * _LINE + 2 * _PAD


def _box(lines: list[str], x: float, y: float, width: float) -> tuple[list[str], float]:
    """Return a box whose middle is x, with its lines, and where it ends."""
    height = _height(lines)
    place = f'x="{x - width / 2:.1f}" y="{y:.1f}" width="{width}" height="{height:.1f}"'
    shapes = [f'<rect {place} rx="4" fill="#f4f6f9" stroke="#444444"/>']
    for number, line in enumerate(lines):
        weight = ' font-weight="bold"' if number == 0 else ""
        baseline = y + _PAD + (number + 0.75) * _LINE
        shapes.append(
            f'<text x="{x:.1f}" y="{baseline:.1f}" text-anchor="middle"{weight}>'
            f"{escape(line)}</text>"
        )
    return shapes, y + height


def _arrow(x: float, y: float, to_x: float, to_y: float) -> list[str]:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return [f'<line {ends} stroke="#444444" marker-end="url(#tip)"/>']
