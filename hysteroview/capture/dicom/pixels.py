"""Pictures in DICOM files: uncompressed, RLE, JPEG, JPEG 2000, JPEG-LS (PS3.3, C.7.6.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.dicom.fragments import Span, fragments_of_frames
from hysteroview.capture.dicom.header import REMEDY, DicomImage
from hysteroview.capture.dicom.jpeg_ls_header import is_interleaved_by_sample, jpeg_ls_size
from hysteroview.capture.dicom.runs import decode_runs
from hysteroview.capture.files.still_header import declared_size, is_cut_off
from hysteroview.capture.files.stills import Still
from hysteroview.core.errors import SourceError

_NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_JPEG = ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
_JPEG_LOSSLESS = ("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70")
_RLE = "1.2.840.10008.1.2.5"
_JPEG_2000 = ("1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91")
_JPEG_LS = ("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81")
_ADOBE_RGB = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"  # APP14: no transform of colors
_LARGEST_FRAME = 256 << 20  # bytes of one frame in the file
_BYTE = 8
_MOST_PIXELS = (LARGEST_PX + 128) ** 2  # for the decoder, which counts whole blocks

Pixels = NDArray[np.uint8]


def read_frame(image: DicomImage, number: int, spans: tuple[Span, ...]) -> Still:
    """Decode one frame.

    Parameters
    ----------
    spans
        Where it lies, if it is compressed.

    Raises
    ------
    SourceError
        It is damaged, cut off, or in a format without a decoder.
    """
    pixels = _decode(image, number, spans)
    height, width = pixels.shape[:2]
    if (width, height) != (image.width_px, image.height_px):
        raise _unreadable(image)
    conversion = cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_BGR2BGRA
    return Still(np.asarray(cv2.cvtColor(pixels, conversion), np.uint8), Fraction(1))


def _decode(image: DicomImage, number: int, spans: tuple[Span, ...]) -> Pixels:
    if image.syntax in _NATIVE:
        return _native(image, number)
    decode = _decoder_of(image.syntax)
    if decode is None:
        raise SourceError(
            f"{image.path.name} is compressed in a format that this program cannot decode.",
            remedy="Convert it, for example with `gdcmconv --raw`, or export it as JPEG.",
            detail=image.syntax,
        )
    return decode(image, _read(image, spans))


def _decoder_of(syntax: str) -> Callable[[DicomImage, bytes], Pixels] | None:
    ways = {_JPEG: _jpeg, _JPEG_LOSSLESS: _jpeg_lossless, _JPEG_2000: _opencv, _JPEG_LS: _jpeg_ls,
            (_RLE,): _runs}  # fmt: skip
    return next((way for syntaxes, way in ways.items() if syntax in syntaxes), None)


def _native(image: DicomImage, number: int) -> Pixels:
    if image.bits_allocated not in (_BYTE, 2 * _BYTE) or image.samples not in (1, 3):
        raise _unreadable(image)
    is_halved = image.photometric == "YBR_FULL_422"
    count = image.height_px * image.width_px
    samples = count * (2 if is_halved else image.samples)
    size = samples * (image.bits_allocated // _BYTE)
    whole = image.pixels.spans[0]
    if whole.length < (number + 1) * size:
        raise _unreadable(image)
    raw = _read(image, (Span(whole.offset + number * size, size),))
    if image.bits_allocated == _BYTE:
        values = np.frombuffer(raw, np.uint8)
    else:
        order = ">" if image.syntax == _NATIVE[2] else "<"
        wide = np.frombuffer(raw, f"{order}u2")
        values = (wide >> max(image.bits_stored - _BYTE, 0)).astype(np.uint8)
    shape = (image.height_px, image.width_px)
    if image.samples == 1:
        return _gray(image, values.reshape(shape))
    if is_halved:  # Y Y Cb Cr for two pixels, PS3.3, C.7.6.3.1.2
        if image.width_px % 2:
            raise _unreadable(image)
        pairs = values.reshape(count // 2, 4)
        color = np.repeat(pairs[:, None, 2:], 2, axis=1)
        parts = np.concatenate((pairs[:, :2, None], color), axis=2)
    elif image.is_planar:
        parts = values.reshape(3, count).T
    else:
        parts = values.reshape(count, 3)
    return _to_bgr(image, np.ascontiguousarray(parts.reshape(*shape, 3)))


def _to_bgr(image: DicomImage, parts: Pixels) -> Pixels:
    """Convert samples in the order of the file, (H, W, 3)."""
    if image.photometric.startswith("YBR"):
        return np.asarray(cv2.cvtColor(parts[..., (0, 2, 1)], cv2.COLOR_YCrCb2BGR), np.uint8)
    if image.photometric != "RGB":
        raise _unreadable(image)
    return np.asarray(parts[..., ::-1], np.uint8)


def _jpeg(image: DicomImage, encoded: bytes) -> Pixels:
    if image.photometric == "RGB" and b"Adobe" not in encoded[:4096]:
        encoded = encoded[:2] + _ADOBE_RGB + encoded[2:]  # otherwise it is taken for YCbCr
    if is_cut_off(encoded):
        raise _unreadable(image)
    return _opencv(image, encoded)


def _opencv(image: DicomImage, encoded: bytes) -> Pixels:
    try:
        declared = declared_size(encoded)
    except (ValueError, struct.error) as error:
        raise _unreadable(image) from error
    if declared is not None and declared != (image.width_px, image.height_px):
        raise _unreadable(image)
    # OpenCV makes no colors of gray JPEG 2000
    color = cv2.IMREAD_GRAYSCALE if image.samples == 1 else cv2.IMREAD_COLOR
    flags = color | cv2.IMREAD_IGNORE_ORIENTATION
    before = cv2.utils.logging.setLogLevel(0)
    try:
        decoded = cv2.imdecode(np.frombuffer(encoded, np.uint8), flags)
    except cv2.error as error:
        raise _unreadable(image) from error
    finally:
        cv2.utils.logging.setLogLevel(before)
    if decoded is None:
        raise _unreadable(image)
    pixels = np.asarray(decoded, np.uint8)
    return _gray(image, pixels) if image.samples == 1 else pixels


def _jpeg_lossless(image: DicomImage, encoded: bytes) -> Pixels:
    if is_cut_off(encoded):
        raise _unreadable(image)
    return _by_libav(image, encoded, "mjpeg")


def _jpeg_ls(image: DicomImage, encoded: bytes) -> Pixels:
    if is_interleaved_by_sample(encoded):
        return _by_charls(image, encoded)
    return _by_libav(image, encoded, "jpegls")


def _by_libav(image: DicomImage, encoded: bytes, codec: Literal["jpegls", "mjpeg"]) -> Pixels:
    context = av.CodecContext.create(codec, "r")
    context.options = {"max_pixels": str(_MOST_PIXELS)}
    try:
        frames = context.decode(av.Packet(encoded))
        frame = (frames or context.decode(None))[0]
        parts = np.asarray(frame.to_ndarray(), np.uint8)
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise _unreadable(image) from error
    # samples as they are in the file, whatever the decoder takes them for
    match frame.format.name:
        case "gray":
            return _gray(image, parts)
        case "rgb24":
            return _to_bgr(image, parts)
        case "bgr24":
            return _to_bgr(image, parts[..., ::-1])
        case "gbrp":
            return _to_bgr(image, parts)
        case "yuv444p" | "yuvj444p":
            return _to_bgr(image, np.ascontiguousarray(parts.transpose(1, 2, 0)))
    raise _unreadable(image)


def _by_charls(image: DicomImage, encoded: bytes) -> Pixels:
    """Decode a JPEG-LS whose samples follow one another, of which libav makes a black picture."""
    import jpeg_ls  # noqa: PLC0415 - seldom needed

    if jpeg_ls_size(encoded) != (image.width_px, image.height_px) or image.samples != 3:
        raise _unreadable(image)
    try:
        parts = np.asarray(jpeg_ls.decode(np.frombuffer(encoded, np.uint8)))
    except (RuntimeError, ValueError) as error:
        raise _unreadable(image) from error
    if parts.dtype != np.uint8 or parts.shape != (image.height_px, image.width_px, 3):
        raise _unreadable(image)
    return _to_bgr(image, parts)


def _runs(image: DicomImage, encoded: bytes) -> Pixels:
    if image.bits_allocated not in (_BYTE, 2 * _BYTE) or image.samples not in (1, 3):
        raise _unreadable(image)
    depth = image.bits_allocated // _BYTE
    size = (image.width_px, image.height_px)
    try:
        planes = decode_runs(encoded, *size, image.samples * depth)
    except ValueError as error:
        raise _unreadable(image) from error
    if depth > 1:  # the bytes of a sample, the highest first
        wide = planes[::2].astype(np.uint16) << _BYTE | planes[1::2]
        planes = (wide >> max(image.bits_stored - _BYTE, 0)).astype(np.uint8)
    if image.samples == 1:
        return _gray(image, planes[0])
    return _to_bgr(image, np.ascontiguousarray(planes.transpose(1, 2, 0)))


def _gray(image: DicomImage, values: Pixels) -> Pixels:
    """Return the picture of one sample for each pixel: shades of gray, or colors of a palette."""
    if image.photometric == "PALETTE COLOR":
        if image.palette is None or image.bits_allocated != _BYTE:
            raise _unreadable(image)
        return np.asarray(image.palette[values], np.uint8)
    return np.invert(values) if image.photometric == "MONOCHROME1" else values


@dataclass(frozen=True, slots=True, eq=False)
class DicomPicture:
    """One frame of a file as a picture that can be read."""

    image: DicomImage
    number: int
    spans: tuple[Span, ...]

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.image.path.name

    def read(self) -> Still:
        """Decode it; raises `SourceError` if that fails."""
        return read_frame(self.image, self.number, self.spans)


def pictures_of(image: DicomImage) -> list[DicomPicture]:
    """Return the frames of a file of pictures.

    Raises
    ------
    SourceError
        It cannot be known where they lie.
    """
    if not image.pixels.is_encapsulated:
        return [DicomPicture(image, number, ()) for number in range(image.frames)]
    try:
        spans = fragments_of_frames(image.pixels, image.frames)
    except ValueError as error:
        raise _unreadable(image) from error
    return [DicomPicture(image, number, each) for number, each in enumerate(spans)]


def _read(image: DicomImage, spans: tuple[Span, ...]) -> bytes:
    if sum(span.length for span in spans) > _LARGEST_FRAME:
        raise _unreadable(image)
    try:
        with image.path.open("rb") as file:
            parts = []
            for span in spans:
                file.seek(span.offset)
                parts.append(file.read(span.length))
    except OSError as error:
        raise SourceError(
            f"{image.path.name} cannot be read: {error.strerror or error}.",
            remedy="Check the disk, and that you have permission to read the file.",
        ) from error
    return b"".join(parts)


def _unreadable(image: DicomImage) -> SourceError:
    return SourceError(
        f"A picture in {image.path.name} is damaged or in a format that cannot be decoded.",
        remedy=REMEDY,
        detail=f"{image.syntax} {image.photometric}",
    )
