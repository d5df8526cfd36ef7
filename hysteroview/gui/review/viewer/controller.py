"""Shows the pictures of an exam in the viewer, and keeps what is said about them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.review.drawing import Drawing, DrawingView
from hysteroview.core.review.pictures import PictureChange, PicturesReview
from hysteroview.core.review.places import Place
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.exam_pictures import (
    ExamPictures,
    LargePicture,
    read_large,
    read_pictures,
    view_of,
)
from hysteroview.gui.review.viewer.notes import NotesKeeper
from hysteroview.gui.review.viewer.refs import (
    HeldFrame,
    PictureRef,
    caption_of,
    exam_words,
    frame_refs,
    icon_of,
    image_of,
    refs_of,
    shown_place,
    small_of,
)
from hysteroview.gui.review.viewer.trays import shifted
from hysteroview.gui.review.viewer.viewer import PictureViewer
from hysteroview.gui.tasks import TaskRunner

_SOME_LESIONS = 3  # offered in an exam without lesions


class ViewerController(QObject):
    """Open the viewer on the pictures of an exam.

    All reading and writing is off the GUI thread. What cannot be kept is shown all the same, and
    waits in `notes.writes`, also after the viewer is closed.

    Parameters
    ----------
    access
        None for a recording outside an exam, of which only frames are shown.
    frames
        Frames of the recording that can be shown beside the snapshots; the last is shown first,
        beside the one before it.
    earlier
        What the frames are, if they are pictures of an earlier exam: the first one is shown beside
        the first snapshot of this exam.
    """

    def __init__(
        self,
        access: ExamAccess | None,
        exam_id: str,
        tasks: TaskRunner,
        parent: QWidget,
        frames: list[HeldFrame] | None = None,
        earlier: str = "",
    ) -> None:
        super().__init__(parent)
        self._access, self._exam_id, self._tasks = access, exam_id, tasks
        self._frames, self._earlier = frames or [], earlier
        self.notes = NotesKeeper(access, exam_id, tasks, self)
        history = self.notes.history
        undo, redo = history.createUndoAction(self), history.createRedoAction(self)
        self.viewer = PictureViewer(undo, redo, parent)
        self._own: ExamPictures | None = None
        self._sources: list[ExamPictures | None] = []  # None for the frames
        self._source = 0
        self._shown: list[PictureRef | None] = [None, None]
        self._large: dict[PictureRef, LargePicture] = {}
        self._views: dict[PictureRef, DrawingView] = {}  # of frames
        self._reading: PictureRef | None = None
        self._icons: dict[PictureRef, QIcon] = {}
        self._connect()

    def open(self, window: QWidget, number: int | None = None) -> None:
        """Open the viewer over a window.

        Parameters
        ----------
        number
            Of the snapshot that is shown first.
        """
        self.viewer.open_in(window)
        if self._access is None:
            self._begin(None, None)
            return
        read = partial(read_pictures, self._access, self._exam_id)
        begin = partial(self._begin, number)
        self._tasks.submit_or_fail(read, begin, self.viewer.show_failure)

    def close(self) -> None:
        """Delete the viewer when everything is kept that was changed."""
        self.notes.history.clear()  # while Python still has its commands: see `DecisionCommand`
        if self.notes.writes.is_waiting:
            self.notes.writes.kept.connect(self._delete)
        else:
            self._delete()

    def _delete(self) -> None:
        def delete(_: object) -> None:
            self.viewer.deleteLater()
            self.deleteLater()

        self._tasks.submit_or_fail(lambda: None, delete, delete)  # after what is being read

    def _connect(self) -> None:
        viewer = self.viewer
        self.notes.changed.connect(self._show_review)
        self.notes.writes.failed.connect(viewer.show_unsaved)
        self.notes.writes.changed.connect(viewer.show_whether_saved)
        viewer.source_chosen.connect(self._choose_source)
        viewer.picture_chosen.connect(self._choose)
        viewer.stepped.connect(self._step)
        viewer.compared.connect(self._compare)
        viewer.side_chosen.connect(self._choose_side)
        viewer.place_chosen.connect(self._put)
        viewer.report_toggled.connect(self._toggle_report)
        viewer.report_ordered.connect(self._order)
        viewer.report_shifted.connect(self._shift)
        viewer.drawn.connect(self._draw)

    def _begin(self, number: int | None, pictures: ExamPictures | None) -> None:
        self._own = pictures
        if pictures is not None:
            self.notes.show(pictures.review)
            self._sources.append(pictures)
            self._offer_lesions(pictures)
        if self._frames:
            self._source = len(self._sources)
            self._sources.append(None)
        self._name_sources()
        refs = self._refs
        if self._earlier:
            self._show_earlier(refs)
        elif self._frames:
            if len(refs) > 1:
                self.viewer.show_both(on=True)
                self._show(1, refs[-2])
            self._show(0, refs[-1])
        elif refs:
            self._show(0, next((each for each in refs if each.number == number), refs[0]))
        else:
            self._follow()

    def _show_earlier(self, refs: list[PictureRef]) -> None:
        own = [] if self._own is None else refs_of(self._own)
        first, *others = [*own[:1], *refs]
        self._show(0, first)
        if others:
            self.viewer.show_both(on=True)
            self._show(1, others[0])
            self._choose_side(1)

    def _offer_lesions(self, pictures: ExamPictures) -> None:
        """Offer the lesions of the exam as places, and at least some numbers."""
        most = max((each.number for each in pictures.exam.lesions), default=_SOME_LESIONS)
        words = self.tr("Lesion {0}")
        self.viewer.place.show_lesions(
            [(number, words.format(number)) for number in range(1, most + 1)]
        )

    def _name_sources(self) -> None:
        own = self._own
        names = [] if own is None else [self.tr("This exam")]
        if self._frames:
            names.append(self._earlier or self.tr("Frames of the recording"))
        others = () if own is None else own.others
        names += [self.tr("Exam of {0}").format(exam_words(each)) for each in others]
        self.viewer.show_sources(names, self._source)

    @property
    def review(self) -> PicturesReview:
        """What is said about the pictures of this exam."""
        return self.notes.review

    @property
    def _refs(self) -> list[PictureRef]:
        """What the list shows."""
        if self._source >= len(self._sources):
            return []
        pictures = self._sources[self._source]
        return frame_refs(self._frames) if pictures is None else refs_of(pictures)

    @property
    def shown(self) -> PictureRef | None:
        """The picture on which keys act."""
        return self._shown[self.viewer.side]

    def _choose_source(self, place: int) -> None:
        fixed = 2 if self._frames else 1
        if place < fixed:
            self._source = place
            self._follow()
        elif self._own is not None and self._access is not None:
            other = self._own.others[place - fixed]
            read = partial(read_pictures, self._access, other.exam_id)
            self._tasks.submit_or_fail(read, self._show_exam, self.viewer.show_failure)

    def _show_exam(self, pictures: ExamPictures) -> None:
        """Show the pictures of another exam in the list, and one of them beside this one."""
        del self._sources[2 if self._frames else 1 :]
        self._source = len(self._sources)
        self._sources.append(pictures)
        if not self.viewer.compare.isChecked():
            self._compare(on=True)
        self._follow()

    def _choose(self, key: str) -> None:
        all_refs = [*self._refs, *([] if self._own is None else refs_of(self._own))]
        ref = next((each for each in all_refs if each.item == key), None)
        if ref is not None:
            self._show(self.viewer.side, ref)

    def _step(self, way: int) -> None:
        refs, now = self._refs, self.shown
        if not refs:
            return
        place = refs.index(now) + way if now in refs else 0
        if 0 <= place < len(refs):
            self._show(self.viewer.side, refs[place])

    def _compare(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.viewer.show_both(on=on)
        if not on:
            self._shown[1] = None
            self.viewer.show_picture(1, None, None, "")
            self._follow()
            return
        refs, left = self._refs, self._shown[0]
        others = [each for each in refs if each != left]
        if others:
            place = refs.index(left) + 1 if left in refs else 0
            self._show(1, refs[place] if place < len(refs) else others[-1])
        self._choose_side(1)

    def _choose_side(self, side: int) -> None:
        if side != self.viewer.side:
            self.viewer.show_side(side)
            self._follow()

    def _show(self, side: int, ref: PictureRef) -> None:
        self._shown[side] = ref
        self._paint(side)
        self._follow()

    def _paint(self, side: int) -> None:
        """Show the picture of one side, or read it first."""
        ref = self._shown[side]
        if ref is None:
            return
        title = caption_of(ref, self.review if self._is_own(ref) else PicturesReview())
        if ref.is_frame and self._earlier:
            title = f"{self._earlier} · {title}"
        if ref.is_frame:
            pixels = self._frames[ref.number].pixels
            if ref not in self._views:
                self._views[ref] = view_of(pixels)
            self.viewer.show_picture(side, image_of(pixels), None, title, self._views[ref])
        elif (large := self._large.get(ref)) is not None:
            drawing = self._drawing(ref, large) if self._is_own(ref) else None
            image = image_of(large.pixels)
            self.viewer.show_picture(side, image, drawing, title, large.view)
        else:
            self.viewer.show_picture(side, None, None, title)
            self._read_next()

    def _read_next(self) -> None:
        """Read a picture that is to be shown, one at a time."""
        missing = [
            each for each in self._shown
            if each is not None and not each.is_frame and each not in self._large
        ]  # fmt: skip
        if self._reading is not None or not missing:
            return
        if self._access is None:
            return
        ref = self._reading = missing[0]
        read = partial(read_large, self._access, ref.exam_id, ref.name)
        self._tasks.submit_or_fail(read, partial(self._take, ref), partial(self._fail, ref))

    def _take(self, ref: PictureRef, large: LargePicture) -> None:
        self._reading = None
        shown = {each for each in self._shown if each is not None}
        self._large = {each: kept for each, kept in self._large.items() if each in shown}
        self._large[ref] = large
        for side, each in enumerate(self._shown):
            if each == ref:
                self._paint(side)
        self._follow()
        self._read_next()

    def _fail(self, ref: PictureRef, failure: HysteroViewError) -> None:
        self._reading = None
        if ref in self._shown:
            self.viewer.show_failure(failure)
        self._shown = [None if each == ref else each for each in self._shown]
        self._read_next()

    def _drawing(self, ref: PictureRef, large: LargePicture) -> Drawing:
        return self.review.find(ref.item).drawing or Drawing(view=large.view)

    def _is_own(self, ref: PictureRef | None) -> bool:
        return ref is not None and ref.exam_id == self._exam_id

    def _put(self, place: Place | None, lesion: int | None) -> None:
        ref = self.shown
        if ref is None or not self._is_own(ref):
            return
        notes = self.review.find(ref.item)
        if (notes.place, notes.lesion) == (place, lesion):
            place, lesion = None, None  # the same key again takes it back
        change = self.review.put(ref.item, place, lesion)
        self.notes.push(self.tr("Place of picture {0}").format(ref.number), change)

    def _toggle_report(self) -> None:
        ref = self.shown
        if ref is not None and self._is_own(ref):
            is_chosen = self.review.find(ref.item).rank is not None
            self._order_by(self.review.choose(ref.item, on=not is_chosen))

    def _order(self, items: list[str]) -> None:
        own = set() if self._own is None else {each.item for each in self._own.snapshots}
        self._order_by(self.review.order([item for item in items if item in own]))

    def _shift(self, way: int) -> None:
        ref = self.shown
        if ref is not None and ref.item in self.review.chosen:
            self._order_by(self.review.order(shifted(self.review.chosen, ref.item, way)))

    def _order_by(self, change: PictureChange) -> None:
        if change.after:
            self.notes.push(self.tr("Pictures for the report"), change)
        else:
            self._follow()

    def _draw(self, drawing: Drawing) -> None:
        ref = self.shown
        if ref is not None and self._is_own(ref):
            words = self.tr("Drawing on picture {0}").format(ref.number)
            self.notes.push(words, self.review.draw(ref.item, drawing))

    def _show_review(self) -> None:
        """Show what is said now, without a change of zoom or tool."""
        for side, ref in enumerate(self._shown):
            if ref is None or not self._is_own(ref) or ref not in self._large:
                continue
            canvas = self.viewer.canvases[side]
            canvas.show_drawing(self._drawing(ref, self._large[ref]))
            canvas.show_title(caption_of(ref, self.review))
        self._follow()

    def _follow(self) -> None:
        """Show lists and notes for the picture on which keys act."""
        if not self._sources:
            return
        refs, now = self._refs, self.shown
        key = "" if now is None else now.item
        self.viewer.show_entries([self._entry(each) for each in refs], key)
        own = {} if self._own is None else {each.item: each for each in refs_of(self._own)}
        chosen = [own[item] for item in self.review.chosen if item in own]
        self.viewer.show_report([self._entry(each) for each in chosen], key)
        is_own = now is not None and self._is_own(now)
        notes = self.review.find(key) if is_own else None
        self.viewer.show_notes(
            self._words(now, refs),
            "" if notes is None else shown_place(notes),
            is_chosen=notes is not None and notes.rank is not None,
            is_own=is_own,
        )

    def _words(self, now: PictureRef | None, refs: list[PictureRef]) -> str:
        if now is None:
            return "" if refs else self.tr("This exam has no pictures.")
        if now.is_frame:
            return self._earlier or self.tr("Frame {0}").format(now.item)
        words = self.tr("Snapshot {0} ({1} of {2})")
        place = refs.index(now) + 1 if now in refs else 1
        return words.format(now.number, place, max(len(refs), 1))

    def _entry(self, ref: PictureRef) -> tuple[str, str, QIcon]:
        review = self.review if self._is_own(ref) else PicturesReview()
        if ref not in self._icons:
            is_frame = ref.is_frame
            pixels = self._frames[ref.number].pixels if is_frame else small_of(ref, self._sources)
            self._icons[ref] = icon_of(pixels)
        return ref.item, caption_of(ref, review), self._icons[ref]
