"""A bundle is replaced by a complete one, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import ModelError
from hysteroview.inference.model.bundle_files import CARD_FILE
from hysteroview.lab.bundle.draft import draft_folder


def write_card(folder: Path, words: str) -> None:
    folder.mkdir(parents=True)
    (folder / CARD_FILE).write_text(words)


def card_of(folder: Path) -> str:
    return (folder / CARD_FILE).read_text()


def test_the_draft_takes_the_place_of_the_earlier_bundle(tmp_path: Path) -> None:
    write_card(tmp_path / "bundle", "earlier")
    with draft_folder(tmp_path / "bundle") as draft:
        write_card(draft, "new")
        assert card_of(tmp_path / "bundle") == "earlier"
    assert card_of(tmp_path / "bundle") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_body_that_fails_leaves_the_earlier_bundle(tmp_path: Path) -> None:
    write_card(tmp_path / "bundle", "earlier")

    def fail() -> None:
        with draft_folder(tmp_path / "bundle") as draft:
            write_card(draft, "new")
            raise ModelError("the export differs", remedy="none")

    with pytest.raises(ModelError, match="the export differs"):
        fail()
    assert card_of(tmp_path / "bundle") == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]


def test_a_draft_that_cannot_take_its_place_leaves_the_earlier_bundle(tmp_path: Path) -> None:
    write_card(tmp_path / "bundle", "earlier")
    with pytest.raises(FileNotFoundError), draft_folder(tmp_path / "bundle"):
        pass  # there is no draft to rename
    assert card_of(tmp_path / "bundle") == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
