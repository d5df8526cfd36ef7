"""List of the connected cameras and capture cards, with their product names."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.live.camera import BACKENDS, CameraLocation
from hysteroview.capture.live.format_choice import ranked
from hysteroview.capture.live.identity import Connected, connected_cameras, has_twin
from hysteroview.capture.live.v4l2 import CameraFormat, describe

_DEVICES = Path("/dev")


@dataclass(frozen=True, slots=True)
class Device:
    """A camera or capture card.

    Attributes
    ----------
    name
        Product name.
    location
        Location that opens it with the driver's default format.
    formats
        Supported formats, the best first (`format_choice`); empty if the system does not list them.
    port
        Where it is plugged in, if the system says so: it tells equal devices apart.
    """

    name: str
    location: str
    formats: tuple[CameraFormat, ...] = ()
    port: str = ""

    def location_in(self, wanted: CameraFormat) -> str:
        """Return the location that opens it in one of its formats, at the highest rate."""
        device = self.location.partition(":")[2]
        size = (wanted.width_px, wanted.height_px)
        fps = wanted.rates[0] if wanted.rates else None
        return str(CameraLocation(device, size, fps, wanted.fourcc))


def list_devices() -> tuple[Device, ...]:
    """List the connected devices; takes some milliseconds on Linux, up to seconds elsewhere."""
    return _linux_devices(_DEVICES) if sys.platform == "linux" else _other_devices()


def _linux_devices(folder: Path, connected: Connected | None = None) -> tuple[Device, ...]:
    """List devices by names that stay the same when they are plugged in again.

    That is the name with product and serial number. Of cards that have the same, or no such name,
    it is the name of their port.
    """
    connected = connected_cameras(folder) if connected is None else connected
    found = []
    for node in sorted(connected, key=lambda each: int(each.name[5:])):
        described = describe(node)
        if described is not None:
            name, formats = described
            location = CameraLocation(str(stable_name(node, connected, folder / "v4l")))
            port = connected[node].bus
            found.append(Device(name or node.name, str(location), ranked(formats), port))
    return tuple(found)


def stable_name(node: Path, connected: Connected, links: Path) -> Path:
    """Return the name by which a device is opened.

    Parameters
    ----------
    links
        With the folders ``by-id`` and ``by-path``.
    """
    kinds = ["by-id", "by-path"]
    if has_twin(connected[node], connected.values()):
        kinds.remove("by-id")
    for kind in kinds:
        for link in sorted((links / kind).glob("*")):
            if link.resolve() == node.resolve():
                return link
    return node


def _other_devices() -> tuple[Device, ...]:
    """List the devices of the interface that `camera.connect` tries first."""
    from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415 - not on Linux

    backend, _ = BACKENDS[sys.platform][0]
    return tuple(
        Device(camera.name, str(CameraLocation(camera.index)))
        for camera in enumerate_cameras(backend)
    )
