"""The dialog that explains a frame: maps of several methods side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.wording import duration_words, percent
from hysteroview.gui.look.language import translated_card
from hysteroview.gui.sources.card import pixmap_of
from hysteroview.gui.widgets.basic import text_label
from hysteroview.imaging.overlay.explained import FULL_POINTS, points_at
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.explain.messages import (
    HIDDEN_SHARE,
    HIDDEN_SHARES,
    Begun,
    Method,
    Step,
)

_BASE_SIZE_PX, _BASE_SIDE_PX = QSize(1180, 680), 236
_COLUMNS = 4
_FEWEST_LETTERS = 22  # of a choice that are always shown


class _Picture(QLabel):
    """A picture that says where it was clicked.

    Signals
    -------
    place_chosen(float, float)
        From the left and from the top, as shares of its sides.
    """

    place_chosen = Signal(float, float)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.place_chosen.emit(at.x() / self.width(), at.y() / self.height())


class ExplainDialog(QDialog):
    """Shows how a frame is explained; it only emits what is requested.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    requested(str, int, bool, float)
        A class, a layer (places along one side), whether Score-CAM is wanted, and the side of the
        square that the occlusion test hides, as a share.
    save_requested(Method)
        The picture of this method is to be kept in the exam.
    canceled()
        The computation is to be ended.
    """

    requested = Signal(str, int, bool, float)
    save_requested = Signal(object)
    canceled = Signal()

    def __init__(
        self, card: ModelCard, names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Explain this frame"))
        self._scale = 1.0
        self._points: NDArray[np.float32] | None = None
        self._begun: Begun | None = None
        self.code = self._choice(self.tr("Class"))
        for code, name in names.items():
            self.code.addItem(f"{code} {name}", code)
        self.layer = self._choice(self.tr("Layer"))
        self.hidden = self._choice(self.tr("Square that is hidden"))
        for share in HIDDEN_SHARES:
            self.hidden.addItem(self.tr("Hide {0} of the side").format(percent(share)), share)
        self.hidden.setCurrentIndex(HIDDEN_SHARES.index(HIDDEN_SHARE))
        self.hidden.setToolTip(self.tr("Size of the square that the occlusion test hides."))
        self.score_cam = QCheckBox(self.tr("With Score-CAM, which takes minutes"), self)
        self.compute = QPushButton(self.tr("Compute"), self)
        self.compute.clicked.connect(self._request)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.clicked.connect(self.canceled)
        self.state = text_label(self, "body", wrap=True)
        self.hidden_place = text_label(self, "heading", wrap=True)
        self._remark = text_label(self, "caption", wrap=True)
        self._caution = text_label(self, "fault", wrap=True)
        self._caution.hide()
        self.pictures: dict[Method | None, _Picture] = {}
        self._captions: dict[Method | None, QLabel] = {}
        for method in (None, *Method):
            self.pictures[method] = _Picture(self)
            self.pictures[method].setObjectName("thumbnail")
            words = self.tr("Picture") if method is None else self._name(method)
            self.pictures[method].setAccessibleName(words)
            self._captions[method] = text_label(self, "caption", words)
        self.pictures[Method.OCCLUSION].setCursor(Qt.CursorShape.CrossCursor)
        self.pictures[Method.OCCLUSION].place_chosen.connect(self.show_place)
        self._research = text_label(self, "research", translated_card(card.warning), wrap=True)
        self.save = QPushButton(self.tr("Save picture"), self)
        self.save.setToolTip(
            self.tr("Adds the frame and its map to the pictures of the exam, as an explanation.")
        )
        self.save.setMenu(QMenu(self.save))
        self.save.hide()
        self.leave = QPushButton(self.tr("Close"), self)
        self.leave.setObjectName("primary")
        self.leave.clicked.connect(self.accept)
        self._place()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(20 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(8 * scale))
        self._grid.setSpacing(round(8 * scale))
        for picture in self.pictures.values():
            picture.setFixedSize(self._side_px, self._side_px)
        self.resize(_BASE_SIZE_PX * scale)

    def show_plain(self, pixels: NDArray[np.uint8]) -> None:
        """Show what the network saw: (h, w, 4) uint8, BGRA."""
        self._show(None, pixels)

    def show_busy(self, words: str = "") -> None:
        """Show that something is computed, and clear the maps of before."""
        self._points = None
        self.hidden_place.clear()
        for method in Method:
            self.pictures[method].clear()
        self.save.menu().clear()
        self.save.setEnabled(False)
        self.state.setText(words or self.tr("The network is being loaded…"))
        self._set_busy(is_busy=True)

    def show_begun(self, begun: Begun) -> None:
        """Show the probabilities and the class and layer that are explained."""
        self._begun = begun
        for choice in (self.code, self.layer):
            choice.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.code.setCurrentIndex(self.code.findData(begun.code))
        self.layer.clear()
        for places in reversed(begun.layers):
            words = self.tr("{0} × {0} places").format(places)
            is_last = places == min(begun.layers)
            self.layer.addItem(
                self.tr("{0}, last block").format(words) if is_last else words, places
            )
        self.layer.setCurrentIndex(self.layer.findData(begun.layer))
        for choice in (self.code, self.layer):
            choice.blockSignals(False)  # noqa: FBT003
        share = percent(begun.probability)
        self.state.setText(self.tr("{0}: {1}").format(begun.code, share))
        words = self.tr(
            "Each map is scaled to its own maximum; its opacity follows the probability of the "
            "class, {0}. Occlusion has one scale: a loss of {1} percentage points is fully "
            "opaque. Click it to see what hiding a place changes."
        )
        self._remark.setText(words.format(share, f"{FULL_POINTS:g}"))

    def show_step(self, step: Step) -> None:
        """Show how much of a method is computed, and how long the rest takes."""
        words = self.tr("{0}: {1} of {2}, {3} left")
        left = duration_words(step.left_s)
        self.state.setText(words.format(self._name(step.method), step.done, step.total, left))

    def show_remark(self, words: str) -> None:
        """Show something about the whole; empty for nothing."""
        self._caution.setText(words)
        self._caution.setVisible(bool(words))

    def offer_saving(self) -> None:
        """Offer to keep pictures in an exam."""
        self.save.show()

    def show_saved(self, words: str) -> None:
        """Show that a picture was kept, or why not."""
        self.hidden_place.setText(words)

    def show_map(
        self, method: Method, pixels: NDArray[np.uint8], points: NDArray[np.float32] | None
    ) -> None:
        """Show the map of a method.

        Parameters
        ----------
        pixels
            (h, w, 4) uint8, BGRA.
        points
            Of the occlusion test: change in percentage points.
        """
        self._show(method, pixels)
        action = self.save.menu().addAction(self._name(method))
        action.triggered.connect(partial(self.save_requested.emit, method))
        self.save.setEnabled(True)
        if points is not None:
            self._points = points

    def show_place(self, x: float, y: float) -> None:
        """Show what hiding a place changes; `x` and `y` as shares of the sides."""
        if self._points is None or self._begun is None:
            return
        change = points_at(self._points, x, y)
        if change is None:
            self.hidden_place.setText(self.tr("This place is outside the field of view."))
            return
        before = self._begun.probability
        words = self.tr("If this place were hidden: {0} {1} instead of {2} ({3} points)")
        after = percent(min(max(before + change / 100, 0.0), 1.0))
        texts = (self._begun.code, after, percent(before), f"{round(change, 1) + 0.0:+.1f}")
        self.hidden_place.setText(words.format(*texts))

    def show_done(self, words: str = "") -> None:
        """Show that nothing is computed any more, and why, unless it has ended by itself."""
        self._set_busy(is_busy=False)
        if words:
            self.state.setText(words)
        elif self._begun is not None:
            share = percent(self._begun.probability)
            self.state.setText(self.tr("{0}: {1}").format(self._begun.code, share))

    @property
    def _side_px(self) -> int:
        return round(_BASE_SIDE_PX * self._scale)

    def _show(self, method: Method | None, pixels: NDArray[np.uint8]) -> None:
        self.pictures[method].setPixmap(pixmap_of(pixels, QSize(self._side_px, self._side_px)))

    def _set_busy(self, *, is_busy: bool) -> None:
        for part in (self.code, self.layer, self.hidden, self.score_cam, self.compute):
            part.setEnabled(not is_busy)
        self.cancel.setEnabled(is_busy)

    def _request(self) -> None:
        layer = self.layer.currentData() or 0
        with_score_cam, share = self.score_cam.isChecked(), self.hidden.currentData()
        self.requested.emit(self.code.currentData(), layer, with_score_cam, share)

    def _name(self, method: Method) -> str:
        return self.tr("Occlusion test") if method is Method.OCCLUSION else method.value

    def _choice(self, title: str) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(_FEWEST_LETTERS)
        return made

    def _place(self) -> None:
        tools = QHBoxLayout()
        for part in (self.code, self.layer):
            tools.addWidget(part)
        tools.addStretch(1)
        tools.addWidget(self.compute)
        tools.addWidget(self.cancel)
        self._grid = QGridLayout()
        for place, method in enumerate(self.pictures):
            row, column = divmod(place, _COLUMNS)
            self._grid.addWidget(self.pictures[method], 2 * row, column)
            self._grid.addWidget(self._captions[method], 2 * row + 1, column)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)  # else the texts widen one of them
        texts = QVBoxLayout()
        for label in (self.state, self._caution, self.hidden_place, self._remark):
            texts.addWidget(label)
        texts.addStretch(1)
        options = QHBoxLayout()
        options.addWidget(self.hidden)
        options.addWidget(self.score_cam)
        options.addStretch(1)
        texts.addLayout(options)
        self._grid.addLayout(texts, 2, 2, 2, 2)
        footer = QHBoxLayout()
        footer.addWidget(self._research, 1)
        footer.addWidget(self.save)
        footer.addWidget(self.leave)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(tools)
        self._layout.addLayout(self._grid, 1)
        self._layout.addLayout(footer)
