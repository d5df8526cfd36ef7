"""List of the connected cameras and capture cards, with their product names."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.live.camera import BACKENDS, CameraLocation
from hysteroview.capture.live.v4l2 import CameraFormat, describe

_DEVICES = Path("/dev")
_STABLE = Path("/dev/v4l/by-id")


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
        Supported formats, the largest first; empty if the system does not list them.
    """

    name: str
    location: str
    formats: tuple[CameraFormat, ...] = ()

    def location_in(self, wanted: CameraFormat) -> str:
        """Return the location that opens it in one of its formats, at the highest rate."""
        device = self.location.partition(":")[2]
        size = (wanted.width_px, wanted.height_px)
        fps = wanted.rates[0] if wanted.rates else None
        return str(CameraLocation(device, size, fps, wanted.fourcc))


def list_devices() -> tuple[Device, ...]:
    """List the connected devices; takes some milliseconds on Linux, up to seconds elsewhere."""
    return _linux_devices(_DEVICES, _STABLE) if sys.platform == "linux" else _other_devices()


def _linux_devices(folder: Path, stable: Path) -> tuple[Device, ...]:
    """List devices by their names in `stable`, which do not depend on the port."""
    links = {link.resolve(): link for link in sorted(stable.glob("*"))} if stable.is_dir() else {}
    nodes = [node for node in folder.glob("video*") if re.fullmatch(r"video\d+", node.name)]
    found = []
    for node in sorted(nodes, key=lambda each: int(each.name[5:])):
        described = describe(node)
        if described is not None:
            name, formats = described
            location = CameraLocation(str(links.get(node.resolve(), node)))
            found.append(Device(name or node.name, str(location), formats))
    return tuple(found)


def _other_devices() -> tuple[Device, ...]:
    """List the devices of the interface that `camera.connect` tries first."""
    from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415 - not on Linux

    backend, _ = BACKENDS[sys.platform][0]
    return tuple(
        Device(camera.name, str(CameraLocation(camera.index)))
        for camera in enumerate_cameras(backend)
    )
