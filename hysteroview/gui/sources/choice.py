"""The sources on the start page: connected, saved, and used last."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from hysteroview.capture.live.devices import Device, list_devices
from hysteroview.capture.live.format_choice import reason
from hysteroview.core.locations import is_address, without_secrets
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.joining import split_joining
from hysteroview.settings.last_source import recall_source
from hysteroview.settings.source_presets import (
    LoadedPresets,
    SourcePreset,
    change_presets,
    load_presets,
    merge,
)
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset

PHANTOM = "phantom:"


class Kind(Enum):
    """Kinds of sources."""

    CAMERA = auto()
    PRESET = auto()
    NETWORK = auto()
    RECORDING = auto()
    PHANTOM = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChoice:
    """One source that can be chosen.

    Attributes
    ----------
    location
        For `open_source`; it may contain a password and is never shown.
    formats
        Of a camera: text and location of each, the best first.
    best
        Of a camera: why its first format is the best.
    view
        Field of view; None for the saved one.
    """

    kind: Kind
    location: str = field(repr=False)
    name: str
    description: str
    formats: tuple[tuple[str, str], ...] = ()
    best: str = ""
    view: ViewPreset | None = None
    is_last: bool = False

    @property
    def may_be_previewed(self) -> bool:
        """Whether it may be opened for a thumbnail: some senders accept only one viewer."""
        return self.kind is not Kind.NETWORK


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSources:
    """The sources that were found, with a notice for the operator."""

    choices: tuple[SourceChoice, ...]
    notice: str = ""


def find_sources(presets_file: Path, last_file: Path) -> FoundSources:
    """Find sources; not for the GUI thread, since some systems take seconds for it."""
    return arrange(list_devices(), load_presets(presets_file), recall_source(last_file))


def arrange(devices: tuple[Device, ...], presets: LoadedPresets, last: str) -> FoundSources:
    """Put the source that was used last in front, then presets, cameras and the phantom."""
    choices = [_of_preset(preset.name, preset.opening, preset.view) for preset in presets.presets]
    names = [device.name for device in devices]
    choices += [_of_device(device, has_twin=names.count(device.name) > 1) for device in devices]
    choices.append(choice_of(PHANTOM))
    plain = split_correction(last)[0]
    first = [choice for choice in choices if {last, plain} & {*_locations(choice)}]
    if first:
        choices.remove(first[0])
        at_last = replace(first[0], location=last, is_last=True)
        choices.insert(0, at_last)
    elif last:
        choices.insert(0, replace(choice_of(last), is_last=True))
    return FoundSources(choices=tuple(choices), notice=presets.notice)


def choice_of(location: str) -> SourceChoice:
    """Describe a location, perhaps with a correction, that the operator entered or chose."""
    plain, _ = split_correction(location)
    if location.startswith(PHANTOM) and not is_address(location):
        asked = location.removeprefix(PHANTOM).removeprefix("?")
        return SourceChoice(
            kind=Kind.PHANTOM,
            location=location,
            name=" ".join(filter(None, (_tr("Phantom"), asked))),
            description=_tr("Synthetic uterine cavity for trying it out"),
        )
    if is_address(location):
        shown = without_secrets(plain)
        return SourceChoice(
            kind=Kind.NETWORK, location=location, name=shown, description=_tr("Network stream")
        )
    if location.startswith("camera:"):
        return SourceChoice(
            kind=Kind.CAMERA, location=location, name=plain, description=_tr("Camera")
        )
    name = Path(without_secrets(split_joining(plain)[0])).name
    return SourceChoice(
        kind=Kind.RECORDING, location=location, name=name, description=_tr("Recording")
    )


def save_choice(choice: SourceChoice, name: str, file: Path) -> SourcePreset:
    """Save a source under a name in the file of presets; it replaces one of that name.

    Raises
    ------
    ValueError
        The name cannot be used.
    SettingsError
        The file is damaged, or cannot be written.
    """
    plain, correction = split_correction(choice.location)
    preset = SourcePreset(name, plain, choice.view or AUTOMATIC, correction)
    change_presets(lambda kept: merge(kept, [preset]), file)
    return preset


def _of_preset(name: str, location: str, view: ViewPreset) -> SourceChoice:
    kind = Kind.NETWORK if is_address(location) else Kind.PRESET
    text = without_secrets(split_correction(location)[0])
    return SourceChoice(kind=kind, location=location, name=name, description=text, view=view)


def _of_device(device: Device, *, has_twin: bool) -> SourceChoice:
    formats = tuple(
        (
            f"{each.width_px} × {each.height_px}"
            + (f" · {float(each.rates[0]):.4g} fps" if each.rates else "")
            + f" · {each.fourcc}",
            device.location_in(each),
        )
        for each in device.formats
    )
    return SourceChoice(
        kind=Kind.CAMERA,
        location=device.location,
        name=device.name,
        description=_tr("Port {0}").format(device.port)
        if has_twin and device.port
        else _tr("Camera or capture card"),
        formats=formats,
        best=reason(device.formats),
    )


def _locations(choice: SourceChoice) -> tuple[str, ...]:
    return (choice.location, *(location for _, location in choice.formats))


def _tr(text: str) -> str:
    return QCoreApplication.translate("SourceChoice", text)
