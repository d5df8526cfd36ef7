"""The bar under the picture: play, step, speed, part to repeat, and where to go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListView,
    QPushButton,
    QSlider,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import moment
from hysteroview.gui.look.icons import icon
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.page_field import PageField
from hysteroview.pipeline.review.player_status import SPEEDS, PlayerStatus

STEPS = (-25, -5, -1, 1, 5, 25)
_RANGE = 10_000  # of the slider


class PositionSlider(QSlider):
    """A slider that goes to where it is pressed.

    Signals
    -------
    share_chosen(float)
        Position in the recording, in [0, 1].
    """

    share_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, _RANGE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys step through the frames
        self.setAccessibleName(self.tr("Position in the recording"))

    def show_share(self, share: float) -> None:
        """Show a position, unless the operator drags the slider."""
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(round(min(max(share, 0.0), 1.0) * _RANGE))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(True)
        self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._go_to(event)
        self.setSliderDown(False)

    def _go_to(self, event: QMouseEvent) -> None:
        value = QStyle.sliderValueFromPosition(
            0, _RANGE, round(event.position().x()), max(self.width(), 1)
        )
        self.setValue(value)
        self.share_chosen.emit(value / _RANGE)


class TransportBar(QWidget):
    """Shows where the recording is, and emits what is requested.

    Signals
    -------
    toggled()
        Play or stop.
    stepped(int)
        So many frames forward, or back.
    speed_chosen(float)
    event_requested(int)
        1 for the next one, -1 for the one before.
    share_chosen(float)
        A position in the recording, in [0, 1].
    moment_requested(int)
        A time since the start of the recording, ns.
    frame_requested(int)
        A frame number, from 0.
    edge_marked(int)
        The part to repeat begins (-1) or ends (1) here; 0 to repeat nothing.
    snapshot_requested()
        Of the frame that is shown.
    heatmap_toggled(bool)
        Whether heatmaps are wanted.
    pictures_requested()
        The viewer is wanted.
    not_understood()
        What was entered is neither a time nor a frame number.
    """

    toggled = Signal()
    stepped = Signal(int)
    speed_chosen = Signal(float)
    event_requested = Signal(int)
    share_chosen = Signal(float)
    moment_requested = Signal(object)
    frame_requested = Signal(int)
    edge_marked = Signal(int)
    snapshot_requested = Signal()
    heatmap_toggled = Signal(bool)
    pictures_requested = Signal()
    not_understood = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.slider = PositionSlider(self)
        self.slider.share_chosen.connect(self.share_chosen)
        self.play = QPushButton(icon("resume"), "", self)
        self.play.clicked.connect(self.toggled)
        self.steps: dict[int, QPushButton] = {}
        for step in STEPS:
            made = self._small(f"{step:+d}".replace("-", "−"), self.tr("{0} frames").format(step))
            made.setAutoRepeat(True)
            made.clicked.connect(partial(self._step, step))
            self.steps[step] = made
        self.previous = self._small("|‹", self.tr("Previous snapshot or mark"))
        self.next = self._small("›|", self.tr("Next snapshot or mark"))
        self.previous.clicked.connect(lambda: self.event_requested.emit(-1))
        self.next.clicked.connect(lambda: self.event_requested.emit(1))
        self.begin = self._small(self.tr("In"), self.tr("The part to repeat begins here."))
        self.end = self._small(self.tr("Out"), self.tr("The part to repeat ends here."))
        self.whole = self._small(self.tr("All"), self.tr("Plays the whole recording."))
        for made, edge in ((self.begin, -1), (self.end, 1), (self.whole, 0)):
            made.clicked.connect(partial(self._mark, edge))
        self.snapshot = QPushButton(self.tr("Snapshot"), self)
        self.snapshot.setToolTip(self.tr("Adds this picture to the exam."))
        self.snapshot.clicked.connect(self.snapshot_requested)
        self.heatmap = QPushButton(icon("heatmap"), self.tr("Heatmap"), self)
        self.heatmap.setCheckable(True)
        self.heatmap.setToolTip(
            self.tr("Computes the heatmap of this frame when the recording stops (H).")
        )
        self.heatmap.toggled.connect(self.heatmap_toggled)
        self.pictures = QPushButton(self.tr("Compare"), self)
        self.pictures.setToolTip(
            self.tr("Shows this frame large, beside the one before it or a picture (V).")
        )
        self.pictures.clicked.connect(self.pictures_requested)
        self.speed = QComboBox(self)
        self.speed.setView(QListView(self.speed))
        self.speed.setAccessibleName(self.tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} ×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.currentIndexChanged.connect(
            lambda place: self.speed_chosen.emit(self.speed.itemData(place))
        )
        self.place = text_label(self, "body")
        self.go_to = PageField(self)
        self.go_to.setPlaceholderText(self.tr("1:05.2 or #120"))
        self.go_to.setToolTip(self.tr("Goes to a time (1:05.2) or to a frame number (#120)."))
        self.go_to.setAccessibleName(self.tr("Go to"))
        self.go_to.returnPressed.connect(self._go_to)
        self._place()
        self.show_playing(on=False)
        self.set_scale(1.0)

    def _place(self) -> None:
        self._rows = QVBoxLayout(self)
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        self._upper.addWidget(self.place)
        self._upper.addWidget(self.slider, 1)
        self._upper.addWidget(self.go_to)
        self._upper.addWidget(self.snapshot)
        self._upper.addWidget(self.pictures)
        before, after = STEPS[: len(STEPS) // 2], STEPS[len(STEPS) // 2 :]
        self._lower.addWidget(self.previous)
        for step in before:
            self._lower.addWidget(self.steps[step])
        self._lower.addWidget(self.play)
        for step in after:
            self._lower.addWidget(self.steps[step])
        self._lower.addWidget(self.next)
        self._lower.addStretch(1)
        for part in (self.heatmap, self.speed, self.begin, self.end, self.whole):
            self._lower.addWidget(part)
        self._rows.addLayout(self._upper)
        self._rows.addLayout(self._lower)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(16 * scale)
        self._rows.setContentsMargins(side, round(4 * scale), side, round(6 * scale))
        self._rows.setSpacing(round(4 * scale))
        for row in (self._upper, self._lower):
            row.setSpacing(round(6 * scale))
        self.place.setMinimumWidth(round(170 * scale))
        self.go_to.setFixedWidth(round(140 * scale))
        self.play.setMinimumWidth(round(70 * scale))
        for button in (self.play, self.heatmap):
            button.setIconSize(QSize(round(18 * scale), round(18 * scale)))
        narrow = (self.previous, self.next, self.begin, self.end, self.whole, *self.steps.values())
        for button in narrow:
            button.setMinimumWidth(round(44 * scale))

    def show_status(self, status: PlayerStatus, first_ns: int | None) -> None:
        """Show time, frame number and position.

        Parameters
        ----------
        first_ns
            Timestamp of the first frame; None while it is unknown.
        """
        frame, info = status.frame, status.info
        self.show_playing(on=status.speed != 0)
        if frame is None or info is None or first_ns is None:
            self.place.clear()
            return
        length_ns = round((info.duration_s or 0) * NS_PER_S)
        now_ns = frame.pts_ns - first_ns
        words = moment(now_ns)
        if length_ns:
            words = f"{words} / {moment(length_ns)}"
            self.slider.show_share(now_ns / length_ns)
        self.place.setText(f"{words}  #{frame.index}")

    def show_events(self, *, on: bool) -> None:
        """Show whether there are snapshots or marks to go to."""
        self.previous.setEnabled(on)
        self.next.setEnabled(on)

    def show_playing(self, *, on: bool) -> None:
        """Show what the button would do."""
        words = self.tr("Stop") if on else self.tr("Play")
        self.play.setIcon(icon("pause" if on else "resume"))
        self.play.setAccessibleName(words)
        self.play.setToolTip(words)

    def show_part(self, *, on: bool) -> None:
        """Show whether a part is repeated."""
        self.whole.setEnabled(on)

    def _step(self, frames: int, _checked: object = None) -> None:
        self.stepped.emit(frames)

    def _mark(self, edge: int, _checked: object = None) -> None:
        self.edge_marked.emit(edge)

    def _go_to(self) -> None:
        text = self.go_to.text().strip()
        if text.removeprefix("#").isdecimal() and text.startswith("#"):
            self.frame_requested.emit(min(int(text[1:13]), 2**31 - 1))
        elif (time_ns := parse_moment(text)) is not None:
            self.moment_requested.emit(time_ns)
        else:
            self.not_understood.emit()
            return
        self.go_to.clear()
        self.go_to.left.emit()

    def _small(self, text: str, words: str) -> QPushButton:
        made = QPushButton(text, self)
        made.setObjectName("call")  # narrow
        made.setToolTip(words)
        made.setAccessibleName(words)
        return made


def parse_moment(text: str) -> int | None:
    """Read a time such as 1:05.2, 1:02:03 or 65, in ns; None if it is none."""
    pieces = text.split(":")
    if not 1 <= len(pieces) <= 3:
        return None
    total = 0.0
    for piece in pieces:
        digits = piece.replace(".", "", 1) if piece is pieces[-1] else piece
        if not (digits.isdecimal() and digits.isascii() and len(digits) <= 9):
            return None
        total = 60 * total + float(piece)
    return round(total * NS_PER_S)
