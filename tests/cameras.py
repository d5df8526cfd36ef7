"""Cameras that can be plugged in: a tree of devices as the kernel makes it, with pictures."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.capture.live import identity

SIZE = (64, 48)


@dataclass(frozen=True)
class FakeCamera:
    """What a driver says of a camera, and the gray of its pictures."""

    product: str
    port: str
    serial: str
    gray: int
    interval_s: float = 0.02


class Capture:
    """In place of `cv2.VideoCapture`: pictures of one gray, at some rate."""

    def __init__(self, camera: FakeCamera | None, declared_hz: float = 50.0) -> None:
        self._camera, self._declared_hz = camera, declared_hz

    def isOpened(self) -> bool:
        return self._camera is not None

    def set(self, _prop: int, _value: float) -> bool:
        return True

    def get(self, prop: int) -> float:
        return self._declared_hz if prop == cv2.CAP_PROP_FPS else 0.0

    def read(self) -> tuple[bool, object]:
        if self._camera is None:
            return False, None
        time.sleep(self._camera.interval_s)
        return True, np.full((SIZE[1], SIZE[0], 3), self._camera.gray, np.uint8)

    def release(self) -> None:
        self._camera = None


class Ports:
    """The devices of a machine under `folder`, in the place of ``/dev`` and ``/sys``."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.nodes, self._system, self._bus = (folder / name for name in ("dev", "sys", "bus"))
        for each in (self.nodes, self._system, self._bus):
            each.mkdir(parents=True)
        self._plugged: dict[Path, FakeCamera] = {}
        connected = partial(identity.connected_cameras, self.nodes, self._system)
        monkeypatch.setattr(identity, "product_of", self._product_of)
        monkeypatch.setattr("hysteroview.capture.live.identified.connected_cameras", connected)
        monkeypatch.setattr(cv2, "VideoCapture", self._open)

    def plug(self, *cameras: FakeCamera) -> None:
        """Connect these and no others: the first one becomes ``video0``."""
        for folder in (self.nodes, self._system, self._bus):
            shutil.rmtree(folder)
            folder.mkdir()
        self._plugged = {}
        for number, camera in enumerate(cameras):
            node = self.nodes / f"video{number}"
            node.touch()
            interface = self._bus / camera.port / "1.0"  # an interface of the USB device
            interface.mkdir(parents=True)
            if camera.serial:
                (interface.parent / "serial").write_text(camera.serial + "\n")
            entry = self._system / node.name
            entry.mkdir()
            (entry / "index").write_text("0\n")
            (entry / "device").symlink_to(interface)
            self._plugged[node] = camera

    def location(self, number: int = 0) -> str:
        return f"camera:{self.nodes / f'video{number}'}"

    def _product_of(self, node: Path) -> tuple[str, str] | None:
        camera = self._plugged.get(node)
        return (camera.product, camera.port) if camera else None

    def _open(self, device: int | str, _backend: int = 0) -> Capture:
        return Capture(self._plugged.get(Path(str(device)).resolve()))
