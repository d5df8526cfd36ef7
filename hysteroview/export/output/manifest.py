"""What an export says about itself: the exam, the head of its log, and hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from hysteroview import __version__

MANIFEST: Final = "export.json"
WARNING: Final = "Research use only. Not for diagnosis."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where exported files come from.

    Attributes
    ----------
    exam
        Id of the exam, or its code in a de-identified export; empty for files outside an exam.
    audit_count, audit_sha256
        Head of the exam's log before the export; 0 and empty outside an exam.
    sources
        SHA-256 of the originals, by name; names are left out of a de-identified export.
    exported_wall_ns
        UTC; None in a de-identified export, since it is close to the date of the exam.
    """

    exam: str = ""
    is_deidentified: bool = False
    audit_count: int = 0
    audit_sha256: str = ""
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    exported_wall_ns: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        sources: object = dict(self.sources)
        if self.is_deidentified:
            sources = sorted(self.sources.values())
        return {
            "program": f"HysteroView {__version__}",
            "warning": WARNING,
            "exam": self.exam or None,
            "deidentified": self.is_deidentified,
            "audit": {"count": self.audit_count, "sha256": self.audit_sha256}
            if self.audit_sha256
            else None,
            "made_from_sha256": sources,
            "exported_wall_ns": self.exported_wall_ns,
        }


def write_manifest(
    path: Path, lineage: Lineage, hashes: Mapping[str, str], notes: Mapping[str, Any]
) -> None:
    """Write `export.json`.

    Parameters
    ----------
    hashes
        SHA-256 of the exported files, by name.
    notes
        Further facts of this kind of export.
    """
    content = {
        "schema": "hysteroview.export.part",
        "schema_version": 1,
        **lineage.as_dict(),
        **notes,
        "files": dict(hashes),
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
