"""What of an exam is sent, as it is kept in the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.export.dicom.send.steps import StepEnd


class Purpose(StrEnum):
    """What a job makes."""

    OBJECTS = "objects"
    BEGIN = "begin"  # a report that the exam has begun
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of an exam is sent.

    Attributes
    ----------
    kinds
        Kinds of objects; empty for all.
    items
        Names of the records of snapshots and recordings; None for all.
    language
        Of the report: "en" or "zh".
    end
        How the exam ended, for a report of its end.
    """

    purpose: Purpose = Purpose.OBJECTS
    kinds: tuple[ObjectKind, ...] = ()
    items: tuple[str, ...] | None = None
    language: str = "en"
    end: StepEnd = StepEnd.COMPLETED

    def text(self) -> str:
        """Return it as JSON, which `read_selection` reads back."""
        return json.dumps(
            {
                "purpose": self.purpose, "kinds": list(self.kinds),
                "items": None if self.items is None else list(self.items),
                "language": self.language, "end": self.end,
            }
        )  # fmt: skip


def read_selection(text: str) -> Selection:
    """Return what `Selection.text` has written."""
    fields = json.loads(text)
    items = fields["items"]
    return Selection(
        purpose=Purpose(fields["purpose"]),
        kinds=tuple(ObjectKind(each) for each in fields["kinds"]),
        items=None if items is None else tuple(items),
        language=fields["language"],
        end=StepEnd(fields["end"]),
    )
