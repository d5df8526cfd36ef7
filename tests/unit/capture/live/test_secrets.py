"""A secret anywhere in an address is in no text that the program shows, logs or exports."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hysteroview.capture.live.address import parse_address
from hysteroview.capture.opening import open_source
from hysteroview.cli.sources import sources
from hysteroview.cli.views import views
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.locations import HIDDEN, shareable, without_secrets
from hysteroview.gui.sources.choice import arrange, choice_of
from hysteroview.settings import source_presets
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.file import load_settings
from hysteroview.settings.source_presets import (
    LoadedPresets,
    SourcePreset,
    format_presets,
    load_presets,
    parse_presets,
    save_presets,
)
from measured import at_most
from trials import trials

SECRET = "Geheim7531"
KINDS = ("rtsp", "RTSP", "rtsps", "udp", "rtp", "tcp", "srt", "http", "https", "rtmp")
JUNK = st.text("#/?@:%&=;[]\\' +.*1aé", max_size=4)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Draw an address, well formed or mistyped, with the secret at one or more places."""
    kind = draw(st.sampled_from(KINDS))
    separator = draw(st.sampled_from(("://", "://", "://", ":/", ":", "//")))
    places = ("user", "password", "path", "name", "value", "fragment")
    secret = draw(st.sets(st.sampled_from(places), min_size=1))
    user, password, path, name, value, fragment = (
        f"{draw(JUNK)}{SECRET}{draw(JUNK)}" if place in secret else draw(JUNK) for place in places
    )
    login = f"{user}:{password}@" if secret & {"user", "password"} or draw(st.booleans()) else ""
    host = draw(st.sampled_from(("10.0.0.5", "tower.example", "[::1]", "10.0.0.5:554", "")))
    behind = f"/{path}" + (f"?{name}={value}" if secret & {"name", "value"} else "")
    return f"{kind}{separator}{login}{host}{behind}" + (f"#{fragment}" if fragment else "")


def error_of(function: object, *arguments: object) -> str:
    try:
        return repr(function(*arguments))  # type: ignore[operator]
    except HysteroViewError as error:
        return f"{error.message} {error.remedy} {error!r}"
    except ValueError as error:
        return repr(error)


@settings(max_examples=trials(300, 5000))
@given(addresses())
@example(f"rtsp://10.0.0.5:554/user=admin&password={SECRET}&channel=1&stream=0.sdp")
@example(f"http://10.0.0.5/live?pw={SECRET}")
@example(f"srt://10.0.0.5:9000?streamid={SECRET}&mode=caller")
@example(f"rtmp://10.0.0.5/live/{SECRET}")
@example(f"rtsp://eva:12#{SECRET}@10.0.0.5/live")
@example(f"rtsp://eva:12/{SECRET}@10.0.0.5/live")
@example(f"rtsp://eva:12?{SECRET}@10.0.0.5/live")
@example(f" rtsp://eva:{SECRET}@10.0.0.5/live")
@example(f"rtsp:/eva:{SECRET}@10.0.0.5/live")
@example(f"eva:{SECRET}@10.0.0.5/live")
@example(f"10.0.0.5/live?user=eva&password={SECRET}")
@example(f"camera:rtsp://eva:{SECRET}@10.0.0.5/live")
@example(f"phantom:rtsp://eva:{SECRET}@10.0.0.5/live")
@example(f"{SECRET}://10.0.0.5/live")
def test_a_secret_anywhere_in_an_address_is_never_shown(address: str) -> None:
    texts = [without_secrets(address), shareable(address), error_of(parse_address, address)]
    texts.append(error_of(SourcePreset, "Tower", address))
    texts.append(error_of(SourcePreset, address[:60], "camera:0"))
    with suppress(ValueError):  # colors that a mistyped address cannot have
        preset = SourcePreset("Tower", address)
        texts += [preset.shown, format_presets([preset], with_secrets=False)]
        texts.append(error_of(lambda: arrange((), LoadedPresets((preset,)), "")))
    texts.append(error_of(choice_of, address))
    if "Address(" not in error_of(parse_address, address):  # others would be looked for
        texts.append(error_of(open_source, address))
    for text in texts:
        assert SECRET.lower() not in text.lower()


