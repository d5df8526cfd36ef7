"""Explains the frame that is shown: nothing waits for the process that computes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.core.errors import HysteroViewError, InferenceError
from hysteroview.core.types import Frame
from hysteroview.exam.snapshot.explanation import Explanation, ShownExplanation, ShownHeatmap
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.review.explain.dialog import ExplainDialog
from hysteroview.gui.tasks import TaskRunner
from hysteroview.imaging.overlay.heatmap import heatmap_layer
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.explain.explainer import Explainer, check_installed
from hysteroview.pipeline.explain.messages import (
    HIDDEN_SHARE,
    Begun,
    Explained,
    ExplainFailed,
    Finished,
    Message,
    Method,
    Step,
)
from hysteroview.pipeline.explain.pictures import evidence_of, picture_of, plain_picture
from hysteroview.pipeline.explain.prepare import PreparedFrame, prepare_frame, with_choice

_LOOK_MS = 50


class ExplainController(QObject):
    """Open the dialog for a frame, and show there what the process computes.

    Parameters
    ----------
    make
        Makes the explainer.

    Signals
    -------
    failed(HysteroViewError)
        The frame cannot be explained.
    save_requested(Frame, ShownExplanation)
        An explanation is to be kept in the exam with its frame; see `show_saved`.
    """

    failed = Signal(object)
    save_requested = Signal(object, object)

    def __init__(
        self,
        page: QWidget,
        card: ModelCard,
        settings: AnalyzerSettings,
        tasks: TaskRunner,
        make: Callable[[], Explainer] = Explainer,
    ) -> None:
        super().__init__(page)
        self._page, self._card, self._settings = page, card, settings
        self._tasks, self._make = tasks, make
        self.dialog: ExplainDialog | None = None
        self._explainer: Explainer | None = None
        self._prepared: PreparedFrame | None = None
        self._begun: Begun | None = None
        self._made: dict[Method, Explained] = {}
        self._hidden_share = HIDDEN_SHARE
        self.can_save = False
        self._is_wanted = False  # not if the page was left while the frame is prepared
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def ask(self, frame: Frame, scale: float, remark: str = "") -> None:
        """Explain a frame.

        Parameters
        ----------
        remark
            Shown with it, such as that its stored result is by another model.
        """
        if self.dialog is not None:
            return
        try:
            check_installed()
        except HysteroViewError as error:
            self.failed.emit(error)
            return
        self._is_wanted = True
        prepare = partial(prepare_frame, frame, self._card, self._settings)
        self._tasks.submit_or_fail(prepare, partial(self._open, scale, remark), self._fail)

    def _fail(self, error: HysteroViewError) -> None:
        if self._is_wanted:
            self.failed.emit(error)

    def close(self) -> None:
        """End the process. Safe to call twice."""
        self._is_wanted = False
        self._timer.stop()
        if self._explainer is not None:
            self._explainer.close()
            self._explainer = None
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _open(self, scale: float, remark: str, prepared: PreparedFrame) -> None:
        if self.dialog is not None or not self._is_wanted:
            return
        self._prepared = prepared
        names = {label.code: translated_label(label.name) for label in self._card.labels}
        dialog = self.dialog = ExplainDialog(self._card, names, self._page)
        dialog.set_scale(scale)
        dialog.show_plain(plain_picture(prepared))
        dialog.show_remark(remark)
        dialog.requested.connect(self._begin)
        dialog.save_requested.connect(self._save)
        if self.can_save:
            dialog.offer_saving()
        dialog.canceled.connect(self._cancel)
        dialog.finished.connect(self.close)
        dialog.open()
        self._explainer = self._make()
        self._begin()

    def show_saved(self, words: str) -> None:
        """Show that an explanation was kept."""
        if self.dialog is not None:
            self.dialog.show_saved(words)

    def show_unsaved(self, failure: HysteroViewError) -> None:
        """Show why an explanation was not kept."""
        self.show_saved(failure_words(failure))

    def _save(self, method: Method) -> None:
        prepared, begun = self._prepared, self._begun
        made = self._made.get(method)
        if prepared is None or begun is None or made is None:
            return
        card, is_occlusion = self._card, method is Method.OCCLUSION
        heatmap = ShownHeatmap(
            layer=heatmap_layer(evidence_of(prepared, begun, made), 1.0),
            box=prepared.box, frame_index=prepared.frame.index, dimming=1.0,
            label=begun.code, is_chosen=True,
        )  # fmt: skip
        explanation = Explanation(
            method=method.value, code=begun.code, probability=begun.probability,
            layer=None if is_occlusion else begun.layer,
            hidden_share=self._hidden_share if is_occlusion else None,
            model=card.name, model_sha256=card.sha256,
        )  # fmt: skip
        self.save_requested.emit(prepared.frame, ShownExplanation(heatmap, explanation))

    def _begin(
        self,
        code: str = "",
        layer: int = 0,
        with_score_cam: bool = False,  # noqa: FBT001, FBT002 - a slot
        hidden_share: float = HIDDEN_SHARE,
    ) -> None:
        if self.dialog is None or self._explainer is None or self._prepared is None:
            return
        request = with_choice(
            self._prepared, code=code, layer=layer, with_score_cam=with_score_cam,
            hidden_share=hidden_share,
        )  # fmt: skip
        self._made, self._hidden_share = {}, hidden_share
        self.dialog.show_busy()
        self._explainer.begin(request)
        self._timer.start()

    def _cancel(self) -> None:
        self._timer.stop()
        if self._explainer is not None:
            self._explainer.cancel()
        if self.dialog is not None:
            self.dialog.show_done(self.tr("Canceled"))

    def _look(self) -> None:
        if self._explainer is None:
            return
        for message in self._explainer.take():
            self._show(message)

    def _show(self, message: Message) -> None:
        dialog, prepared = self.dialog, self._prepared
        if dialog is None or prepared is None:
            return
        match message:
            case Begun():
                self._begun = message
                dialog.show_begun(message)
            case Step():
                dialog.show_step(message)
            case Explained():
                assert self._begun is not None
                self._made[message.method] = message
                points = message.values if message.method is Method.OCCLUSION else None
                dialog.show_map(message.method, picture_of(prepared, self._begun, message), points)
            case Finished():
                self._timer.stop()
                dialog.show_done()
            case ExplainFailed():
                self._timer.stop()
                error = InferenceError(message.message, remedy=message.remedy)
                dialog.show_done(failure_words(error))
