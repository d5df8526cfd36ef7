"""What an archive accepts: the results of presentation contexts (PS3.8, 9.3.3.2), in words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from pydicom.uid import UID
from pynetdicom.association import Association

from hysteroview.export.dicom.send.objects import ObjectKind, kind_of


class Acceptance(Enum):
    """Answer to the offer of one class in one transfer syntax."""

    ACCEPTED = 0
    REFUSED = 1
    NO_REASON = 2
    NO_CLASS = 3
    NO_SYNTAX = 4
    NO_ANSWER = -1


def acceptances(association: Association) -> dict[tuple[str, str], Acceptance]:
    """Return the answers to all offers of a connection, by class and transfer syntax."""
    answers = {}
    for each in association.requestor.requested_contexts:
        answers[_key(each.abstract_syntax, each.transfer_syntax)] = Acceptance.NO_ANSWER
    for each in association.rejected_contexts:
        key = _key(each.abstract_syntax, each.transfer_syntax)
        known = {item.value for item in Acceptance}
        result = each.result if each.result in known else Acceptance.NO_REASON.value
        answers[key] = Acceptance(result)
    for each in association.accepted_contexts:
        answers[_key(each.abstract_syntax, each.transfer_syntax)] = Acceptance.ACCEPTED
    return answers


def _key(sop_class: object, syntaxes: Iterable[object]) -> tuple[str, str]:
    return f"{sop_class}", f"{next(iter(syntaxes), '')}"


def refusal_words(sop_class: str, syntax: str, *, has_class: bool) -> tuple[str, str]:
    """Return what it means that an archive does not take an object, and what to do.

    Parameters
    ----------
    has_class
        Whether the archive takes the class in another syntax.
    """
    kind = kind_of(sop_class)
    if kind is ObjectKind.VIDEO:
        return (
            "This archive takes no video of this kind. Pictures and report are sent.",
            "In the settings of the archive, send videos as photographic video or not at all.",
        )
    if kind is ObjectKind.PICTURE and not UID(syntax).is_compressed:
        return (
            "This archive takes no endoscopic pictures.",
            "Ask for the class to be switched on.",
        )
    if kind is ObjectKind.PICTURE:
        return (
            "This archive takes no pictures in this compression.",
            "Switch on “Pictures uncompressed” for it in the settings.",
        )
    if kind is ObjectKind.REPORT:
        return ("This archive takes no reports as PDF.", "Ask for the class to be switched on.")
    if kind is ObjectKind.RESULT:
        return ("This archive takes no AI results.", "Ask for the class to be switched on.")
    what = "class" if not has_class else "transfer syntax"
    return (f"This archive does not take the {what} of this object.", "Ask who runs it.")
