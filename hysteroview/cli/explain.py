"""`hysteroview explain`: what the network looked at in one frame, as a picture."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.options import MODEL_OPTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hysteroview.core.types import Frame
    from hysteroview.pipeline.explain.explainer import Explainer
    from hysteroview.pipeline.explain.messages import Begun, Explained
    from hysteroview.pipeline.explain.prepare import PreparedFrame

_POLL_S = 0.1
_SIDE_PX, _CAPTION_PX = 360, 34


@click.command()
@click.argument("file")
@click.option("--frame", "index", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--class", "code", default="", help="Class to explain; by default the most probable.")
@click.option("--layer", type=int, default=0, help="Places along one side, such as 7 or 14.")
@click.option("--score-cam", is_flag=True, help="Also Score-CAM, which takes minutes.")
@click.option(
    "--hide",
    "hidden_percent",
    type=click.FloatRange(5, 60),
    default=25,
    show_default=True,
    help="Side of the square that the occlusion test hides, in percent of the picture's side.",
)
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="PNG"
)
@MODEL_OPTION
def explain(
    file: str, index: int, code: str, layer: int, output: Path, model: str | None, *,
    score_cam: bool, hidden_percent: float,
) -> None:  # fmt: skip
    """Explain one frame of a recording: where each method finds evidence for a class.

    Needs the extra `lab`. Frames are counted from 0.
    """
    from hysteroview.core.wording import percent
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.pipeline.explain.explainer import Explainer, check_installed
    from hysteroview.pipeline.explain.prepare import prepare_frame, with_choice

    check_installed()
    card = load_card(find_model(model))
    if code and code.upper() not in card.labels.codes:
        raise click.BadParameter(f"The classes are {', '.join(card.labels.codes)}.")
    prepared = prepare_frame(_frame_of(file, index), card, AnalyzerSettings())
    request = with_choice(
        prepared, code=code.upper(), layer=layer, with_score_cam=score_cam,
        hidden_share=hidden_percent / 100,
    )  # fmt: skip
    explainer = Explainer()
    try:
        explainer.begin(request)
        begun, maps = _wait(explainer)
    finally:
        explainer.close()
    _write(output, prepared, begun, maps)
    for each, share in sorted(begun.probabilities.items(), key=lambda item: -item[1]):
        click.echo(f"{each:<13} {percent(share)}")
    click.echo(f"explained     {begun.code}, at {begun.layer} × {begun.layer} places")
    click.echo(f"written       {output}\n\nResearch use only. Not for diagnosis.")


def _frame_of(location: str, index: int) -> Frame:
    """Return one frame, read from the beginning, so that its number is certain.

    Raises
    ------
    SourceError
        The recording has no such frame.
    """
    from hysteroview.capture.opening import open_source
    from hysteroview.core.errors import SourceError

    with closing(open_source(location)) as source:
        count = 0
        while (frame := source.read()) is not None:
            if frame.index >= index:
                return frame
            count += 1
    raise SourceError(f"The recording has only {count} frames.", remedy="They are counted from 0.")


def _wait(explainer: Explainer) -> tuple[Begun, list[Explained]]:
    from hysteroview.core.errors import InferenceError
    from hysteroview.core.wording import duration_words
    from hysteroview.pipeline.explain.messages import (
        Begun,
        Explained,
        ExplainFailed,
        Finished,
        Step,
    )

    begun: Begun | None = None
    maps: list[Explained] = []
    while True:
        for message in explainer.take():
            match message:
                case Begun():
                    begun = message
                case Step():
                    left = duration_words(message.left_s)
                    words = f"\r{message.method.value}: {message.done} of {message.total}, "
                    words += f"{left} left  "
                    click.echo(words, err=True, nl=message.done == message.total)
                case Explained():
                    maps.append(message)
                case ExplainFailed():
                    raise InferenceError(message.message, remedy=message.remedy)
                case Finished():
                    assert begun is not None
                    return begun, maps
        explainer.wait(_POLL_S)


def _write(output: Path, prepared: PreparedFrame, begun: Begun, maps: list[Explained]) -> None:
    """Write the frame and all maps side by side, each with its name below."""
    import cv2
    import numpy as np

    from hysteroview.core.errors import StorageError
    from hysteroview.core.files import atomic_file, storage_error
    from hysteroview.core.wording import percent
    from hysteroview.pipeline.explain.pictures import picture_of, plain_picture

    parts = [_captioned(plain_picture(prepared), "Picture")]
    parts += [_captioned(picture_of(prepared, begun, each), each.method.value) for each in maps]
    note = f"{begun.code} {percent(begun.probability)}: opacity follows this probability"
    sheet = np.hstack(parts)
    foot = np.full((_CAPTION_PX, sheet.shape[1], 3), 20, np.uint8)
    cv2.putText(foot, note, (8, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (220, 220, 220), 1)
    ok, coded = cv2.imencode(".png", np.vstack([sheet, foot]))
    if not ok:
        raise StorageError("The picture cannot be encoded.")
    try:
        with atomic_file(output, private=True) as temporary:
            temporary.write_bytes(coded.tobytes())
    except OSError as error:
        raise storage_error(output, error) from error


def _captioned(pixels: NDArray[np.uint8], words: str) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    small = cv2.resize(pixels[..., :3], (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)
    foot = np.full((_CAPTION_PX, _SIDE_PX, 3), 20, np.uint8)
    cv2.putText(foot, words, (8, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1)
    return np.vstack([small, foot])
