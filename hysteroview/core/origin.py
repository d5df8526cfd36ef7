"""Origin of results: model and runtime, common to all results of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.foreign.fields import conform
from hysteroview.core.gate import Cause, GateAction, GateExceptions
from hysteroview.core.labels import Label, LabelSet

SCHEMA = "hysteroview.result"
SCHEMA_VERSION = 2  # of the origin and of all results that refer to it; version 1 had no origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Model and runtime of a result; one value for all results of a run, until the runtime changes.

    Attributes
    ----------
    model, model_sha256
        Name of the model, and hash of its card, which contains the hashes of its files.
    is_phantom_trained
        Whether the model was trained on synthetic pictures only.
    labels
        Classes of the model; probabilities are in their order.
    is_calibrated
        Whether the probabilities are calibrated, so that they can be read as frequencies.
    runtime
        Runtime, device and precision; empty before the first result.
    gate
        What the quality gate did not stop, because the operator set it to warn only or off.
    """

    model: str
    model_sha256: str
    is_phantom_trained: bool
    labels: LabelSet
    is_calibrated: bool
    runtime: str = ""
    gate: GateExceptions = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; without `gate` if it is as usual."""
        own = asdict(self) | {"labels": [asdict(label) for label in self.labels]}
        del own["gate"]
        if self.gate:
            own["gate"] = {cause.name: action.value for cause, action in self.gate}
        return {"schema": SCHEMA, "schema_version": SCHEMA_VERSION, **own}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Origin:
        """Read the output of `as_dict`.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid, or was written by a newer program.
        """
        values = dict(fields)
        if values.pop("schema") != SCHEMA or values.pop("schema_version") > SCHEMA_VERSION:
            raise ValueError("not an origin of results that this program can read")
        labels = LabelSet(conform(tuple[Label, ...], values.pop("labels")))
        gate = tuple(
            (Cause.from_name(name), GateAction(action))
            for name, action in conform(dict[str, str], values.pop("gate", {})).items()
        )
        names = ("is_phantom_trained", "is_calibrated")
        plain = {
            name: conform(bool if name in names else str, value) for name, value in values.items()
        }
        return cls(**plain, labels=labels, gate=gate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Origin of the pictures and results of a session, at the head of every file of an exam.

    Attributes
    ----------
    source
        Name of the source, never a full path.
    source_is_phantom
        Whether its frames are synthetic.
    warning
        Warning of the model card, which must be shown with every picture.
    origin
        Origin of the results.
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
