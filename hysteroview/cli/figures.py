"""Output of benchmark figures: printed as a table, written as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np

from hysteroview import __version__
from hysteroview.core.files import atomic_file

JSON_OPTION = click.option(
    "--json",
    "json_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the figures to this JSON file.",
)


def percentiles(name: str, values_ms: Sequence[float], *wanted: int) -> dict[str, float]:
    """Return ``{name.p50: …}`` of values; NaN where there are none."""
    values = np.asarray(values_ms, np.float64)
    return {
        f"{name}.p{rank}": float(np.percentile(values, rank)) if len(values) else float("nan")
        for rank in wanted
    }


def machine() -> str:
    """Describe the machine of a measurement."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    marks = sum(unicodedata.combining(each) > 0 for each in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(each) in "WF" for each in text)


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; the first column and those without a title are left-aligned, others right."""
    table = [list(header), *[list(row) for row in rows]]
    widths = [max(_columns(row[k]) for row in table) for k in range(len(header))]
    for row in table:
        cells = []
        for k, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _columns(cell))
            cells.append(cell + space if k == 0 or not header[k] else space + cell)
        click.echo("  ".join(cells).rstrip())


def report(figures: Mapping[str, float], goals: Mapping[str, str], json_path: Path | None) -> None:
    """Print figures with their goals, and write them if requested."""
    rows = [(name, _number(value), goals.get(name, "")) for name, value in figures.items()]
    print_table(("figure", "value", "goal"), rows)
    write_json(figures, json_path)


def write_json(figures: Mapping[str, float], json_path: Path | None) -> None:
    """Print the machine, and write the figures if requested."""
    click.echo(f"\n{machine()}")
    if json_path is None:
        return
    content = {
        "program": f"HysteroView {__version__}",
        "machine": machine(),
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "figures": {
            name: value if math.isfinite(value) else None for name, value in figures.items()
        },
    }
    with atomic_file(json_path) as temporary:
        temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    click.echo(f"written       {json_path}")


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
