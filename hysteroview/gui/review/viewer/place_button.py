"""The button with which the operator says what a picture shows, and its keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from hysteroview.core.review.places import Place
from hysteroview.gui.look.places import place_words

_MOST_LESIONS_IN_MENU = 9


class PlaceButton(QPushButton):
    """Offers the places and lesions in a menu; digits choose places, L and a digit a lesion.

    Signals
    -------
    place_chosen(Place, int)
        Where it was taken, or the number of the lesion; both None for neither.
    """

    place_chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Place"), parent)
        self.setToolTip(_tr("Where it was taken (1 to 9, L)."))
        self.setAutoDefault(False)
        self._awaits_lesion = False
        self.choices = QMenu(self)
        self.setMenu(self.choices)

    def show_chosen(self, place: str, *, is_own: bool) -> None:
        """Show what is said of the picture, in words, and whether that can be changed."""
        self.setText(place or _tr("Place"))
        self.setEnabled(is_own)

    def show_lesions(self, lesions: Sequence[tuple[int, str]]) -> None:
        """Show which lesions a picture can be one of: number and words of each."""
        self.choices.clear()
        for digit, place in enumerate(Place, 1):
            action = self.choices.addAction(f"{place_words(place)}\t{digit}")
            action.triggered.connect(partial(self._choose, place, None))
        self.choices.addSeparator()
        for number, words in lesions[:_MOST_LESIONS_IN_MENU]:
            action = self.choices.addAction(f"{words}\tL {number}")
            action.triggered.connect(partial(self._choose, None, number))
        self.choices.addSeparator()
        nothing = self.choices.addAction(_tr("No place"))
        nothing.triggered.connect(partial(self._choose, None, None))

    def await_lesion(self) -> None:
        """Take the next digit for a lesion."""
        self._awaits_lesion = True

    def press_digit(self, digit: int) -> None:
        """Choose the place with this number, or the lesion after `await_lesion`."""
        awaits, self._awaits_lesion = self._awaits_lesion, False
        if awaits:
            self._choose(None, digit)
        else:
            self._choose(list(Place)[digit - 1], None)

    def _choose(self, place: Place | None, lesion: int | None, _checked: object = None) -> None:
        self.place_chosen.emit(place, lesion)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PictureViewer", text)
