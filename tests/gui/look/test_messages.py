"""What the layers below the window say, in its language: every message, with its values."""

from __future__ import annotations

import errno
import json
import os
import re
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.capture.live.address import parse_address
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.files import storage_error
from hysteroview.exam.store.key_file import read_key_file
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.messages import (
    MessageCatalog,
    failure_words,
    join_sentences,
    translated_message,
)
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.settings.choices import Language

PACKAGING = Path(__file__).parents[3] / "packaging"
sys.path.insert(0, str(PACKAGING))

import message_templates  # noqa: E402 - a script, no part of the program
import translations  # noqa: E402

TEMPLATES: list[str] = json.loads((translations.FOLDER / translations.MESSAGES).read_text())
VALUES = ("film", "Weiss", "12", "exams", "half")


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    install_language(Language.ENGLISH)


def test_the_templates_are_those_of_the_source() -> None:
    assert translations.messages() == TEMPLATES, "run `make translations`"


def test_each_message_is_found_again_with_its_values() -> None:
    catalog = MessageCatalog(TEMPLATES)
    for template in TEMPLATES:
        found = catalog.match(template.format(*VALUES))
        assert found is not None, template
        assert found.template == template
        assert found.values == VALUES[: len(found.values)]


def test_each_message_is_shown_in_chinese_with_its_values() -> None:
    install_language(Language.CHINESE)
    for template in TEMPLATES:
        message = template.format(*VALUES)
        shown = translated_message(message)
        assert re.search("[\u4e00-\u9fff]", shown), template
        for _, place, _, _ in string.Formatter().parse(template):
            assert place is None or VALUES[int(place)] in shown, template


def test_english_messages_stay_as_they_are() -> None:
    install_language(Language.ENGLISH)
    for template in TEMPLATES:
        assert translated_message(template) == template


def no_file(_folder: Path) -> None:
    open_source(str(_folder / "none.mp4"))


def empty_file(folder: Path) -> None:
    (folder / "film.mp4").touch()
    open_source(str(folder / "film.mp4"))


def no_video(folder: Path) -> None:
    (folder / "film.mp4").write_bytes(bytes(range(256)) * 64)
    open_source(str(folder / "film.mp4"))


def text_file(folder: Path) -> None:
    (folder / "film.mp4").write_text("These are words.\n" * 100)
    open_source(str(folder / "film.mp4"))


def no_pictures(folder: Path) -> None:
    (folder / "still").mkdir()
    open_source(str(folder / "still"))


def no_image(folder: Path) -> None:
    (folder / "still.png").write_bytes(np.arange(99, dtype=np.uint8).tobytes())
    open_source(str(folder / "still.png"))


def unknown_scheme(_folder: Path) -> None:
    parse_address("gopher://10.0.0.5")


def no_port(_folder: Path) -> None:
    parse_address("udp://10.0.0.5")


def no_camera(_folder: Path) -> None:
    open_source("camera:/dev/video99")


def lost_key(folder: Path) -> None:
    read_key_file(folder)


def full_disk(folder: Path) -> None:
    raise storage_error(folder / "x.png", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def read_only_disk(folder: Path) -> None:
    raise storage_error(folder / "x.png", OSError(errno.EROFS, os.strerror(errno.EROFS)))


def no_folder(folder: Path) -> None:
    raise storage_error(folder / "x.png", OSError(errno.ENOENT, os.strerror(errno.ENOENT)))


@pytest.mark.parametrize(
    "fail",
    [
        no_file, empty_file, no_video, text_file, no_pictures, no_image, unknown_scheme, no_port,
        no_camera, lost_key, full_disk, read_only_disk, no_folder,
    ],
)  # fmt: skip
def test_failures_of_files_streams_and_disks_are_in_chinese(
    fail: Callable[[Path], None], tmp_path: Path
) -> None:
    with pytest.raises(HysteroViewError) as caught:
        fail(tmp_path)
    install_language(Language.CHINESE)
    shown = failure_words(caught.value)
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,}", shown), shown  # names, but no English words
    assert str(caught.value).isascii() or "“" in str(caught.value)  # the log stays English


def test_sentences_in_a_row_are_translated_one_by_one() -> None:
    install_language(Language.CHINESE)
    shown = translated_message(
        "The snapshot was not saved. x y.png cannot be written: no space left on device. "
        "Free some space, or choose another disk."
    )
    assert shown == "采图未保存。无法写入 x y.png：磁盘空间不足。请清理磁盘空间，或选择其他磁盘。"


def test_what_is_not_known_stays_and_the_rest_is_translated() -> None:
    install_language(Language.CHINESE)
    assert translated_message("Plug it in. Check the disk.") == "Plug it in. 请检查磁盘。"
    assert translated_message("OpenVINO 2025 · CPU · fp32") == "OpenVINO 2025 · CPU · fp32"
    assert translated_message("") == ""


def test_each_reason_of_several_is_translated() -> None:
    install_language(Language.CHINESE)
    shown = translated_message(
        "No analysis is possible: no installed runtime can load the model "
        "(tensorrt-fp16: tensorrt is not installed; torch-cuda: torch finds no CUDA GPU)."
    )
    assert "tensorrt-fp16: 未安装 tensorrt; torch-cuda: torch 未找到 CUDA 显卡" in shown


def test_a_notice_is_in_the_language_of_the_window(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    install_language(Language.CHINESE)
    bar.show_failure(StorageError("The disk is full.", remedy="Check the disk."))
    assert bar.text == "磁盘已满。请检查磁盘。"


def test_sentences_are_joined_as_their_script_does() -> None:
    assert join_sentences(["A.", "", "B."]) == "A. B."
    assert join_sentences(["甲。", "乙。"]) == "甲。乙。"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the folder of a package with one layer, whose messages are gathered."""
    folder = tmp_path / "package"
    (folder / "core").mkdir(parents=True)
    (folder / "core" / "errors.py").write_text(
        "class HysteroViewError(Exception):\n    pass\n\n\n"
        "class DiskError(HysteroViewError):\n    pass\n"
    )
    return folder


def gathered(package: Path, source: str) -> set[str]:
    of_the_system = message_templates.message_templates(package)
    (package / "core" / "disk.py").write_text(source)
    return set(message_templates.message_templates(package)) - set(of_the_system)


def test_a_message_is_followed_through_names_conditions_tables_and_functions(package: Path) -> None:
    source = """
MOST = 3
TOLD = {1: "Wait a moment.", 2: "Check the disk."}

def why(error):
    if error:
        return "it is full"
    return str(error)

def write(path, error, many):
    kind = "a folder" if many else "a file"
    raise DiskError(f"{path} of {MOST} is {kind}: {why(error)}.", remedy=TOLD[error])
"""
    assert gathered(package, source) == {
        "{0} of 3 is a folder: it is full.",
        "{0} of 3 is a folder: {1}.",
        "{0} of 3 is a file: it is full.",
        "{0} of 3 is a file: {1}.",
        "Wait a moment.",
        "Check the disk.",
    }


def test_a_message_that_cannot_be_followed_is_refused(package: Path) -> None:
    with pytest.raises(message_templates.UnreadableMessage, match=r"disk\.py:3"):
        gathered(package, "def write(a, b):\n    # so nobody could translate it\n"
                          "    raise DiskError(f'{a}: {b}')\n")  # fmt: skip
