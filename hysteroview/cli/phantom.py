"""`hysteroview phantom`: a clip of the synthetic cavity with its ground truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hysteroview.imaging.phantom import PhantomFrame, PhantomSpec

SYNTHETIC = "Phantom: a synthetic picture, not of a patient. It knows nothing of real tissue."
# values of imaging.phantom.Lesion; a test compares them
LESIONS = ("none", "EH", "AH", "EC", "EP", "SM")


class SizeType(click.ParamType[tuple[int, int]]):
    """Width and height in pixels: 1280x720."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Return width and height."""
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (width.isdecimal() and height.isdecimal()):
            self.fail("write it as 1280x720", param, ctx)
        if not (32 <= int(width) <= 4096 and 32 <= int(height) <= 4096):
            self.fail("each side is 32 to 4096 pixels", param, ctx)
        return int(width), int(height)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=7, show_default=True)
@click.option(
    "--lesion", type=click.Choice(LESIONS, case_sensitive=False), default="EP", show_default=True
)
@click.option("--seconds", type=click.FloatRange(0.04, 3600), default=10.0, show_default=True)
@click.option("--size", type=SizeType(), default="1280x720", show_default=True)
@click.option("--fps", type=click.IntRange(1, 120), default=30, show_default=True)
@click.option("--blood", is_flag=True, help="Add blood in the view.")
@click.option("--bubbles", is_flag=True, help="Add gas bubbles.")
@click.option("--blur", is_flag=True, help="Blur the picture.")
@click.option("--instrument", is_flag=True, help="Add an instrument in the view.")
@click.option(
    "--console-text", is_flag=True, help="Add text beside the view, as consoles burn it in."
)
@click.option(
    "--masks",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the lesion's mask of each frame as PNG into this folder.",
)
def phantom(
    file: Path,
    seed: int,
    lesion: str,
    seconds: float,
    size: tuple[int, int],
    fps: int,
    masks: Path | None,
    **artifacts: bool,
) -> None:
    """Write a clip of the synthetic cavity to FILE.mp4, and its ground truth beside it.

    FILE.json contains for each frame the lesion, its box and share of the view, and the artifacts.
    The same options give the same pictures.
    """
    if file.suffix.lower() != ".mp4":
        raise click.UsageError(
            f"A phantom is written as an MP4 file; use the name {file.stem}.mp4."
        )

    from hysteroview.cli.progress import progress
    from hysteroview.core.files import atomic_file
    from hysteroview.core.types import NS_PER_S
    from hysteroview.export.video import ClipSpec, open_clip
    from hysteroview.imaging.phantom import Lesion, PhantomSpec, Structure

    width, height = size
    spec = PhantomSpec(
        seed=seed,
        lesion=Lesion(lesion),
        width_px=width,
        height_px=height,
        structure=Structure.NONE,
        **artifacts,
    )
    count = max(1, round(seconds * fps))
    clip_spec = ClipSpec(
        width_px=width,
        height_px=height,
        rate=Fraction(fps),
        metadata={"title": f"Phantom {lesion}, seed {seed}", "comment": SYNTHETIC},
    )
    truth: list[dict[str, object]] = []
    truth_path = file.with_suffix(".json")
    with ExitStack() as files:
        truth_file = files.enter_context(atomic_file(truth_path))
        clip = files.enter_context(open_clip(file, clip_spec))
        mask_folder = files.enter_context(MaskFolder(masks)) if masks is not None else None
        for index, frame in progress(enumerate(_render(spec, count, fps)), count, file.name):
            pts_ns = index * NS_PER_S // fps
            clip.write(frame.pixels, pts_ns)
            truth.append({"frame": index, "pts_s": pts_ns / NS_PER_S} | frame.truth.as_dict())
            if mask_folder is not None:
                mask_folder.write(index, frame.mask)
        record = {
            "clip": file.name,
            "note": SYNTHETIC,
            "width": width,
            "height": height,
            "fps": str(fps),
            "frames": count,
            "truth": truth,
        }
        truth_file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    click.echo(f"written  {file}, {count} frames, {count / fps:.2f} s")
    click.echo(f"written  {truth_path}")
    if masks is not None:
        click.echo(f"written  {masks}, {count} masks")
    click.echo(SYNTHETIC)


def _render(spec: PhantomSpec, count: int, fps: int) -> Iterator[PhantomFrame]:
    from hysteroview.imaging.phantom import Phantom

    case = Phantom(spec)
    for index in range(count):
        yield case.render(index / fps)


class MaskFolder:
    """A folder of masks, from ``000000.png``; written files are deleted if the command fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: list[Path] = []

    def __enter__(self) -> MaskFolder:
        from hysteroview.core.files import storage_error

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(self._folder, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for path in self._written:
                path.unlink(missing_ok=True)

    def write(self, index: int, mask: NDArray[np.uint8]) -> None:
        """Write a (H, W) uint8 mask, 0 or 255."""
        import cv2

        from hysteroview.core.files import storage_error

        path = self._folder / f"{index:06d}.png"
        self._written.append(path)
        try:
            path.write_bytes(cv2.imencode(".png", mask)[1].tobytes())
        except OSError as error:
            raise storage_error(path, error) from error
