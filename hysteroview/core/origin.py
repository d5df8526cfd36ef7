"""Where results come from: what all results of a run have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.labels import Label, LabelSet

SCHEMA = "hysteroview.result"
SCHEMA_VERSION = 2  # of the origin and of all results that refer to it; 1 had no origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What made a result: one value for all results of a run, until the runtime changes.

    Attributes
    ----------
    model, model_sha256
        Name of the model, and hash of its card, which holds the hashes of its files.
    is_phantom_trained
        Whether the model has seen synthetic pictures only.
    labels
        The classes of the model: results hold probabilities in their order.
    is_calibrated
        Whether the probabilities can be read as frequencies.
    runtime
        What computed, on which device, at which precision; empty if nothing has yet.
    """

    model: str
    model_sha256: str
    is_phantom_trained: bool
    labels: LabelSet
    is_calibrated: bool
    runtime: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        own = asdict(self) | {"labels": [asdict(label) for label in self.labels]}
        return {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, **own}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Origin:
        """Read what `as_dict` returned.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is something else, or of a newer program.
        """
        values = dict(fields)
        if values.pop("schema") != SCHEMA or values.pop("schema_version") > SCHEMA_VERSION:
            raise ValueError("not an origin of results that this program can read")
        labels = LabelSet(tuple(Label(**label) for label in values["labels"]))
        return cls(**values | {"labels": labels})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a session's pictures and results come from: the head of every file of an exam.

    Attributes
    ----------
    source
        Name of the source, never a whole path.
    source_is_phantom
        Whether its pictures are synthetic.
    warning
        What must stand beside every picture: the warning of the model's card.
    origin
        Of the results.
    """

    source: str
    source_is_phantom: bool
    warning: str
    origin: Origin

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "source": self.source,
            "source_is_phantom": self.source_is_phantom,
            "warning": self.warning,
            "origin": self.origin.as_dict(),
        }
