"""`hysteroview analyze` as a user calls it: a real process on real files, good and bad."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import pytest

from bundles import color_graph, write_bundle
from clips import picture, times_of, write_clip, write_sound
from disks import small_disk
from hysteroview.imaging.pixels.ycbcr import even
from patience import PATIENCE_S

COMMAND = [sys.executable, "-m", "hysteroview", "analyze"]
HEADER = [
    "frame",
    "pts_s",
    "state",
    "label",
    "p_EH",
    "p_AH",
    "p_EC",
    "p_EP",
    "p_SM",
    "p_premalignant_or_malignant",
    "reason",
    "quality",
    "open_set_score",
    "shown",
    "episode",
    "shown_state",
    "shown_reason",
    "shown_p_EH",
    "shown_p_AH",
    "shown_p_EC",
    "shown_p_EP",
    "shown_p_SM",
    "shown_p_premalignant_or_malignant",
    "two_class",
    "operating_point",
    "warnings",
    "shown_warnings",
]
QUIET = {"x265-params": "log-level=none"}
KINDS: dict[str, dict[str, object]] = {
    "h264.mp4": {},
    "hevc.mkv": {"codec": "libx265", "options": QUIET},
    "hevc 10 bit.mkv": {"codec": "libx265", "pix_fmt": "yuv420p10le", "options": QUIET},
    "interlaced.mpg": {"codec": "mpeg2video", "options": {"flags": "+ildct+ilme"}},
    "mjpeg.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p"},
    "variable rate.mp4": {"times_s": [0, 0.04, 0.1, 0.5, 0.52, 2.0]},
    "turned.mp4": {"rotation": 90},
    "anamorphic.mp4": {"aspect": Fraction(64, 45)},
    "odd size.mkv": {"codec": "ffv1", "pix_fmt": "yuv444p", "size": (97, 65)},
    "one pixel.mkv": {"codec": "ffv1", "pix_fmt": "yuv444p", "size": (1, 1)},
    "sound.mp4": {"audio": True},
}


def run(
    *arguments: str | Path,
    first: Sequence[str] = (),
    preexec: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Call the program; `first` stands before the command, `preexec` runs in the new process."""
    command = [*first, *COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=preexec)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def assert_refused(done: subprocess.CompletedProcess[str], *words: str, status: int = 1) -> None:
    """One line with message and remedy on stderr, no traceback, the right exit status."""
    assert done.returncode == status, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def film(tmp_path: Path) -> Path:
    write_clip(tmp_path / "film.mp4")
    return tmp_path / "film.mp4"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_video(name: str, bundle: Path, tmp_path: Path, out: Path) -> None:
    film, table, clip = tmp_path / name, out / "exam.csv", out / "exam.mp4"
    write_clip(film, **KINDS[name])  # type: ignore[arg-type]
    done = run(film, "--model", bundle, "--csv", table, "--annotated", clip)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    times = times_of(film)
    assert times_of(clip) == pytest.approx(times, abs=2e-6)
    rows = rows_of(table)
    assert list(rows[0]) == HEADER
    assert [int(row["frame"]) for row in rows] == list(range(len(times)))
    assert [float(row["pts_s"]) for row in rows] == pytest.approx(times, abs=1e-9)
    for row in rows:
        assert row["state"] == "ACTIVE"
        shares = [float(row[f"p_{code}"]) for code in ("EH", "AH", "EC", "EP", "SM")]
        assert sum(shares) == pytest.approx(1)
        assert float(row["p_premalignant_or_malignant"]) == pytest.approx(
            shares[1] + shares[2], abs=1e-9
        )
    with av.open(str(film)) as source, av.open(str(clip)) as target:
        stored, shown = source.streams.video[0], target.streams.video[0]
        aspect = stored.sample_aspect_ratio or Fraction(1)
        assert (shown.sample_aspect_ratio or 1) == 1  # so that every viewer shows circles
        if name == "anamorphic.mp4":
            assert (shown.width, shown.height) == (even(round(stored.width * aspect)), 64)
        assert [stream.type for stream in target.streams] == ["video"]
    assert f"{len(times)}, {len(times)} of them analyzed" in done.stdout
    assert "Research use only" in done.stdout
    assert "phantom-trained" in done.stdout
    assert "NOTE" not in done.stdout
    notes = json.loads((out / "exam.csv-metadata.json").read_text(encoding="utf-8"))["notes"][0]
    assert notes["source"] == name
    assert notes["origin"]["runtime"]
    assert notes["origin"]["model_sha256"]
    assert "Research use only" in notes["warning"]
    assert sorted(path.name for path in out.iterdir()) == [
        "exam.csv", "exam.csv-metadata.json", "exam.mp4",
    ]  # fmt: skip


