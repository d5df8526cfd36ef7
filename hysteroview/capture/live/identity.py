"""Which camera a device is, so that another one is not taken for it after replugging."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hysteroview.capture.live.v4l2 import product_of
from hysteroview.core.errors import SourceError
from hysteroview.settings.known_cameras import CameraIdentity

_NODES = Path("/dev")
_SYSTEM = Path("/sys/class/video4linux")


Connected = Mapping[Path, CameraIdentity]
"""The connected cameras by their nodes, such as ``/dev/video0``."""


def connected_cameras(nodes: Path = _NODES, system: Path = _SYSTEM) -> Connected:
    """Return the connected cameras; empty on other systems than Linux."""
    if sys.platform != "linux":
        return {}
    found = {}
    for node in nodes.glob("video*"):
        product = product_of(node) if re.fullmatch(r"video\d+", node.name) else None
        if product is not None:
            name, bus = product
            found[node] = CameraIdentity(name, bus, *_read_system(system / node.name))
    return found


def _read_system(folder: Path) -> tuple[str, str]:
    """Return serial number and index from the kernel's description of a device."""
    serial = _read(folder / "device" / ".." / "serial")  # of the USB device of this interface
    return serial, _read(folder / "index")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def find_again(known: CameraIdentity, connected: Connected) -> Path | None:
    """Return the node of a camera that was known before.

    With a serial number that no other connected camera has, it is found at any port. Of cameras
    that cannot be told apart otherwise, it is the one at the same port.
    """
    alike = [
        node
        for node, each in connected.items()
        if (each.product, each.serial, each.input_index)
        == (known.product, known.serial, known.input_index)
    ]
    if known.serial and len(alike) == 1:
        return alike[0]
    return next((node for node in alike if connected[node].bus == known.bus), None)


def has_twin(identity: CameraIdentity, connected: Iterable[CameraIdentity]) -> bool:
    """Whether another connected camera has the same product name and serial number."""
    return any(
        (each.product, each.serial) == (identity.product, identity.serial)
        and each.bus != identity.bus
        for each in connected
    )


class OtherCameraError(SourceError):
    """Another camera is connected under the name of one that was used before.

    Attributes
    ----------
    known
        The one that was used before.
    found
        The one that is connected in its place.
    """

    def __init__(self, known: CameraIdentity, found: CameraIdentity) -> None:
        self.known, self.found = known, found
        if known.product == found.product:
            message = (
                f"A camera of the same kind ({found.product}) is connected, but with another "
                "serial number or at another port."
            )
        else:
            message = (
                f"Another camera is connected in its place: {found.product}, not {known.product}."
            )
        super().__init__(
            message, remedy="Connect the camera that was used before at its port again."
        )


def node_name(device: int | str) -> str:
    """Return the name of a device: a number is that of a node."""
    return f"/dev/video{device}" if isinstance(device, int) else device


class SameCamera:
    """Finds the camera that was opened first again, whatever its node is called then.

    The kernel gives the names ``/dev/video0``, … in the order of connection, so after replugging a
    name may be that of another camera.

    Parameters
    ----------
    device
        OpenCV's device number, or a path.
    connected
        Returns the connected cameras.
    known
        The camera that was used under this name before; None for whichever is there now.

    Attributes
    ----------
    known
        The camera; None before it was found, and where cameras cannot be identified.
    """

    def __init__(
        self,
        device: int | str,
        connected: Callable[[], Connected] = connected_cameras,
        known: CameraIdentity | None = None,
    ) -> None:
        self._device, self._connected = device, connected
        self._path = Path(node_name(device))
        self.known = known

    def device(self) -> int | str:
        """Return what is to be opened now.

        Raises
        ------
        OtherCameraError
            Another camera has taken its name.
        """
        connected = self._connected()
        node = self._path.resolve()
        now = connected.get(node)
        if self.known is None:
            self.known = now
            return self._device
        at = find_again(self.known, connected)
        if at is not None:
            self.known = connected[at]  # perhaps at another port
            return self._device if at == node else str(at)
        if now is not None:
            raise OtherCameraError(self.known, now)
        return self._device
