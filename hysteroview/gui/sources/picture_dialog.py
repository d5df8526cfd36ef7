"""The dialog for colors, aspect and field of view of the source that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.gui.sources.choice import SourceChoice
from hysteroview.gui.sources.details import SourceDetails
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.settings.view_presets import ViewPreset

_BASE_SIZE_PX = QSize(340, 430)


class PictureDialog(FormDialog):
    """Changes the picture behind it at once; canceling restores it.

    Parameters
    ----------
    choice
        The source, with the correction in its location and the view in use.
    scopes
        Saved fields of view by name.

    Signals
    -------
    changed(SourceChoice)
        With what was chosen now.
    """

    changed = Signal(object)

    def __init__(
        self,
        choice: SourceChoice,
        scopes: Sequence[tuple[str, ViewPreset]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Picture of the source"))
        self._choice = choice
        self.details = SourceDetails(scopes, self)
        self.details.show_choice(choice)
        self.details.hide_naming()
        self.details.changed.connect(self._show)
        text = self.tr(
            "With wrong colors or a wrong aspect ratio, the AI cannot assess the picture. What you "
            "choose here is shown at once."
        )
        self.content.addWidget(text_label(self, "caption", text, wrap=True))
        self.content.addWidget(self.details)
        self.content.addStretch(1)
        self.add_buttons(self.tr("Save"))
        self.rejected.connect(lambda: self.changed.emit(self._choice))

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.details.set_scale(scale)
        super().set_scale(scale)

    def submit(self) -> None:
        """Keep what was chosen."""
        self.accept()

    def _show(self) -> None:
        self.changed.emit(self.details.set_in(self._choice))