@settings(max_examples=trials(100, 3000))
@given(
    st.sampled_from(("rtsp://", "srt://", "udp://", "http:/", "eva:", "camera:", "phantom:", "")),
    st.text("aé0/\\:?#@&=%[].x ", max_size=12),
    st.sampled_from((1, 1, 1000, 20_000)),
)
def test_no_location_takes_all_memory_or_time(kind: str, part: str, repeated: int) -> None:
    location = kind + part * repeated
    with at_most(cpu_s=1, memory_bytes=16e6):
        without_secrets(location)
        shareable(location)
        error_of(parse_address, location)
        error_of(SourcePreset, "Tower", location)
        error_of(split_correction, location)


@pytest.mark.parametrize(
    ("location", "shown", "exported"),
    [
        ("rtsp://u:p@h:554/a?b=1", "RTSP h:554", f"rtsp://h:554/{HIDDEN}"),
        ("rtsp://h", "RTSP h", "rtsp://h"),
        ("udp://@239.0.0.1:5000", "UDP 239.0.0.1:5000", "udp://@239.0.0.1:5000"),
        ("srt://[::1]:9?passphrase=abc", "SRT [::1]:9", f"srt://[::1]:9/{HIDDEN}"),
        ("http://10.0.0.5/a?user=b@c", "HTTP 10.0.0.5", f"http://10.0.0.5/{HIDDEN}"),
        ("http://[bad", f"HTTP {HIDDEN}", f"http://{HIDDEN}"),
        ("rtsp://eva:1#2@h/a", f"RTSP {HIDDEN}", f"rtsp://{HIDDEN}"),
        ("rtsp:/eva:1@h/a", HIDDEN, HIDDEN),
        ("/films/key=1@home.mp4", "/films/key=1@home.mp4", "/films/key=1@home.mp4"),
        ("C:\\films\\a@b.mp4", "C:\\films\\a@b.mp4", "C:\\films\\a@b.mp4"),
        ("camera:0?fps=60&size=9x9", "camera:0?fps=60&size=9x9", "camera:0?fps=60&size=9x9"),
        ("phantom:?seed=7&lesion=EP", "phantom:?seed=7&lesion=EP", "phantom:?seed=7&lesion=EP"),
    ],
)
def test_only_kind_and_host_are_shown(location: str, shown: str, exported: str) -> None:
    assert without_secrets(location) == shown
    assert shareable(location) == exported


@pytest.mark.parametrize(
    "location",
    [
        "camera:0?size={}",
        "camera:0?fps={}",
        "camera:0?format={}",
        "camera:0?{}=1",
        "camera:{}",
        "camera:/home/{}?fps=900000",
        "phantom:?seed={}",
        "phantom:?lesion={}",
        "phantom:?blood={}",
        "phantom:?size={}",
        "phantom:?fps={}",
        "phantom:?{}=1",
        "phantom:{}",
        "/films/a.mp4#color={}",
    ],
)
def test_what_cannot_be_read_of_a_location_is_not_repeated(location: str) -> None:
    for secret in (SECRET, f"eva:{SECRET}", f"rtsp://eva:{SECRET}@h/a", f"{SECRET}/x"):
        told = error_of(open_source, location.format(secret))
        assert SECRET not in told
        assert "Source" in told or "camera" in told


