"""What may be chosen in the fields of a report: codes, which never change, and their words."""

from __future__ import annotations

from typing import Final, NamedTuple


class Choice(NamedTuple):
    """A code and its words in English."""

    code: str
    words: str


_OSTIUM: Final = (
    Choice("seen", "seen"),
    Choice("not_seen", "not seen"),
    Choice("closed", "seen, closed"),
    Choice("scarred", "seen, scarred"),
)

CHOICES: Final[dict[str, tuple[Choice, ...]]] = {
    "setting": (
        Choice("office", "office"),
        Choice("outpatient", "outpatient clinic"),
        Choice("operating_room", "operating room"),
    ),
    "analgesia": (
        Choice("1", "level 1: none, or oral medication without sedation"),
        Choice("2", "level 2: local anesthesia of the genital tract"),
        Choice("3a", "level 3a: conscious sedation, oral or inhaled"),
        Choice("3b", "level 3b: conscious sedation, parenteral"),
        Choice("4", "level 4: regional anesthesia"),
        Choice("5", "level 5: general anesthesia"),
    ),
    "approach": (
        Choice("vaginoscopy", "vaginoscopy"),
        Choice("speculum", "with a speculum"),
    ),
    "scope": (
        Choice("rigid_diagnostic", "rigid, diagnostic"),
        Choice("rigid_operative", "rigid, operative"),
        Choice("flexible", "flexible"),
        Choice("resectoscope", "resectoscope"),
        Choice("tissue_removal", "tissue removal system"),
    ),
    "menopause": (
        Choice("before", "before menopause"),
        Choice("around", "perimenopause"),
        Choice("after", "after menopause"),
        Choice("after_hormones", "after menopause, with hormone therapy"),
    ),
    "medium": (
        Choice("saline", "saline 0.9 %"),
        Choice("isotonic", "other isotonic solution with electrolytes"),
        Choice("hypotonic", "hypotonic solution without electrolytes (glycine, sorbitol)"),
        Choice("gas", "carbon dioxide"),
    ),
    "view": (
        Choice("complete", "complete"),
        Choice("limited", "limited"),
        Choice("failed", "not possible"),
    ),
    "canal": (
        Choice("normal", "normal"),
        Choice("narrow", "narrow"),
        Choice("polyp", "polyp"),
        Choice("adhesions", "adhesions"),
        Choice("not_seen", "not seen"),
    ),
    "shape": (
        Choice("normal", "normal"),
        Choice("septate", "septate"),
        Choice("t_shaped", "T-shaped"),
        Choice("one_horn", "unicornuate"),
        Choice("adhesions", "changed by adhesions"),
        Choice("mass", "changed by a mass"),
        Choice("not_seen", "not assessable"),
    ),
    "endometrium": (
        Choice("proliferative", "proliferative appearance"),
        Choice("secretory", "secretory appearance"),
        Choice("menstrual", "menstrual appearance"),
        Choice("thin", "thin or atrophic appearance"),
        Choice("thick", "thickened"),
        Choice("uneven", "uneven or suspicious"),
        Choice("not_seen", "not assessable"),
    ),
    "ostium_right": _OSTIUM,
    "ostium_left": _OSTIUM,
    "procedure_type": (
        Choice("diagnostic", "diagnostic hysteroscopy"),
        Choice("operative", "operative hysteroscopy"),
    ),
    "biopsy": (
        Choice("none", "none"),
        Choice("targeted", "targeted, under view"),
        Choice("blind", "blind, by curettage or suction"),
        Choice("removed", "lesion removed"),
    ),
    "complications": (
        Choice("none", "none"),
        Choice("vasovagal", "vasovagal reaction"),
        Choice("bleeding", "bleeding"),
        Choice("perforation", "perforation"),
        Choice("fluid", "fluid overload"),
        Choice("tear", "cervical tear"),
        Choice("stopped", "stopped because of pain"),
    ),
}
"""By the code of the field."""