def test_pictures_and_folders_and_the_summary_alone(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(3):
        cv2.imwrite(str(folder / f"{index}.png"), picture(index, 96 + 32 * index, 64)[..., ::-1])
    (folder / "3.png").write_bytes(b"damaged")
    done = run(folder, "--model", bundle)
    assert done.returncode == 0, done.stderr
    assert "3, 3 of them analyzed" in done.stdout
    assert "1 picture could not be read: 3.png." in done.stdout
    assert run(folder / "0.png", "--model", bundle).returncode == 0


def test_the_closing_lines_say_that_the_gate_has_stopped_nothing(
    bundle: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(300):  # of a model whose limits stop nothing
        cv2.imwrite(str(folder / f"{index:03}.png"), picture(index, 48, 32)[..., ::-1])
    done = run(folder, "--model", bundle)
    assert "not assessed  0 % of 300 frames" in done.stdout
    assert "NOTE: The quality gate has stopped 0 % of 300 frames." in done.stdout


def test_every_third_frame(bundle: Path, film: Path, out: Path) -> None:
    done = run(
        film, "--model", bundle, "--every", "3", "--csv", out / "x.csv", "--annotated",
        out / "x.mp4",
    )  # fmt: skip
    assert "12, 4 of them analyzed" in done.stdout
    frames = [row["frame"] for row in rows_of(out / "x.csv")]
    assert frames == ["0", "3", "6", "9"]
    assert len(times_of(out / "x.mp4")) == 12


def test_a_truncated_clip_is_analyzed_to_where_it_ends(
    bundle: Path, tmp_path: Path, out: Path
) -> None:
    write_clip(tmp_path / "film.mkv", frames=100, options={"g": "10"})
    content = (tmp_path / "film.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(content[: len(content) // 2])
    done = run(tmp_path / "cut.mkv", "--model", bundle, "--csv", out / "x.csv")
    assert done.returncode == 0, done.stderr
    assert "ends early" in done.stdout
    assert "of 4.00 s" in done.stdout
    assert 5 < len((out / "x.csv").read_text().splitlines()) < 95


def test_the_verdict_computed_again_from_the_table_has_the_same_bits(
    bundle: Path, tmp_path: Path, out: Path
) -> None:
    write_clip(tmp_path / "film.mp4", frames=25)  # long enough for a finding
    done = run(tmp_path / "film.mp4", "--model", bundle, "--csv", out / "x.csv")
    assert "AI findings\n" in done.stdout
    again = subprocess.run(
        [*COMMAND[:-1], "verdict", out / "x.csv", "--model", bundle, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    description = json.loads((out / "x.csv-metadata.json").read_text(encoding="utf-8"))
    kept = description["notes"][0]["summary"]["verdict"]
    assert json.loads(again.stdout) == kept
    assert kept["findings"][0]["code"] == "AH"
    assert kept["states"]["ACTIVE"] == kept["pooled_frames"] == 25


BAD_FILES = {
    "text.mp4": b"this is no video\n" * 99,
    "empty.mp4": b"",
    "noise.mkv": bytes(range(256)) * 50,
    "picture.png": b"this is no picture",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_video(name: str, bundle: Path, tmp_path: Path, out: Path) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    done = run(
        tmp_path / name, "--model", bundle, "--csv", out / "x.csv", "--annotated", out / "x.mp4"
    )
    assert_refused(done, name)
    assert list(out.iterdir()) == []


def test_sound_files_folders_and_missing_files_are_refused(
    bundle: Path, tmp_path: Path, out: Path
) -> None:
    write_sound(tmp_path / "sound.m4a")
    assert_refused(run(tmp_path / "sound.m4a", "--model", bundle), "contains only sound")
    assert_refused(run(out, "--model", bundle), "contains no pictures")
    assert_refused(run(tmp_path / "none.mp4", "--model", bundle), "There is no file")
    assert_refused(run("phantom:", "--model", bundle), "without an end", "hysteroview phantom")


def test_a_codec_that_is_missing(bundle: Path, tmp_path: Path) -> None:
    write_clip(tmp_path / "film.avi", codec="mjpeg", pix_fmt="yuvj420p", frames=3)
    content = (tmp_path / "film.avi").read_bytes().replace(b"MJPG", b"ZZQQ")
    (tmp_path / "film.avi").write_bytes(content)
    assert_refused(run(tmp_path / "film.avi", "--model", bundle), "cannot decode")


def test_models_that_are_not_what_they_say(film: Path, tmp_path: Path, out: Path) -> None:
    changed = write_bundle(tmp_path / "changed")
    with (changed / "model.onnx").open("ab") as file:
        file.write(b"x")
    foreign = write_bundle(tmp_path / "foreign", color_graph(outputs=("logits", "embedding")))
    for model, word in ((changed, "SHA-256"), (foreign, "class_maps"), (out, "card.toml")):
        assert_refused(run(film, "--model", model, "--csv", out / "x.csv"), word)
    assert_refused(run(film, "--model", tmp_path / "none"), "no model folder")
    assert list(out.iterdir()) == []


def test_places_that_cannot_be_written(bundle: Path, film: Path, out: Path) -> None:
    nowhere = out / "nowhere" / "x.mp4"
    assert_refused(run(film, "--model", bundle, "--annotated", nowhere), "does not exist")
    assert_refused(run(film, "--model", bundle, "--csv", "/dev/null"), "cannot be written")


def test_mistakes_in_the_call(film: Path, bundle: Path, out: Path) -> None:
    for arguments in (
        [],
        [film, "--every", "0"],
        [film, "--annotated", out / "x.avi"],
        [film, "--annotated", film],
        [film, "--csv", out / "x.mp4", "--annotated", out / "x.mp4"],
        [film, "--no-such-option"],
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["--csv", "--annotated"])
def test_a_file_that_may_not_grow(kind: str, bundle: Path, tmp_path: Path, out: Path) -> None:
    """A limit on the size of files stands in for a full disk; the limit is met while writing."""
    write_clip(tmp_path / "film.mp4", size=(640, 480), frames=60)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    name = "x.csv" if kind == "--csv" else "x.mp4"
    done = run(tmp_path / "film.mp4", "--model", bundle, kind, out / name, preexec=limit)
    assert_refused(done, name, "cannot be written")
    assert list(out.iterdir()) == []


def test_a_clip_that_cannot_be_written_does_not_cost_the_table(
    bundle: Path, tmp_path: Path, out: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, size=(1280, 960), frames=240, options={"preset": "ultrafast"})

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    arguments = [film, "--model", bundle, "--csv", out / "x.csv", "--annotated", out / "x.mp4"]
    done = run(*arguments, "--every", "8", preexec=limit)
    assert_refused(done, "x.mp4", "cannot be written")
    assert "240, 30 of them analyzed" in done.stdout
    assert {path.name for path in out.iterdir()} == {"x.csv", "x.csv-metadata.json"}
    assert len(rows_of(out / "x.csv")) == 30


def test_a_pause_of_hours_is_left_out_of_the_clip_and_said(
    bundle: Path, tmp_path: Path, out: Path
) -> None:
    film = tmp_path / "film.mkv"
    times_s = [index / 25 + (7000 if index >= 10 else 0) for index in range(20)]
    write_clip(film, times_s=times_s)
    done = run(film, "--model", bundle, "--csv", out / "x.csv", "--annotated", out / "x.mp4")
    assert done.returncode == 0, done.stderr
    assert "leaves out a pause of 117 minutes, at 0.360 s" in done.stdout
    assert [float(row["pts_s"]) for row in rows_of(out / "x.csv")] == times_s
    assert times_of(out / "x.mp4") == pytest.approx([index / 25 for index in range(20)], abs=1e-4)


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 32) as folder:
        yield folder


@pytest.mark.parametrize("kind", ["--csv", "--annotated"])
def test_a_full_disk(kind: str, bundle: Path, tmp_path: Path, small_disk: Path) -> None:
    write_clip(tmp_path / "film.mp4", size=(320, 240), frames=60)
    (small_disk / "filler").write_bytes(bytes(28 * 1024))
    name = "x.csv" if kind == "--csv" else "x.mp4"
    done = run(tmp_path / "film.mp4", "--model", bundle, kind, small_disk / name)
    assert_refused(done, name, "no space left", "Free some space")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def unprivileged() -> list[str]:
    """What to put before a command so that permissions of files count for root as well."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may read all, and there is no setpriv to take that right away")
    command = [setpriv, "--bounding-set", "-dac_override,-dac_read_search"]
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("root may read all, and setpriv cannot take that right away here")
    return command


def test_no_permission(bundle: Path, film: Path, out: Path) -> None:
    first = unprivileged()
    out.chmod(0o555)
    done = run(film, "--model", bundle, "--csv", out / "x.csv", first=first)
    assert_refused(done, "x.csv cannot be written: permission denied")
    film.chmod(0)
    assert_refused(run(film, "--model", bundle, first=first), "do not have permission to read")


def test_an_interruption_leaves_nothing(bundle: Path, tmp_path: Path, out: Path) -> None:
    write_clip(tmp_path / "film.mp4", size=(640, 480), frames=600)
    process = subprocess.Popen(
        [*COMMAND, str(tmp_path / "film.mp4"), "--model", str(bundle),
         "--csv", str(out / "x.csv"), "--annotated", str(out / "x.mp4")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # a job in the background ignores interruptions, and so would its children
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    deadline_s, tick = time.monotonic() + PATIENCE_S, threading.Event()
    while not any(path.suffix == ".mp4" and path.stat().st_size for path in out.iterdir()):
        assert time.monotonic() < deadline_s, "the clip was not begun"
        assert process.poll() is None, process.communicate()
        tick.wait(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert list(out.iterdir()) == []


CLIPS = (
    "pan_1080p30_h264.mp4", "pan_720p60_hevc.mkv", "pan_576i25_mpeg2.mpg", "pan_480p15_mjpeg.avi",
)  # fmt: skip


@pytest.mark.parametrize("name", CLIPS)
def test_real_clips(name: str, bundle: Path, real_data: Path, out: Path) -> None:
    """Every frame is there at its time; to save time few are analyzed and one clip is written."""
    film = real_data / "clips" / name
    truth = json.loads(film.with_suffix(".json").read_text())
    writes_clip = name == "pan_480p15_mjpeg.avi"
    more = ["--annotated", out / "x.mp4"] if writes_clip else []
    done = run(film, "--model", bundle, "--every", "10", "--csv", out / "x.csv", *more)
    assert done.returncode == 0, done.stderr
    assert f"{truth['frames']}, {truth['frames'] // 10} of them analyzed" in done.stdout
    assert "NOTE" not in done.stdout
    times = times_of(film)
    assert len(times) == truth["frames"]
    rows = rows_of(out / "x.csv")
    assert [float(row["pts_s"]) for row in rows] == pytest.approx(times[::10], abs=1e-9)
    if writes_clip:
        assert times_of(out / "x.mp4") == pytest.approx(times, abs=2e-6)
