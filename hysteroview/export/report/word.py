"""Reports as Word documents, to be edited further; a site's own document gives the styles."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hysteroview.core.errors import StorageError
from hysteroview.export.report.content import PictureBlock, ReportContent, Row, Section, Table
from hysteroview.export.report.pdf import timeline_png
from hysteroview.export.report.templates import WORD, word_template

if TYPE_CHECKING:
    from docx.document import Document

_WARNING, _QUIET = (0xA4, 0x26, 0x2C), (0x66, 0x72, 0x7F)
_LATIN, _CHINESE = "Arial", "Microsoft YaHei"  # of the reader's computer: Word embeds no fonts


def word_of(content: ReportContent, folder: Path | None = None) -> bytes:
    """Return the report as a Word document.

    Parameters
    ----------
    folder
        Of the site: the styles of `report.docx` in it are used.

    Raises
    ------
    StorageError
        That document cannot be used.
    """
    document = _opened(word_template(folder))
    _Writer(document, content, folder).write()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _opened(template: bytes | None) -> Document:
    import docx  # noqa: PLC0415 - only a report needs it
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    if template is None:
        return docx.Document()
    try:
        document = docx.Document(io.BytesIO(template))
    except (OpcError, KeyError, ValueError, OSError) as error:
        raise StorageError(
            f"{WORD} cannot be used as a template.", remedy="Save it again as a Word document."
        ) from error
    body = document.element.body
    for part in list(body):
        if not part.tag.endswith("}sectPr"):  # size and margins of the page stay
            body.remove(part)
    return document


class _Writer:
    """Writes the parts of a report one after another."""

    def __init__(self, document: Document, content: ReportContent, folder: Path | None) -> None:
        self._document, self._content, self._folder = document, content, folder

    def write(self) -> None:
        content, document = self._content, self._document
        self._set_up()
        if content.logo:
            from docx.shared import Mm  # noqa: PLC0415

            document.add_picture(io.BytesIO(content.logo), height=Mm(14))
        for line in content.header:
            document.add_paragraph(line)
        document.add_heading(content.title, 0)
        self._colored(document.add_paragraph(), content.subtitle, _QUIET)
        document.add_paragraph().add_run(content.notice).bold = True
        for section in (*content.head, *content.sections):
            self._section(section)
        self._table(content.lesions)
        self._section(content.pathology)
        self._table(content.photo_plan)
        self._section(content.signature)
        document.add_paragraph("\n" + "_" * 40)
        document.add_heading(content.pictures_heading, 1)
        self._texts(content.pictures_texts)
        for picture in content.pictures:
            self._picture(picture)
        document.add_paragraph().paragraph_format.page_break_before = True
        document.add_heading(content.ai_heading, 1)
        self._texts(content.ai_texts)
        self._timeline()
        for part in content.ai_parts:
            if isinstance(part, Table):
                self._table(part)
            else:
                self._section(part)

    def _set_up(self) -> None:
        """Set fonts, the properties, and the notice at the foot of each page."""
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Mm, Pt  # noqa: PLC0415

        content, document = self._content, self._document
        if not self._has_template:
            for name in ("Normal", "Title", "Heading 1", "Heading 2"):
                style: Any = document.styles[name]
                style.font.name = _LATIN
                fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
                for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                    fonts.attrib.pop(qn(attribute), None)
                fonts.set(qn("w:eastAsia"), _CHINESE)
            normal: Any = document.styles["Normal"]
            normal.font.size = Pt(9.5)
            normal.paragraph_format.space_after = Pt(3)
            page = document.sections[0]
            page.page_width, page.page_height = Mm(210), Mm(297)
            page.left_margin = page.right_margin = Mm(18)
            page.top_margin = page.bottom_margin = Mm(18)
        footer = document.sections[0].footer
        footer.paragraphs[0].text = content.notice
        document.sections[0].header.paragraphs[0].text = content.running
        core = document.core_properties
        core.title, core.author, core.last_modified_by = content.title, content.author, ""
        core.comments, core.language = content.notice, content.language
        core.created = core.modified = content.made.replace(tzinfo=None)
        core.revision = 1

    @property
    def _has_template(self) -> bool:
        return self._folder is not None and (self._folder / WORD).exists()

    def _section(self, section: Section) -> None:
        self._document.add_heading(section.heading, 2)
        if section.rows:
            from docx.shared import Mm  # noqa: PLC0415

            table = self._document.add_table(rows=0, cols=2)
            for row in section.rows:
                label, value = table.add_row().cells
                label.width, value.width = Mm(45), Mm(129)
                self._colored(label.paragraphs[0], row.label, _QUIET)
                self._value(value.paragraphs[0], row)
        self._texts(section.texts)

    def _value(self, paragraph: Any, row: Row) -> None:
        if row.is_warning:
            self._colored(paragraph, row.value, _WARNING).bold = True
        elif row.is_recorded:
            paragraph.add_run(row.value)
        else:
            self._colored(paragraph, row.value, _QUIET)

    def _table(self, part: Table) -> None:
        self._document.add_heading(part.heading, 2)
        if not part.rows:
            self._colored(self._document.add_paragraph(), part.empty, _QUIET)
        else:
            table = self._document.add_table(rows=1, cols=len(part.columns))
            if not self._has_template:
                table.style = "Table Grid"
            for cell, words in zip(table.rows[0].cells, part.columns, strict=True):
                cell.paragraphs[0].add_run(words).bold = True
            for row in part.rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        self._texts(part.texts)

    def _picture(self, block: PictureBlock) -> None:
        from docx.shared import Mm  # noqa: PLC0415

        title = self._document.add_paragraph()
        title.add_run(block.title).bold = True
        title.paragraph_format.keep_with_next = True
        pictures = self._document.add_paragraph()
        pictures.paragraph_format.keep_with_next = True
        shown = ((block.raw, block.raw_words), (block.annotated, block.annotated_words))
        for encoded, words in shown:
            if encoded:
                made = pictures.add_run().add_picture(io.BytesIO(encoded), width=Mm(84))
                made._inline.docPr.set("descr", words)
                pictures.add_run(" ")
        said = " · ".join(filter(None, (block.raw_words, block.annotated_words)))
        self._colored(self._document.add_paragraph(), said, _QUIET)
        self._texts(block.texts)

    def _timeline(self) -> None:
        figure = self._content.ai_timeline
        if figure is None:
            return
        from docx.shared import Mm  # noqa: PLC0415

        self._document.add_heading(figure.heading, 2)
        png = timeline_png(self._content, self._folder)
        made = self._document.add_picture(io.BytesIO(png), width=Mm(174))
        made._inline.docPr.set("descr", figure.words)
        self._texts(figure.texts)

    def _texts(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self._document.add_paragraph(text)

    def _colored(self, paragraph: Any, text: str, color: tuple[int, int, int]) -> Any:
        from docx.shared import RGBColor  # noqa: PLC0415

        run = paragraph.add_run(text)
        run.font.color.rgb = RGBColor(*color)
        return run
