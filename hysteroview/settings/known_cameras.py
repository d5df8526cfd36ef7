"""The file of cameras that were used, by which another one under the same name is recognized.

With each camera a picture is kept that is too small to recognize a person in it.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.settings.file import settings_path
from hysteroview.settings.user_file import (
    UnreadableError,
    changing,
    read_user_file,
    set_aside,
    write_user_file,
)

log = logging.getLogger(__name__)

_MOST_KNOWN = 40
_MOST_PICTURE_BYTES = 12_000
_HEADER = "# Cameras that were used, by the names under which they were opened.\n\n"


@dataclass(frozen=True, slots=True)
class CameraIdentity:
    """What distinguishes a camera from others.

    Attributes
    ----------
    product
        Name from the driver.
    bus
        Where it is plugged in.
    serial
        Serial number; empty if it has none, as many capture cards.
    input_index
        Number of the device's node: a card with two inputs has two.
    """

    product: str
    bus: str
    serial: str
    input_index: str


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """A camera that was used.

    Attributes
    ----------
    picture
        A small picture of what it showed, PNG; empty if there is none.
    """

    identity: CameraIdentity
    picture: bytes = b""


def known_cameras_path() -> Path:
    """Return the path of this user's file; nothing is created."""
    return settings_path().with_name("cameras.toml")


def load_known_cameras(path: Path) -> dict[str, KnownCamera]:
    """Read the file, by the names of devices, the one used last at the end.

    What is damaged is left out, and a damaged file set aside.
    """
    try:
        table = parse_toml(read_user_file(path) or "").get("cameras", {})
    except UnreadableError:
        log.warning("the file of known cameras cannot be read")
        return {}
    except (SettingsError, ValueError):
        log.warning("the file of known cameras is damaged")
        set_aside(path)
        return {}
    known: dict[str, KnownCamera] = {}
    for name, entry in table.items() if isinstance(table, dict) else ():
        camera = _parse(entry)
        if camera is None:
            log.warning("the entry of a known camera is damaged")
        else:
            known[name] = camera
    return known


def recall_camera(name: str, path: Path) -> KnownCamera | None:
    """Return the camera that was used under the name of a device; None if there was none."""
    return load_known_cameras(path).get(name)


def remember_camera(name: str, camera: KnownCamera, path: Path) -> None:
    """Keep a camera under the name of a device; errors are ignored."""
    try:
        with changing(path):
            known = load_known_cameras(path)
            known.pop(name, None)
            known[name] = camera  # as the newest
            write_user_file(path, _format(known), private=True)
    except StorageError as error:
        log.warning("a camera is not remembered: %s", type(error).__name__)


def _parse(entry: object) -> KnownCamera | None:
    if not isinstance(entry, dict):
        return None
    texts = [entry.get(key, "") for key in ("product", "port", "serial", "input", "picture")]
    if not all(isinstance(text, str) for text in texts):
        return None
    *identity, encoded = texts
    try:
        picture = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        picture = b""
    kept = picture if len(picture) <= _MOST_PICTURE_BYTES else b""
    return KnownCamera(CameraIdentity(*identity), kept)


def _format(known: Mapping[str, KnownCamera]) -> str:
    newest = list(known.items())[-_MOST_KNOWN:]
    table = {
        name: {
            "product": camera.identity.product,
            "port": camera.identity.bus,
            "serial": camera.identity.serial,
            "input": camera.identity.input_index,
            "picture": base64.b64encode(camera.picture).decode("ascii"),
        }
        for name, camera in newest
    }
    return _HEADER + tomli_w.dumps({"cameras": table})
