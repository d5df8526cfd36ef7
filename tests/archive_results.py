"""Folders of results of an archive without recordings, for tests of what shows them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import Listed

RUN = "0123456789abcdef"


def finding(
    code: str, start_s: float, *, quality: float = 0.8, peak: float = 0.9
) -> dict[str, Any]:
    """Return a proposed finding of 3 s."""
    start_ns = round(start_s * NS_PER_S)
    return {
        "key": f"ai-{start_ns}", "code": code, "ai_code": code, "start_ns": start_ns,
        "end_ns": start_ns + 3 * NS_PER_S, "best_ns": start_ns + NS_PER_S, "peak": peak,
        "support": 10.0 * peak, "state": "OPEN", "note": "", "quality": quality,
        "two_class": "PREMALIGNANT_OR_MALIGNANT" if code in ("EC", "AH") else "BENIGN",
    }  # fmt: skip


def summary(
    findings: list[dict[str, Any]], gaps: tuple[tuple[float, float, str], ...] = (),
    share: float = 0.25,
) -> dict[str, Any]:  # fmt: skip
    """Return what a ledger keeps of a recording of a minute."""
    return {
        "frames": 1500,
        "duration_s": 60.0,
        "assessment": {
            "analyzed": 1500, "not_assessed": round(1500 * share), "not_assessed_share": share,
            "not_assessed_by_cause": {cause: 100 for _, _, cause in gaps},
        },
        "findings": findings,
        "not_assessed": [
            {"start_ns": round(a * NS_PER_S), "end_ns": round(b * NS_PER_S), "cause": cause}
            for a, b, cause in gaps
        ],
        "runtimes": ["onnx-cpu-fp32"],
        "units": 1,
        "frames_again": 0,
        "damage": "",
    }  # fmt: skip


def fill_archive(out: Path, folder: Path | None = None) -> None:
    """Write a ledger with a recording in each state; the recordings need not exist."""
    place = folder or Path("/archive")
    names = ("a", "b", "black", "broken", "failed", "later")
    with closing(Ledger(out, RUN)) as ledger:
        ledger.list_files(
            [Listed(str(place / f"{name}.mp4"), 1, 1) for name in names], lambda path: path.stem
        )
        found = [finding("EC", 10.0), finding("EP", 30.0, quality=0.6, peak=0.7)]
        ledger.finish("a", summary(found, ((40.0, 48.0, "BLUR"),)))
        ledger.finish("b", summary([], share=0.1))
        ledger.finish("black", summary([], ((0.0, 60.0, "NO_PICTURE"),), share=1.0))
        ledger.set_aside("broken", "It cannot be read.")
        ledger.begin("failed", 2)
        ledger.unit_failed("failed", 0)