@pytest.mark.parametrize(
    "text",
    [
        "[live]\nrate_hz = {}",
        "[keys]\nsnapshot = [{}, 1]",
        "[views]\nx = {}",
        "[keys]\n{} = 5",
        "[views]\n{} = 5",
        "[views]\n{} = 'x'",
        "[storage]\nstore = [{}]",
        "[{}",
        "[{}]\na=1\n[{}]\na=1",
        "[live]\n{} = 1\n{} = 2",
        "x = {{ {} = 1, {} = 2 }}",
        "[live]\nrate_hz = {} {}",
        "[sources.a]\nlocation = 'camera:0'\nview = {}",
        "[sources.a]\nview = {}",
        "[sources.a]\nlocation = 'camera:0'\ncolor = {}",
        "[sources.{}]\nview = 5",
        "[sources.a]\nlocation = 'camera:0'\nview = 'round:{{}}'",
    ],
)
def test_what_cannot_be_read_of_a_file_is_not_repeated(text: str, tmp_path: Path) -> None:
    address = f"rtsp://eva:{SECRET}@10.0.0.5/live"
    content = text.format(*(f'"{address}"',) * 2)
    (tmp_path / "settings.toml").write_text(content)
    (tmp_path / "sources.toml").write_text(content)
    loaded = load_settings(tmp_path / "settings.toml", tmp_path / "none")
    presets = load_presets(tmp_path / "sources.toml")
    told = f"{loaded.notice} {presets.notice} {error_of(parse_presets, content)}"
    assert SECRET not in told
    assert "damaged" in told


def test_no_number_in_a_location_takes_all_memory_or_time() -> None:
    for location in (
        "camera:0?fps=1e999999999", "camera:0?fps=1/1e9", "camera:0?size=1e9x1e9",
        "phantom:?seed=" + "0" * 11 + "1" + "9" * 100_000, "phantom:?fps=1e99999999",
    ):  # fmt: skip
        with at_most(cpu_s=1, memory_bytes=4e6), pytest.raises(SourceError):
            open_source(location)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(source_presets, "presets_path", lambda: tmp_path / "sources.toml")
    return tmp_path / "sources.toml"


ODD = (
    f"rtsp://10.0.0.5/user=admin&password={SECRET}",
    f"http://10.0.0.5/live?pw={SECRET}",
    f"srt://10.0.0.5:9000?streamid={SECRET}",
    f"rtsp://eva:12#{SECRET}@10.0.0.5/live",
    f"rtsp:/eva:{SECRET}@10.0.0.5/live",
)


@pytest.mark.parametrize("location", ODD)
def test_no_command_shows_a_secret(
    location: str, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if SourcePreset("Tower", location).shown != HIDDEN:
        save_presets([SourcePreset("Tower", location)], file)  # as earlier versions saved it
    texts = []
    for command in (
        (sources, []), (sources, ["--json"]), (sources, ["export"]),
        (sources, ["save", "Tower 2", location]), (sources, ["save", location, "camera:0"]),
        (sources, ["remove", location]), (sources, ["correct", location]),
        (views, ["find", location]) if "#" in location else (views, ["forget", location]),
    ):  # fmt: skip
        result = CliRunner().invoke(command[0], command[1])
        texts += [result.output, repr(result.exception)]
        if isinstance(result.exception, HysteroViewError):
            texts += [result.exception.message, result.exception.remedy]
    assert SECRET not in " ".join(texts)
    assert SECRET not in caplog.text


def test_passwords_are_exported_only_when_asked_for(file: Path, tmp_path: Path) -> None:
    save_presets([SourcePreset("Tower", ODD[0])], file)
    exported = tmp_path / "export.toml"
    result = CliRunner().invoke(sources, ["export", "--with-passwords", str(exported)])
    assert result.exit_code == 0, result.output
    assert SECRET in exported.read_text(encoding="utf-8")
    assert exported.stat().st_mode & 0o077 == 0


def test_an_address_is_read_from_the_input(file: Path) -> None:
    result = CliRunner().invoke(sources, ["save", "Tower", "-"], input=f"{ODD[2]}\n")
    assert result.exit_code == 0, result.output
    assert load_presets(file).presets[0].location == ODD[2]
    shown = json.loads(CliRunner().invoke(sources, ["--json"]).output)
    assert shown["presets"][0]["location"] == "SRT 10.0.0.5:9000"


def test_what_cannot_be_read_is_not_saved(file: Path) -> None:
    for location in (ODD[3], ODD[4], "rtsp://"):
        result = CliRunner().invoke(sources, ["save", "Tower", location])
        assert isinstance(result.exception, HysteroViewError)
    assert not file.exists()
