"""The one table of codes that DICOM objects of this program use; no other module writes a code.

SCT is SNOMED CT and DCM the terminology of DICOM (PS3.16, annex D); `99HYSTEROVIEW` is this
program's own scheme, for what neither of them has (PS3.3, 8.2).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from pydicom.dataset import Dataset

from hysteroview.core.states import AssessmentState, Reason
from hysteroview.core.wording import state_words

OWN_SCHEME: Final = "99HYSTEROVIEW"
OWN_SCHEME_NAME: Final = "HysteroView"


class Code(NamedTuple):
    """A coded concept (PS3.3, 8.1)."""

    value: str
    scheme: str
    meaning: str

    def item(self) -> Dataset:
        """Return it as the item of a code sequence."""
        made = Dataset()
        made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = self
        return made


UTERUS: Final = Code("35039007", "SCT", "Uterus")
CERVIX: Final = Code("71252005", "SCT", "Cervix")
HYSTEROSCOPY: Final = Code("233545006", "SCT", "Hysteroscopy")
CERTAINTY_OF_FINDING: Final = Code("111012", "DCM", "Certainty of Finding")
SOURCE_IMAGE: Final = Code("121322", "DCM", "Source image for image processing operation")
COMMENT: Final = Code("121106", "DCM", "Comment")
REPORT_TITLE: Final = Code("126000", "DCM", "Imaging Measurement Report")
PERCENT: Final = Code("%", "UCUM", "Percent")

STATE: Final = Code("STATE", OWN_SCHEME, "State of the AI assessment")
REASON: Final = Code("REASON", OWN_SCHEME, "Reason why there is no result")
NOTE: Final = Code("NOTE", OWN_SCHEME, "Remark")
AI_HIDDEN: Final = Code("AI_HIDDEN", OWN_SCHEME, "The AI was hidden from the operator")
NOT_LIVE: Final = Code("NOT_LIVE", OWN_SCHEME, "The picture was not live")
NO_CLEAR_CLASS: Final = Code("NO_CLEAR_CLASS", OWN_SCHEME, "No clear class")
NOT_ANALYZED: Final = Code("NOT_ANALYZED", OWN_SCHEME, "Not analyzed by the AI")
GRAVE_PROBABILITY: Final = Code(
    "P_GRAVE", OWN_SCHEME, "Probability of a premalignant or malignant class"
)

STANDARD: Final = (
    UTERUS, CERVIX, HYSTEROSCOPY,
    CERTAINTY_OF_FINDING, SOURCE_IMAGE, COMMENT, REPORT_TITLE,
    PERCENT,
)  # fmt: skip


def _titles() -> dict[AssessmentState, str]:
    """Name each state so that none can be read as a result."""
    titles = {each: state_words(each).no_result for each in AssessmentState}
    titles[AssessmentState.ACTIVE] = "Assessed"
    titles[AssessmentState.NOT_ASSESSABLE] = "Not assessed: picture not assessable"
    titles[AssessmentState.ABSTAINED] = "No result: outside what the model knows"
    titles[AssessmentState.STALE] = "No current result: the last one is too old"
    return titles


STATES: Final = {state: Code(state.value, OWN_SCHEME, title) for state, title in _titles().items()}
REASONS: Final = {reason: Code(reason.name[:16], OWN_SCHEME, reason.value) for reason in Reason}


def class_code(code: str, name: str) -> Code:
    """Return a class of the model, by its code and name in the model's card.

    A code has at most 16 characters, a meaning 64 bytes (PS3.5, table 6.2-1).
    """
    return Code(f"C_{code}"[:16], OWN_SCHEME, _short(name or code))


def probability_code(code: str, name: str) -> Code:
    """Return "probability of this class", as the name of a measurement."""
    return Code(f"P_{code}"[:16], OWN_SCHEME, _short(f"Probability of {name or code}"))


def _short(text: str) -> str:
    return text.encode()[:64].decode(errors="ignore").rstrip()
