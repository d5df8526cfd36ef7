"""Archives (PACS) that exams are sent to, each with a name chosen by the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from hysteroview.settings.entry import Section, entries_of, setting, setting_or_none
from hysteroview.settings.kinds import Choice, Count, Folder, Switch, Text

LONGEST_NAME = 40  # characters


class VideoRule(StrEnum):
    """How videos are sent to an archive."""

    ENDOSCOPIC = "endoscopic"
    PHOTOGRAPHIC = "photographic"
    NONE = "none"


class FetchRule(StrEnum):
    """How earlier exams are fetched from an archive."""

    GET = "get"
    MOVE = "move"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class ArchiveSettings(Section):
    """One archive: address, and what is sent to it."""

    title: ClassVar[str] = "Archive"

    host: str = setting(
        Text(253),
        default="",
        label="Address",
        help_text="Sets the name or IP address of the archive's computer.",
    )
    port: int = setting(
        Count(1, 65535),
        default=104,
        label="Port",
        help_text="Sets the port on which the archive answers.",
    )
    called_title: str = setting(
        Text(16, is_title=True),
        default="ANY-SCP",
        label="AE title of the archive",
        help_text="Sets the name of the archive in DICOM.",
    )
    is_automatic: bool = setting(
        Switch(),
        default=False,
        label="Send each exam at its end",
        help_text="Sends the whole exam here when it ends.",
    )
    video: VideoRule = setting(
        Choice(
            {
                VideoRule.ENDOSCOPIC: "As endoscopic video",
                VideoRule.PHOTOGRAPHIC: "As photographic video",
                VideoRule.NONE: "Not at all",
            }
        ),
        default=VideoRule.ENDOSCOPIC,
        label="Videos",
        help_text="Sets how videos are sent. Some viewers show photographic video only.",
    )
    uncompressed: bool = setting(
        Switch(),
        default=False,
        label="Pictures uncompressed",
        help_text="Sends pictures without compression and so without loss, several times as large "
        "as JPEG. Some archives take no other. Videos stay as they are.",
    )
    deidentify: bool = setting(
        Switch(),
        default=False,
        label="De-identify",
        help_text="Replaces the patient by a code in everything that is sent here.",
    )
    commitment: bool = setting(
        Switch(),
        default=False,
        label="Ask for storage commitment",
        help_text="Asks the archive to confirm that it keeps what was sent. The archive has to "
        "know this computer.",
    )
    verify: bool = setting(
        Switch(),
        default=True,
        label="Check by query",
        help_text="Asks the archive after sending whether it has everything.",
    )
    reports_exams: bool = setting(
        Switch(),
        default=False,
        label="Report begin and end of exams",
        help_text="Tells the hospital's system when an exam begins and ends (MPPS).",
    )
    encrypts: bool = setting(
        Switch(),
        default=False,
        label="Encrypted connection",
        help_text="Encrypts the connection (TLS) and checks the archive's certificate.",
    )
    authority: Path | None = setting_or_none(
        Folder(is_file=True),
        default=None,
        none="system",
        label="Certificate authority",
        help_text="Sets the file with the certificates that the archive's one must be signed by.",
    )
    certificate: Path | None = setting_or_none(
        Folder(is_file=True),
        default=None,
        none="none",
        label="Own certificate",
        help_text="Sets the file with this computer's certificate, if the archive asks for one.",
    )
    private_key: Path | None = setting_or_none(
        Folder(is_file=True),
        default=None,
        none="none",
        label="Private key",
        help_text="Sets the file with the key of this computer's certificate, without passphrase.",
    )
    fetches: FetchRule = setting(
        Choice(
            {
                FetchRule.GET: "Over the same connection (C-GET)",
                FetchRule.MOVE: "The archive connects to this computer (C-MOVE)",
                FetchRule.WEB: "DICOMweb",
            }
        ),
        default=FetchRule.GET,
        label="Earlier exams",
        help_text="Sets how earlier exams are fetched. For C-MOVE the archive has to know the AE "
        "title and port for earlier exams of this computer.",
    )
    web_address: str = setting(
        Text(500),
        default="",
        label="Address of DICOMweb",
        help_text="Sets the address for earlier exams, such as https://pacs.example.org/dicom-web.",
    )
    web_credentials: Path | None = setting_or_none(
        Folder(is_file=True),
        default=None,
        none="none",
        label="Credentials for DICOMweb",
        help_text="Sets a file that only its user can read, with one line: Basic NAME:PASSWORD, or "
        "Bearer TOKEN.",
    )


@dataclass(frozen=True, slots=True)
class Archives:
    """The archives of this site, by name, in the operator's order.

    Raises
    ------
    ValueError
        A name is empty, too long, or contains control characters.
    """

    named: tuple[tuple[str, ArchiveSettings], ...] = ()

    def __post_init__(self) -> None:
        for name, _ in self.named:
            if not is_archive_name(name):
                raise ValueError(f"the name of an archive must have 1 to {LONGEST_NAME} characters")

    def find(self, name: str) -> ArchiveSettings | None:
        """Return the archive with this name; None if there is none."""
        return dict(self.named).get(name)

    def with_archive(self, name: str, archive: ArchiveSettings) -> Archives:
        """Return settings with this archive, in its place or at the end."""
        return Archives(tuple((dict(self.named) | {name: archive}).items()))

    def without(self, name: str) -> Archives:
        """Return settings without the archive with this name."""
        return Archives(tuple(pair for pair in self.named if pair[0] != name))


ARCHIVE_TABLE = tuple(
    replace(entry, section="archives.NAME") for entry in entries_of(ArchiveSettings).values()
)


def is_archive_name(name: str) -> bool:
    """Whether this can be the name of an archive."""
    return 0 < len(name.strip()) <= LONGEST_NAME and name == name.strip() and name.isprintable()


def parse_archives(table: Mapping[str, object]) -> Archives:
    """Read a section with one table for each archive; unknown settings are ignored.

    Raises
    ------
    ValueError
        A value cannot be used; the message names the archive and the setting.
    """
    found = []
    for name, values in table.items():
        if not isinstance(values, dict):
            raise ValueError(f"{name[:LONGEST_NAME]} is not a section")
        entries = entries_of(ArchiveSettings)
        read = {key: entries[key].read(value) for key, value in values.items() if key in entries}
        found.append((name, replace(ArchiveSettings(), **read)))
    return Archives(tuple(found))


def format_archives(archives: Archives) -> dict[str, dict[str, object]]:
    """Return plain values, which `parse_archives` reads back; defaults are left out."""
    standard = ArchiveSettings()
    entries = entries_of(ArchiveSettings)
    return {
        name: {
            each.name: entries[each.name].write(getattr(archive, each.name))
            for each in fields(archive)
            if each.name == "host" or getattr(archive, each.name) != getattr(standard, each.name)
        }
        for name, archive in archives.named
    }
