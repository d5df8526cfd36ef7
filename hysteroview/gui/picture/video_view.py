"""The view of the picture, with the heatmap over it or beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.states import PictureState
from hysteroview.core.types import Analysis, AssessmentState, Frame, Label
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.picture.crop import ViewCrop
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.picture.overlay_text import paint_words
from hysteroview.gui.picture.scene import Scene
from hysteroview.gui.picture.shown_picture import FrozenPicture, ShownPicture
from hysteroview.gui.picture.still import Still
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus, is_standing
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.settings.choices import Layout
from hysteroview.settings.sections import Settings

_FLASH_NS = 350_000_000


def _seen_in(status: LiveStatus) -> tuple[PictureState, AssessmentState, bool, bool]:
    """Return what of a status changes the picture."""
    return status.picture, status.session.state, status.is_ai_hidden, is_standing(status)


class VideoView(QWidget):
    """Shows frames unchanged; only where there is a heatmap do pixels change.

    It has no clock: `show_time` passes the time in, by which heatmaps fade.

    Parameters
    ----------
    settings
        Say whether and how the heatmap is drawn, and where; a change takes effect with the next
        paint.
    may_hold
        Whether one picture may be shown for a while (a folder of pictures): then its own heatmap
        does not fade over it.

    Attributes
    ----------
    crop
        The part that is shown side by side.

    Signals
    -------
    frame_painted(Frame, int)
        The newest frame is on the screen; with the time for the heatmap, ns, 0 without one.
    """

    frame_painted = Signal(object, object)

    def __init__(
        self, settings: ObservedSettings, parent: QWidget | None = None, *, may_hold: bool = False
    ) -> None:
        super().__init__(parent)
        self._settings, self._may_hold = settings, may_hold
        settings.changed.connect(self._follow)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Endoscopic picture"))
        self._now_ns = 0
        self._still: Still | None = None  # the newest
        self._frozen: FrozenPicture | None = None
        self._heatmap = HeatmapPainter(settings.current)
        self._zoom = Zoom()
        self.crop = ViewCrop()
        self._recording_s: int | None = None
        self._status: LiveStatus | None = None
        self._painted: tuple[float, int | None] = (0.0, None)  # dimming, seconds since freezing
        self._flash_until_ns = 0
        self._resized_index = 0  # of the first frame of the present size

    @property
    def zoom(self) -> Zoom:
        """The visible part of the picture."""
        return self._zoom

    @property
    def frozen(self) -> FrozenPicture | None:
        """The frozen picture; None while the view is live."""
        return self._frozen

    def show_time(self, now_ns: int) -> None:
        """Advance the time, so that heatmaps fade even without new frames."""
        flashed = self._now_ns < self._flash_until_ns
        self._now_ns = now_ns
        if self._passing() != self._painted or flashed is not (now_ns < self._flash_until_ns):
            self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show a new frame."""
        before = self._still.frame if self._still is not None else frame
        if (before.width_px, before.height_px) != (frame.width_px, frame.height_px):
            self._heatmap.forget()  # it was made for frames of another size
            self.crop.forget()
            self._resized_index = frame.index
        self._still = Still(frame)
        self.update()

    def show_analysis(self, analysis: Analysis) -> None:
        """Draw the heatmap of an analysis while it is fresh."""
        if analysis.frame_index >= self._resized_index:
            self._heatmap.show(analysis)
            if self._still is not None:
                self.crop.show(analysis, self._still.frame)

    def show_status(self, status: LiveStatus) -> None:
        """Show whether the picture is live, and hide the AI if the status says so."""
        before, self._status = self._status, status
        if before is None or _seen_in(before) != _seen_in(status):
            self.update()

    def show_label(self, label: Label | None) -> None:
        """Draw the heatmap of this class; None for the one that is shown, or most likely."""
        for heatmap in self._heatmaps:
            heatmap.choose(label)
        self.update()

    def show_zoom(self, zoom: Zoom) -> None:
        """Show this part of the picture."""
        self._zoom = zoom
        self.update()

    def freeze(self) -> bool:
        """Freeze the live picture with its heatmap; return False if there is none."""
        if self._still is None or self._status is None or self._state is not PictureState.LIVE:
            return False
        held = self._heatmap.frozen_copy()
        # the heatmap is read together with the result of that moment, so both are of one analysis
        is_of_result = held.analysis is not None and held.analysis is self._status.analysis
        dimming = self._fresh() if is_of_result and not self._status.is_ai_hidden else 0.0
        self._frozen = FrozenPicture(self._still, held, dimming, self._status, self._now_ns)
        self.setAccessibleDescription(self.tr("Frozen. The live picture is small in the corner."))
        self.update()
        return True

    def unfreeze(self) -> None:
        """Return to the live picture."""
        self._frozen = None
        self.setAccessibleDescription("")
        self.update()

    def show_recorder(self, status: RecorderStatus) -> None:
        """Show on the rim of the picture whether it is recorded."""
        recording_s = int(status.seconds) if status.is_recording else None
        if recording_s != self._recording_s:
            self._recording_s = recording_s
            self.update()

    def confirm_snapshot(self) -> None:
        """Flash the frame around the picture."""
        self._flash_until_ns = self._now_ns + _FLASH_NS
        self.update()

    def shown(self) -> ShownPicture | None:
        """Return what is on the screen; None if there is no picture."""
        if self._still is None:
            return None
        large = self._still if self._frozen is None else self._frozen.still
        heatmap = self._heatmap if self._frozen is None else self._frozen.heatmap
        state = self._state if self._frozen is None else PictureState.LIVE
        return ShownPicture(large.frame, heatmap.shown(self._dimming()), self._frozen, state)

    def pane_at(self, point: QPointF) -> QRect | None:
        """Return the box of the zoomed picture under a point, both in device pixels."""
        if self._still is None:
            return None
        panes = self._scene(self._still).panes(self._view)
        is_twin = self._settings.now.live.layout is Layout.SIDE_BY_SIDE and panes.second is not None
        zoomed = (panes.main, panes.second) if is_twin else (panes.main,)
        under = (each for each in zoomed if each is not None and each.contains(point.toPoint()))
        return next(under, None)

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    @property
    def _state(self) -> PictureState:
        return self._status.picture if self._status is not None else PictureState.STARTING

    @property
    def _is_ai_hidden(self) -> bool:
        return self._status is not None and self._status.is_ai_hidden

    @property
    def _remark(self) -> str:
        if self._status is None:
            return ""
        session = self._status.session
        text = session.source_failure or session.signal_loss or session.damage or ""
        return translated_message(text)

    @property
    def _view(self) -> QSize:
        """Size in device pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    @property
    def _heatmaps(self) -> tuple[HeatmapPainter, ...]:
        """The live one, and that of a frozen picture."""
        live = (self._heatmap,)
        return live if self._frozen is None else (*live, self._frozen.heatmap)

    def _follow(self, before: Settings, now: Settings) -> None:
        if before.live != now.live:
            for heatmap in self._heatmaps:
                heatmap.follow(before.live)
            self.update()

    def _passing(self) -> tuple[float, int | None]:
        """Return what changes with time alone."""
        return self._dimming(), self._frozen.seconds_at(self._now_ns) if self._frozen else None

    def _dimming(self) -> float:
        """Return the dimming of the heatmap in [0, 1]; 0 if it is not visible."""
        if not self._settings.now.live.heatmap_on or self._is_ai_hidden:
            return 0.0
        if self._frozen is not None:
            return 0.0 if self._frozen.heatmap.is_empty else self._frozen.dimming
        return self._fresh()

    def _fresh(self) -> float:
        """Return the dimming of the live heatmap by its age; 0 while the panel has no result."""
        analysis, status = self._heatmap.analysis, self._status
        if self._heatmap.is_empty or analysis is None or status is None:
            return 0.0
        is_active = status.session.state is AssessmentState.ACTIVE
        if status.picture is not PictureState.LIVE or not is_active:
            return 0.0
        frame = self._still.frame if self._still is not None else None
        if self._may_hold and frame is not None and frame.index == analysis.frame_index:
            return 1.0
        return FRESHNESS.heatmap_strength(self._now_ns - analysis.captured_ns)

    def _scene(self, live: Still) -> Scene:
        frozen = self._frozen
        return Scene(
            still=live if frozen is None else frozen.still,
            live=None if frozen is None else live,
            state=self._state,
            remark=self._remark,
            heatmap=self._heatmap if frozen is None else frozen.heatmap,
            dimming=self._painted[0],
            layout=self._settings.now.live.layout,
            zoom=self._zoom,
            frozen_s=self._painted[1],
            frozen_label="" if frozen is None or self._is_ai_hidden else frozen.label,
            is_standing=is_standing(self._status if frozen is None else frozen.status),
            is_live_standing=is_standing(self._status),
            crop=self.crop.part,
            recording_s=self._recording_s,
            is_flashing=self._now_ns < self._flash_until_ns,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio, view = self.devicePixelRatioF(), self._view
        painter.scale(1 / ratio, 1 / ratio)  # one unit is one device pixel
        self._painted = self._passing()
        if self._still is None:
            whole = QRect(0, 0, view.width(), view.height())
            painter.fillRect(whole, Qt.GlobalColor.black)
            paint_words(painter, whole, self._state, self._remark)
            return
        overlay_ns = self._scene(self._still).paint(painter, view)
        self.frame_painted.emit(self._still.frame, overlay_ns)
