"""What an archive accepts, in words: asked by offering it everything that exams have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydicom.uid import (
    MPEG4HP41,
    UID,
    Comprehensive3DSRStorage,
    ComprehensiveSRStorage,
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    SecondaryCaptureImageStorage,
    VideoEndoscopicImageStorage,
    VideoPhotographicImageStorage,
    VLEndoscopicImageStorage,
)

from hysteroview.export.dicom.send.commitment import COMMITMENT_CONTEXT
from hysteroview.export.dicom.send.connection import Peer, connected
from hysteroview.export.dicom.send.contexts import Acceptance, acceptances
from hysteroview.export.dicom.send.finding import FIND_CONTEXT
from hysteroview.export.dicom.send.steps import STEP_CONTEXT

_MPEG4_HP42 = UID("1.2.840.10008.1.2.4.104")  # High Profile / Level 4.2 for 2D video
_OFFERS: Final = {
    "pictures": (
        ("JPEG", VLEndoscopicImageStorage, JPEGBaseline8Bit),
        ("uncompressed", VLEndoscopicImageStorage, ExplicitVRLittleEndian),
    ),
    "endoscopic video": (
        ("up to 1080p30", VideoEndoscopicImageStorage, MPEG4HP41),
        ("up to 1080p60", VideoEndoscopicImageStorage, _MPEG4_HP42),
    ),
    "photographic video": (
        ("up to 1080p30", VideoPhotographicImageStorage, MPEG4HP41),
        ("up to 1080p60", VideoPhotographicImageStorage, _MPEG4_HP42),
    ),
    "report (PDF)": (("", EncapsulatedPDFStorage, ExplicitVRLittleEndian),),
    "AI results": (
        ("structured", ComprehensiveSRStorage, ExplicitVRLittleEndian),
        ("structured, 3D class", Comprehensive3DSRStorage, ExplicitVRLittleEndian),
        ("as pictures", SecondaryCaptureImageStorage, ExplicitVRLittleEndian),
    ),
}
_SERVICES: Final = {
    "query (C-FIND)": FIND_CONTEXT,
    "storage commitment": COMMITMENT_CONTEXT,
    "begin and end of exams (MPPS)": STEP_CONTEXT,
}
_WIDTH = 30  # characters


@dataclass(frozen=True, slots=True)
class Offers:
    """The answers of an archive, by class and transfer syntax."""

    answers: Mapping[tuple[str, str], Acceptance]

    def takes(self, sop_class: str, syntax: str) -> bool:
        """Whether the archive takes a class in a syntax."""
        return self.answers.get((f"{sop_class}", f"{syntax}")) is Acceptance.ACCEPTED

    def lines(self) -> list[str]:
        """Return what it accepts, one line each, with what to do where it does not."""
        lines = []
        for what, offers in _OFFERS.items():
            taken = [name for name, *offer in offers if self.takes(*offer)]
            refused = [name for name, *offer in offers if not self.takes(*offer)]
            words = "yes" if taken else "no"
            if taken and refused:
                words += f": {', '.join(taken)}; not {', '.join(refused)}"
            lines.append(f"{what:<{_WIDTH}} {words}")
        for what, offer in _SERVICES.items():
            lines.append(f"{what:<{_WIDTH}} {'yes' if self.takes(*offer) else 'no'}")
        return lines + self._advice()

    def _advice(self) -> list[str]:
        advice = []
        if not self._takes_any("endoscopic video"):
            if self._takes_any("photographic video"):
                advice.append(
                    "Send videos as photographic video to this archive (`video` in the settings)."
                )
            else:
                advice.append("Do not send videos to this archive (`video` in the settings).")
        if not self.takes(VLEndoscopicImageStorage, JPEGBaseline8Bit) and self._takes_any(
            "pictures"
        ):
            advice.append("Send pictures uncompressed (`uncompressed` in the settings).")
        if not self.takes(*FIND_CONTEXT) and not self.takes(*COMMITMENT_CONTEXT):
            advice.append("It cannot be checked whether this archive keeps what was sent.")
        return advice

    def _takes_any(self, what: str) -> bool:
        return any(self.takes(*offer) for _, *offer in _OFFERS[what])


def ask_offers(peer: Peer) -> Offers:
    """Ask an archive what it accepts, without sending anything.

    Raises
    ------
    ArchiveError
        It cannot be reached or refuses the connection.
    """
    objects = [(str(each[1]), str(each[2])) for offers in _OFFERS.values() for each in offers]
    with connected(peer, [*objects, *_SERVICES.values()]) as association:
        return Offers(acceptances(association))
