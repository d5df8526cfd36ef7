"""From the units of a recording to its results: all that remembers runs over them in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.core.types import Analysis, FieldOfView, Frame, Outputs, Picture
from hysteroview.imaging.pixels.sampling import thumbnail
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings, Prepared
from hysteroview.inference.decide.looking import Looker, Seen, SeenPicture
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.unit import NotDivisibleError, Recording
from hysteroview.pipeline.archive.unit_result import NO_VIEW, UnitResult
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.settings.corrections import CurrentCorrection

_NOT_KEPT = np.zeros((0, 0, 3), np.uint8)  # in place of the crop


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A frame, what the analyzer made of it, and what was computed for it."""

    frame: Frame
    prepared: Prepared
    computed: tuple[FieldOfView, Outputs] | None


class Joining:
    """Decides over a recording from the results of its units.

    Frames whose field of view turns out to be another one than in the unit, and batches of the
    network of which other frames are due, are computed again, so that the results are those of an
    analysis from the start to the end, to the bit.

    Parameters
    ----------
    inference
        Returns the running network; called only if something has to be computed again.
    batch_frames
        How many frames of this recording make a batch of the network.
    """

    def __init__(
        self,
        recording: Recording,
        card: ModelCard,
        settings: AnalyzerSettings,
        inference: Callable[[], InferenceProcess],
        batch_frames: int,
    ) -> None:
        self._recording = recording
        self._inference = inference
        self._batch_frames = batch_frames
        self._looker = Looker(card.input.size_px)
        self._analyzer = Analyzer(card, settings)
        self._again: PyavSource | None = None
        self.frames_again = 0  # that the network saw once more

    def results(self, units: Iterable[UnitResult]) -> Iterator[Analysis]:
        """Yield the analysis of each frame.

        Raises
        ------
        NotDivisibleError
            The units do not fit together.
        SourceError, InferenceError, BackendUnavailable
            Something had to be computed again, which failed.
        """
        batch: list[_Place] = []
        try:
            for frame, computed, runtime in self._frames(units):
                self._analyzer.set_runtime(runtime)
                batch.append(_Place(frame, self._analyzer.prepare(frame), computed))
                if len(batch) == self._batch_frames:
                    yield from self._conclude(batch)
                    batch = []
            yield from self._conclude(batch)
        finally:
            if self._again is not None:
                self._again.close()

    def _frames(
        self, units: Iterable[UnitResult]
    ) -> Iterator[tuple[Frame, tuple[FieldOfView, Outputs] | None, str]]:
        """Yield each frame with what the network computed for it, and by which runtime."""
        count, following = 0, None
        behind: dict[int, tuple[FieldOfView, Outputs]] = {}  # computed by the unit before
        for unit in units:
            first = (int(unit.frame_index[0]), int(unit.pts_ns[0]))
            if following is not None and first != following:
                raise NotDivisibleError("two parts do not fit together")
            computed = behind | {
                int(index): (unit.facts.views[view], unit.outputs_of(place))
                for place, (index, view) in enumerate(
                    zip(unit.computed, unit.computed_view, strict=True)
                )
            }
            thumbnails = dict(zip(map(int, unit.whole_rows), unit.whole, strict=True))
            for row in range(len(unit)):
                index = int(unit.frame_index[row])
                if index != count:
                    raise NotDivisibleError("frames are missing")
                count += 1
                frame = self._frame(unit, row, thumbnails.get(row))
                yield frame, computed.pop(index, None), unit.facts.runtime
            behind = {index: each for index, each in computed.items() if index >= count}
            following = tuple(unit.facts.following) or None
        if following is not None:
            raise NotDivisibleError("the last part is missing")

    def _frame(self, unit: UnitResult, row: int, whole: NDArray[np.uint8] | None) -> Frame:
        pts_ns, view = int(unit.pts_ns[row]), int(unit.view[row])
        seen = None
        if view != NO_VIEW:
            covered = float(unit.measures[row, -1])
            seen = Seen(
                unit.facts.views[view], unit.facts.boxes[view], _NOT_KEPT, None,
                unit.measures_of(row), covered,
            )  # fmt: skip
        width_px, height_px = unit.facts.size
        picture = _KeptPicture(
            (width_px, height_px), unit.half[row], whole, seen, lambda: self._decode(pts_ns)
        )
        index = int(unit.frame_index[row])
        return Frame(index, pts_ns, time.monotonic_ns(), picture, unit.aspect)

    def _conclude(self, batch: list[_Place]) -> Iterator[Analysis]:
        due = [each for each in batch if each.prepared.crop is not None]
        outputs = iter(self._kept(batch, due) or self._compute(due))
        for each in batch:
            is_due = each.prepared.crop is not None
            yield self._analyzer.conclude(
                each.frame, each.prepared, next(outputs) if is_due else None
            )

    @staticmethod
    def _kept(batch: list[_Place], due: list[_Place]) -> list[Outputs] | None:
        """Return the outputs of a batch, if the network saw just these frames as they are."""
        if [each for each in batch if each.computed is not None] != due:
            return None
        found = [each.computed for each in due if each.computed is not None]
        views = [each.prepared.view for each in due]
        return [outputs for _, outputs in found] if [view for view, _ in found] == views else None

    def _compute(self, due: list[_Place]) -> list[Outputs]:
        if not due:
            return []
        crops = []
        for each in due:
            assert each.prepared.view is not None, "a frame with a crop has a view"
            image = self._decode(each.frame.pts_ns)
            frame = Frame(each.frame.index, each.frame.pts_ns, 0, image, each.frame.pixel_aspect)
            crops.append(self._looker.look(frame, each.prepared.view).crop)
        self.frames_again += len(due)
        inference = self._inference()
        return inference.receive(inference.send(crops), len(crops))

    def _decode(self, pts_ns: int) -> NDArray[np.uint8] | Picture:
        """Decode one frame once more."""
        if self._again is None:
            self._again = open_file(
                file_on_disk(self._recording.path),
                CurrentCorrection(self._recording.correction), self._recording.index,
            )  # fmt: skip
        self._again.seek(pts_ns)
        frame = self._again.read()
        if frame is None or frame.pts_ns != pts_ns:
            raise NotDivisibleError("a frame was not found again")
        return frame.image


class _KeptPicture(SeenPicture):
    """A picture of which the half thumbnail was kept, and perhaps the whole one."""

    def __init__(
        self,
        size: tuple[int, int],
        half: NDArray[np.uint8],
        whole: NDArray[np.uint8] | None,
        seen: Seen | None,
        again: Callable[[], NDArray[np.uint8] | Picture],
    ) -> None:
        super().__init__(size, half, seen, lambda _view: None, again)
        self._half, self._kept_whole = half, whole

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """See `Picture.sample`; only its thumbnails."""
        small = self._half if divisor != 1 else self._kept_whole
        if small is None:
            small = thumbnail(self._again)
        expected = (height_px, width_px) if divisor == 1 else self._half.shape[:2]
        assert small.shape[:2] == expected, "other samples are not kept"
        return small
