"""The fields of one lesion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.lesions import LARGEST_MM, Lesion, LesionPathology
from hysteroview.core.review.places import Place
from hysteroview.gui.look.places import place_words
from hysteroview.gui.review.lesions.words import called_choices, result_choices
from hysteroview.gui.widgets.basic import text_label

_LONGEST_FIELD, _LONGEST_TEXT = 64, 4000
_LINK_ROWS = 3
_FEWEST_LETTERS = 12  # of a choice that are always shown
Links = Mapping[str, str]  # how each reads, by its key


class LesionForm(QWidget):
    """Shows one lesion and returns it as entered.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.

    Signals
    -------
    edited()
        A field was changed by the operator.
    """

    edited = Signal()

    def __init__(self, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._number, self._entered_ns, self._is_showing = 1, 0, False
        places = {"": self.tr("Not entered")} | {p.value: place_words(p) for p in Place}
        self.place = self._choice(self.tr("Place"), places)
        self.size_mm = self._line(self.tr("Size in mm, by estimate"), _LONGEST_FIELD)
        self.code = self._choice(self.tr("What you call it"), called_choices(names))
        self.note = self._line(self.tr("Description"), _LONGEST_TEXT)
        self.is_biopsied = QCheckBox(self.tr("Tissue was taken"), self)
        self.jar = self._line(self.tr("Label of the jar"), _LONGEST_FIELD)
        self.findings = self._links(self.tr("Findings that show it"))
        self.pictures = self._links(self.tr("Pictures that show it"))
        self.result = self._choice(self.tr("Pathology result"), result_choices(names))
        sides = {
            "": self.tr("Side not known"),
            "benign": self.tr("Benign"),
            "grave": self.tr("Premalignant or malignant"),
        }
        self.side = self._choice(self.tr("Side of this result"), sides)
        self.text = self._line(self.tr("Text of the report"), _LONGEST_TEXT)
        self.date = self._line(self.tr("Date of the result"), _LONGEST_FIELD)
        self.date.setPlaceholderText(self.tr("YYYY-MM-DD, or empty"))
        self._place()
        self._connect()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setContentsMargins(0, 0, round(12 * scale), 0)
        self._layout.setVerticalSpacing(round(6 * scale))
        self._layout.setHorizontalSpacing(round(16 * scale))
        for links in (self.findings, self.pictures):
            rows = min(max(links.count(), 1), _LINK_ROWS)
            links.setFixedHeight(round(rows * 1.9 * links.fontMetrics().height()) + 6)

    def show_links(self, findings: Links, pictures: Links) -> None:
        """Show which findings and pictures of the exam may be linked; before `show_lesion`."""
        for links, known in ((self.findings, findings), (self.pictures, pictures)):
            links.clear()
            is_picture = links is self.pictures
            for key, words in known.items():
                item = QListWidgetItem(
                    self.tr("Snapshot {0}").format(words) if is_picture else words, links
                )
                item.setData(Qt.ItemDataRole.UserRole, key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self._layout.setRowVisible(links, bool(known))

    def show_lesion(self, lesion: Lesion) -> None:
        """Show a lesion."""
        self._is_showing = True
        self._number = lesion.number
        result = lesion.pathology
        self._entered_ns = 0 if result is None else result.entered_wall_ns
        _select(self.place, "" if lesion.place is None else lesion.place.value)
        self.size_mm.setText("" if lesion.size_mm is None else f"{lesion.size_mm:g}")
        _select(self.code, lesion.code)
        self.note.setText(lesion.note)
        self.is_biopsied.setChecked(lesion.is_biopsied)
        self.jar.setText(lesion.jar)
        _check(self.findings, lesion.findings)
        _check(self.pictures, lesion.pictures)
        _select(self.result, "" if result is None else result.result)
        grave = None if result is None else result.premalignant_or_malignant
        _select(self.side, {None: "", True: "grave", False: "benign"}[grave])
        self.text.setText("" if result is None else result.text)
        self.date.setText("" if result is None else result.date)
        self._is_showing = False
        self._show_possible()

    @property
    def fault(self) -> tuple[str, QWidget] | None:
        """What has to be corrected before the lesion can be kept, and in which field."""
        try:
            Lesion(number=1, size_mm=_size_of(self.size_mm.text()))
        except ValueError:
            words = self.tr("The size is a number of mm, at most {0}.")
            return words.format(f"{LARGEST_MM:g}"), self.size_mm
        if not self.is_biopsied.isChecked() or not self.result.currentData():
            return None
        if self.result.currentData() == OTHER and not self.text.text().strip():
            return self.tr("Describe the other result in the text of the report."), self.text
        try:
            self._pathology()
        except ValueError:
            return self.tr("The date of the result is YYYY-MM-DD, or empty."), self.date
        return None

    def lesion(self) -> Lesion:
        """Return the lesion as entered.

        Raises
        ------
        ValueError
            There is a `fault`.
        """
        place = self.place.currentData()
        is_biopsied = self.is_biopsied.isChecked()
        return Lesion(
            number=self._number,
            place=Place(place) if place else None,
            size_mm=_size_of(self.size_mm.text()),
            code=self.code.currentData(),
            note=self.note.text().strip(),
            is_biopsied=is_biopsied,
            jar=self.jar.text().strip() if is_biopsied else "",
            pathology=self._pathology() if is_biopsied else None,
            findings=_checked(self.findings),
            pictures=_checked(self.pictures),
        )

    def _pathology(self) -> LesionPathology | None:
        result = self.result.currentData()
        if not result:
            return None
        sides = {"": None, "benign": False, "grave": True}
        return LesionPathology(
            result=result,
            text=self.text.text().strip(),
            premalignant_or_malignant=sides[self.side.currentData()] if result == OTHER else None,
            date=self.date.text().strip(),
            entered_wall_ns=self._entered_ns,
        )

    def _show_possible(self) -> None:
        """Show the fields that the others make possible."""
        is_taken, has_result = self.is_biopsied.isChecked(), bool(self.result.currentData())
        is_other = is_taken and self.result.currentData() == OTHER
        shown: dict[QWidget, bool] = {
            self.jar: is_taken,
            self.result: is_taken,
            self.side: is_other,
            self.text: is_taken and has_result,
            self.date: is_taken and has_result,
        }
        for field, is_shown in shown.items():
            self._layout.setRowVisible(field, is_shown)

    def _edit(self) -> None:
        if not self._is_showing:
            self._show_possible()
            self.edited.emit()

    def _choice(self, title: str, options: Mapping[str, str]) -> QComboBox:
        made = QComboBox(self)
        made.setView(QListView(made))  # its rows follow the height in the style sheet
        made.setAccessibleName(title)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(_FEWEST_LETTERS)
        for value, words in options.items():
            made.addItem(words, value)
        return made

    def _line(self, title: str, longest: int) -> QLineEdit:
        made = QLineEdit(self)
        made.setMaxLength(longest)
        made.setAccessibleName(title)
        return made

    def _links(self, title: str) -> QListWidget:
        made = QListWidget(self)
        made.setAccessibleName(title)
        made.setObjectName("links")
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _connect(self) -> None:
        for choice in (self.place, self.code, self.result, self.side):
            choice.currentIndexChanged.connect(lambda _: self._edit())
        for line in (self.size_mm, self.note, self.jar, self.text, self.date):
            line.textEdited.connect(lambda _: self._edit())
        self.is_biopsied.toggled.connect(lambda _: self._edit())
        for links in (self.findings, self.pictures):
            links.itemChanged.connect(lambda _: self._edit())

    def _place(self) -> None:
        self._layout = QFormLayout(self)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: Sequence[QWidget] = (
            self.code, self.place, self.size_mm, self.note, self.is_biopsied, self.jar,
            self.result, self.side, self.text, self.date, self.findings, self.pictures,
        )  # fmt: skip
        for field in fields:
            title = "" if field is self.is_biopsied else field.accessibleName()
            self._layout.addRow(text_label(self, "body", title), field)


def _size_of(text: str) -> float | None:
    """Return a size, with a point or a comma; ValueError if it is none."""
    return float(text.strip().replace(",", ".")) if text.strip() else None


def _select(choice: QComboBox, value: str) -> None:
    """Select a value; one that the model does not have is added."""
    if choice.findData(value) < 0:
        choice.addItem(value, value)
    choice.setCurrentIndex(choice.findData(value))


def _check(links: QListWidget, keys: Sequence[str]) -> None:
    for row in range(links.count()):
        item = links.item(row)
        is_linked = item.data(Qt.ItemDataRole.UserRole) in keys
        item.setCheckState(Qt.CheckState.Checked if is_linked else Qt.CheckState.Unchecked)


def _checked(links: QListWidget) -> tuple[str, ...]:
    items = [links.item(row) for row in range(links.count())]
    return tuple(
        str(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() is Qt.CheckState.Checked
    )
