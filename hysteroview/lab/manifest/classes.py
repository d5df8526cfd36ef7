"""Classes of a department's data."""

from __future__ import annotations

from hysteroview.core.labels import Label, LabelSet
from hysteroview.lab.data.phantoms import FIVE_CLASSES

NORMAL = Label("normal", "Normal endometrium", premalignant_or_malignant=False)


def classes(*, with_normal: bool) -> LabelSet:
    """Return the five classes of the publication, with "normal" behind them if wanted."""
    return LabelSet((*FIVE_CLASSES, NORMAL)) if with_normal else FIVE_CLASSES
