"""Pictures as PNG, JPEG or TIFF with EXIF and XMP, read back once."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from hysteroview import __version__
from hysteroview.core.errors import StorageError

_QUALITY: Final = 95  # of JPEG, with full resolution of color
_DESCRIPTION, _SOFTWARE, _XMP_TAG, _EXIF_IFD = 0x010E, 0x0131, 700, 0x8769
_ORIGINAL_TIME, _OFFSET, _USER_COMMENT = 0x9003, 0x9011, 0x9286
_UNICODE: Final = b"UNICODE\0"  # EXIF 2.3, 4.6.5: the coding of a comment
_HEAD: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_TAIL: Final = '<?xpacket end="r"?>'
_META, _RDF = "adobe:ns:meta/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC, _BASIC = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/"
_OWN: Final = "urn:hysteroview:export#"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES: Final = {"x": _META, "rdf": _RDF, "dc": _DC, "xmp": _BASIC, "hysteroview": _OWN}


class PictureFormat(StrEnum):
    """Format of an exported picture; JPEG is the only one with loss."""

    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"

    @property
    def suffix(self) -> str:
        return {"png": ".png", "jpeg": ".jpg", "tiff": ".tif"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMetadata:
    """What a picture says about itself.

    Attributes
    ----------
    title
        In English.
    description
        The text of its caption, in the language that was chosen.
    taken
        When it was taken; shifted if it is de-identified; None if that is not known.
    facts
        Plain values that `json` can write: origin, result, hashes.
    dpi
        Pixels per inch; None if the picture has no size on paper.
    """

    title: str
    description: str
    taken: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    dpi: int | None = None


def encode_picture(
    pixels: NDArray[np.uint8], form: PictureFormat, metadata: PictureMetadata
) -> bytes:
    """Encode a picture and read it back.

    XMP has all metadata; EXIF has time, title and description too, except in TIFF, of which only
    the title is kept beside XMP.

    Parameters
    ----------
    pixels
        (H, W, 4) uint8, BGRA with alpha 255, or (H, W, 3) uint8, RGB.

    Raises
    ------
    StorageError
        What was encoded is not what is read back.
    """
    rgb = np.ascontiguousarray(pixels[..., 2::-1] if pixels.shape[2] == 4 else pixels)
    xmp = xmp_packet(metadata)
    exif = _exif(metadata)
    options: dict[str, Any] = {} if metadata.dpi is None else {"dpi": (metadata.dpi, metadata.dpi)}
    if form is PictureFormat.PNG:
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options |= {"pnginfo": texts, "exif": exif, "compress_level": 3}
    elif form is PictureFormat.JPEG:
        options |= {"xmp": xmp, "exif": exif, "quality": _QUALITY, "subsampling": 0}
    else:
        tags = Image.Exif()
        tags[_DESCRIPTION], tags[_SOFTWARE] = _ascii(metadata.title), f"HysteroView {__version__}"
        tags[_XMP_TAG] = xmp
        options |= {"exif": tags, "compression": "tiff_adobe_deflate"}
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, form.value, **options)
    content = file.getvalue()
    _check(content, rgb, form, xmp)
    return content


def xmp_packet(metadata: PictureMetadata) -> bytes:
    """Return the metadata as an XMP packet (ISO 16684-1)."""
    for prefix, name in _PREFIXES.items():
        ET.register_namespace(prefix, name)
    root = ET.Element(f"{{{_META}}}xmpmeta")
    about = ET.SubElement(
        ET.SubElement(root, f"{{{_RDF}}}RDF"), f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""}
    )
    for name, text in (("title", metadata.title), ("description", metadata.description)):
        choices = ET.SubElement(ET.SubElement(about, f"{{{_DC}}}{name}"), f"{{{_RDF}}}Alt")
        item = ET.SubElement(choices, f"{{{_RDF}}}li", {_LANG: "x-default"})
        item.text = _xml_text(text)
    ET.SubElement(about, f"{{{_BASIC}}}CreatorTool").text = f"HysteroView {__version__}"
    if metadata.taken is not None:
        ET.SubElement(about, f"{{{_BASIC}}}CreateDate").text = metadata.taken.isoformat()
    facts = json.dumps(dict(metadata.facts), ensure_ascii=False, sort_keys=True)
    ET.SubElement(about, f"{{{_OWN}}}facts").text = _xml_text(facts)
    return f"{_HEAD}{ET.tostring(root, encoding='unicode')}{_TAIL}".encode()


def read_xmp(content: bytes) -> bytes:
    """Return the XMP packet of an encoded picture; empty if it has none."""
    with Image.open(io.BytesIO(content)) as picture:
        if isinstance(found := picture.info.get("xmp"), bytes):
            return found
        tags = picture.getexif()
        found = tags.get(_XMP_TAG, b"")
        return found if isinstance(found, bytes) else b""


def _exif(metadata: PictureMetadata) -> Image.Exif:
    exif = Image.Exif()
    exif[_DESCRIPTION], exif[_SOFTWARE] = _ascii(metadata.title), f"HysteroView {__version__}"
    inner = exif.get_ifd(_EXIF_IFD)
    # the only text of EXIF that is not ASCII
    inner[_USER_COMMENT] = _UNICODE + metadata.description.encode("utf-16-be", "replace")
    if metadata.taken is not None:
        inner[_ORIGINAL_TIME] = f"{metadata.taken:%Y:%m:%d %H:%M:%S}"
        offset = f"{metadata.taken:%z}"
        inner[_OFFSET] = f"{offset[:3]}:{offset[3:]}" if offset else ""
    return exif


def _check(content: bytes, rgb: NDArray[np.uint8], form: PictureFormat, xmp: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        shape = (picture.height, picture.width)
        is_same = shape == rgb.shape[:2]
        if form is not PictureFormat.JPEG:
            is_same = is_same and np.array_equal(np.asarray(picture), rgb)
        else:
            picture.load()
    if not is_same or read_xmp(content) != xmp:
        raise StorageError(
            "A picture could not be exported: what was written is not what is read back.",
            remedy="Choose another format, and report this.",
        )


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def _xml_text(text: str) -> str:
    """Leave out characters that XML 1.0 does not allow."""
    return "".join(each for each in text if each >= " " or each in "\n\t")
