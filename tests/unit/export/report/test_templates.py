"""Tests of a site's own header, logo and templates."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.core.errors import StorageError
from hysteroview.export.report.templates import (
    copy_templates,
    picture_size,
    picture_svg,
    read_templates,
    site_of,
)


def _png(width: int = 40, height: int = 20) -> bytes:
    return cv2.imencode(".png", np.zeros((height, width, 3), np.uint8))[1].tobytes()


def test_site_has_its_header_and_logo(tmp_path: Path) -> None:
    (tmp_path / "header.txt").write_text("Frauenklinik\n妇产科\n", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(_png())
    site = site_of(tmp_path)
    assert site.header == ("Frauenklinik", "妇产科")
    assert site.logo == _png()
    assert site_of(None).header == ()


@pytest.mark.parametrize("logo", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_logo_that_is_no_picture_is_refused(tmp_path: Path, logo: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(logo or b"x")
    with pytest.raises(StorageError, match="neither PNG nor JPEG"):
        site_of(tmp_path)


def test_own_files_replace_those_of_the_program(tmp_path: Path) -> None:
    assert copy_templates(tmp_path) == ["report.typ", "timeline-alone.typ", "timeline.typ"]
    (tmp_path / "report.typ").write_text("own", encoding="utf-8")
    (tmp_path / "seal.PNG").write_bytes(_png())
    files = read_templates(tmp_path)
    assert files["report.typ"] == b"own"
    assert files["seal.PNG.svg"] == picture_svg(_png())
    assert b'width="40" height="20"' in files["seal.PNG.svg"]
    with pytest.raises(StorageError, match="already exists"):
        copy_templates(tmp_path)


def test_template_that_would_fetch_a_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_text('#import "@preview/cetz:0.3.0"', encoding="utf-8")
    with pytest.raises(StorageError, match="package"):
        read_templates(tmp_path)


def test_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_bytes(b"\xff\xfe")
    with pytest.raises(StorageError, match="UTF-8"):
        read_templates(tmp_path)


def test_folder_of_templates_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no folder of templates"):
        read_templates(tmp_path / "none")


def test_size_of_a_picture_comes_from_its_header() -> None:
    assert picture_size(_png(7, 9)) == (7, 9)
