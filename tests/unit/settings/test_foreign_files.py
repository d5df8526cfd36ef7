"""No file of the user's stops the program, whatever is in it, and no program's change is lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import tomli_w
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hysteroview
from hysteroview.cli.main import hysteroview as command_line
from hysteroview.core.errors import SettingsError, StorageError
from hysteroview.core.files import atomic_file
from hysteroview.inference.runtimes.choice import Choice, choices_path, recall, remember
from hysteroview.settings import user_file
from hysteroview.settings.corrections import ColorChoice, Correction
from hysteroview.settings.file import (
    format_settings,
    load_settings,
    parse_settings,
    save_settings,
    settings_path,
)
from hysteroview.settings.kinds import Folder
from hysteroview.settings.known_recordings import load_known_recordings, remember_recording
from hysteroview.settings.last_source import recall_source, remember_source
from hysteroview.settings.sections import Settings
from hysteroview.settings.source_presets import (
    SourcePreset,
    change_presets,
    format_presets,
    load_presets,
    parse_presets,
    presets_path,
    save_presets,
)
from hysteroview.settings.user_file import changing, leftovers
from measured import at_most

ROOT = Path(hysteroview.__file__).resolve().parents[1]
DIGITS, HEX = "9" * 5000, "0x" + "f" * 9000
HARD = {
    "nested arrays": "x = " + "[" * 100_000,
    "nested tables": "x = " + "{a = " * 50_000,
    "400 digits": "[live]\nrate_hz = 1" + "0" * 400,
    "5,000 digits": f"[live]\nrate_hz = {DIGITS}",
    "hexadecimal": f"[live]\nrate_hz = {HEX}\n[sources.x]\nlocation = {HEX}",
    "a long key": ".".join("a" * 200_000) + " = 1",
    "a long quoted key": ".".join(['"a"'] * 100_000) + " = 1",
    "a long header": "[" + " . ".join("a" * 100_000) + "]",
    "long keys": "\n".join(".".join("ab"[i % 2] * 900) + f".x{i} = 1" for i in range(400)),
    "too large": "# " + "x" * 2_000_000,
    "no text": "\udcff",
}  # fmt: skip
ONLY = {"400 digits": {"settings", "site"}}  # readers that see a fault; others ignore the section


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without any files."""
    for kind in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    settings_path().parent.mkdir(parents=True)
    choices_path().parent.mkdir(parents=True)
    return tmp_path


READERS: dict[str, Callable[[Path], object]] = {
    "settings": lambda path: load_settings(path, path.with_name("none")).notice,
    "site": lambda path: load_settings(path.with_name("none"), path).notice,
    "sources": lambda path: load_presets(path).notice,
    "recordings": lambda path: not load_known_recordings(path),
    "last source": lambda path: not recall_source(path),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", HARD)
def test_a_file_that_is_hard_to_read_is_reported_in_time(
    reader: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.toml"
    path.write_text(HARD[kind], errors="surrogateescape")
    written = path.read_bytes()
    with at_most(cpu_s=3, memory_bytes=60e6):
        found = READERS[reader](path)
    assert found or reader not in ONLY.get(kind, READERS)
    kept = [each for each in tmp_path.iterdir() if each.name.startswith("file.toml")]
    assert [each.read_bytes() for each in kept] == [written]  # set aside, or left


@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_or_a_device_is_reported_and_nobody_waits(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    os.mkfifo(path)
    assert READERS[reader](path)
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")
    assert READERS[reader](path)


def test_a_damaged_file_is_reported_once_and_the_program_starts(home: Path) -> None:
    for make in (os.mkfifo, lambda path: path.write_text("x = " + "[" * 9999)):
        for path in (settings_path(), presets_path(), choices_path()):
            make(path)
        said = [CliRunner().invoke(command_line, command) for command in (["views"], ["sources"])]
        assert [each.exit_code for each in said] == [0, 0], said
        assert all("toml.damaged" in each.output for each in said)
        for command in (["views"], ["sources"]):
            assert "toml.damaged" not in CliRunner().invoke(command_line, command).output
        assert recall("key") is None
        choices_path().unlink()
    assert {each.name for each in settings_path().parent.iterdir()} == {
        ".lock", "settings.toml.damaged", "settings.toml.damaged-2", "sources.toml.damaged",
        "sources.toml.damaged-2",
    }  # fmt: skip


def test_what_was_set_aside_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    for number in range(4):
        path.write_text(f"[live # {number}")
        assert load_settings(path).notice
    kept = sorted(each.read_text() for each in tmp_path.glob("settings.toml.damaged*"))
    assert kept == [f"[live # {number}" for number in range(4)]


@pytest.mark.parametrize("text", ["~nobody-at-all/x", "/a\0b", "/a\nb", "/" + "x" * 5000])
def test_a_folder_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Folder().read(text)
    with pytest.raises(ValueError, match=r"."):
        Folder().parse(text)
    with pytest.raises(SettingsError, match="damaged") as raised:
        parse_settings(tomli_w.dumps({"storage": {"folder": text}}))
    assert len(raised.value.message) < 500


def test_a_file_that_cannot_be_read_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sources.toml"
    save_presets([SourcePreset("one", "camera:0")], path)
    with monkeypatch.context() as changed:
        changed.setattr(user_file, "read_bounded", _forbidden)
        with pytest.raises(SettingsError, match="cannot be read"):
            change_presets(lambda kept: kept, path)
    assert [each.name for each in load_presets(path).presets] == ["one"]


def _forbidden(path: Path, _most: int) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


PROGRAM = """
import sys
from hysteroview.cli.main import hysteroview
for index in range(int(sys.argv[2])):
    name = f"{sys.argv[1]}{index}"
    for command in (["sources", "save", name, "rtsp://user:secret@host/live"],
                    ["views", "name", name, "full"], ["views", "remember", name, "full"]):
        hysteroview.main(command, prog_name="hysteroview", standalone_mode=False)
"""


def test_two_programs_at_once_lose_nothing(home: Path) -> None:
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, name, "6"], env=environment, stdout=subprocess.DEVNULL
        )
        for name in "ab"
    ]
    assert [program.wait() for program in programs] == [0, 0]
    names = {f"{name}{index}" for name in "ab" for index in range(6)}
    found = load_settings(settings_path()).settings
    assert set(dict(found.views.presets)) == set(dict(found.scopes.presets)) == names
    assert {each.name for each in load_presets(presets_path()).presets} == names


