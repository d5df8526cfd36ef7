"""From the labels of an annotation tool to the classes of a department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import LabelSet

IGNORE = "ignore"  # in place of a class: what has this label is no lesion


@dataclass(frozen=True, slots=True)
class LabelNames:
    """What the labels of a tool mean.

    Attributes
    ----------
    by_name
        Code of a class, or `IGNORE`, for each label in lowercase without surrounding spaces.
    """

    by_name: Mapping[str, str]

    def code(self, name: str) -> str:
        """Return the code of a label; KeyError if it means nothing."""
        return self.by_name[_folded(name)]

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return labels that mean nothing, sorted."""
        return sorted({name for name in names if _folded(name) not in self.by_name})


def label_names(labels: LabelSet, mapping: Iterable[str]) -> LabelNames:
    """Return the meaning of labels: codes and names of classes, and what an option says.

    Parameters
    ----------
    mapping
        Each as "polyp=EP", or "instrument=ignore".

    Raises
    ------
    HysteroViewError
        One is not of this form, or names no class.
    """
    codes = {each.code.casefold(): each.code for each in labels} | {IGNORE: IGNORE}
    known = {each.name.casefold(): each.code for each in labels}
    known |= {name: code for name, code in codes.items() if code != IGNORE}
    for text in mapping:
        name, separator, code = text.rpartition("=")
        if not separator or not name.strip() or code.strip().casefold() not in codes:
            listed = ", ".join((*labels.codes, IGNORE))
            raise HysteroViewError(
                f"“{text}” does not say what a label means.",
                remedy=f"Write it as polyp=EP; the classes are {listed}.",
            )
        known[_folded(name)] = codes[code.strip().casefold()]
    return LabelNames(known)


def refuse_unknown(names: LabelNames, used: Iterable[str]) -> None:
    """Refuse annotations whose labels mean nothing; all of them are listed at once."""
    unknown = names.unknown(used)
    if unknown:
        listed = ", ".join(f"“{name}”" for name in unknown[:20])
        raise HysteroViewError(
            f"These labels are no classes: {listed}.",
            remedy=f"Say what they mean, such as --label '{unknown[0]}=EP' or "
            f"--label '{unknown[0]}={IGNORE}'.",
        )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