def test_threads_of_one_program_lose_nothing_either(home: Path) -> None:
    path = home / "recordings.toml"
    blue = Correction(ColorChoice.BT709)

    def keep(name: str) -> None:
        for index in range(10):
            remember_recording(f"{name}{index}", blue, path)
            remember(f"{name}{index}", Choice("onnx-cpu-fp32"))

    threads = [threading.Thread(target=keep, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [f"{name}{index}" for name in "abc" for index in range(10)]
    assert set(load_known_recordings(path)) == {*names}
    assert {recall(name) for name in names} == {Choice("onnx-cpu-fp32")}


def test_what_a_killed_program_has_left_is_removed_at_the_next_start(home: Path) -> None:
    """It may hold passwords."""
    places = (settings_path(), presets_path(), settings_path().with_name("last-source"))
    for path in places:
        with atomic_file(path, private=True) as temporary:
            left = temporary.rename(temporary.with_suffix(".kept"))
            temporary.write_text("")
        path.unlink()
        left.write_text("rtsp://user:secret@host/live")
        left = left.rename(temporary)  # as if the program had been killed
        assert leftovers(path) == [left]
    other = settings_path().with_name(".mine.part.toml")
    other.write_text("")
    load_settings(settings_path())
    load_presets(presets_path())
    recall_source(places[2])
    assert [leftovers(path) for path in places] == [[], [], []]
    assert other.exists()


def test_what_another_program_is_writing_is_not_removed(home: Path) -> None:
    path = presets_path()
    found: list[Path] = []

    def write() -> None:
        with changing(path), atomic_file(path) as temporary:
            temporary.write_text(format_presets([SourcePreset("x", "camera:0")], with_secrets=True))
            begun.set()
            found.extend(leftovers(path))
            done.wait()

    begun, done = threading.Event(), threading.Event()
    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    reader = threading.Thread(target=load_presets, args=(path,))
    reader.start()
    done.set()
    writer.join()
    reader.join()
    assert len(found) == 1
    assert [each.name for each in load_presets(path).presets] == ["x"]


def test_a_lock_that_is_held_for_too_long_is_reported(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_file, "_PATIENCE_S", 0.05)
    failures = []

    def save() -> None:
        try:
            save_settings(Settings(), settings_path())
        except StorageError as error:
            failures.append(error)

    with changing(settings_path()):
        other = threading.Thread(target=save)
        other.start()
        other.join()
    assert "Another program" in failures[0].message
    assert stat.S_IMODE((settings_path().parent / ".lock").stat().st_mode) == 0o600


SETTINGS = format_settings(Settings())
SOURCES = format_presets(
    [SourcePreset("OR 2", "rtsp://bob:geheim@10.0.0.5/live"), SourcePreset("Card", "camera:0")],
    with_secrets=True,
)
pieces = st.sampled_from(
    ["[", "[[", "{", "nan", "inf", "-1", "9" * 400, DIGITS, "0x" + "f" * 5000, '"', "'''", "= ",
     "a.b.c", "\0", "~nobody", "1979-05-27", "[sources]", "\n"]
) | st.text(max_size=8)  # fmt: skip


@given(st.data())
def test_any_damage_is_read_or_refused_within_bounds(data: st.DataObject) -> None:
    for sound, parse in ((SETTINGS, parse_settings), (SOURCES, parse_presets)):
        at = data.draw(st.integers(0, len(sound) - 1))
        text = sound[:at] + data.draw(pieces) * data.draw(st.integers(1, 3))
        text += sound[at + data.draw(st.integers(0, 30)) :]
        with at_most(cpu_s=2, memory_bytes=10e6), suppress(SettingsError):
            parse(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_file_that_is_read_or_set_aside(tmp_path: Path, content: bytes) -> None:
    for index, read in enumerate(READERS.values()):
        path = tmp_path / f"file{index}.toml"
        path.write_bytes(content)
        read(path)
        for each in tmp_path.glob("file*"):
            each.unlink()
    remember_source("camera:0", tmp_path / "last")
    assert recall_source(tmp_path / "last") == "camera:0"
