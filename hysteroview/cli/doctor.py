"""`hysteroview doctor`: check of the installation, with remedies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import click

from hysteroview.cli.options import MODEL_OPTION

_LEAST_FREE_GB = 5.0


class CheckStatus(Enum):
    """State of a part."""

    OK = "ok"
    NOTE = "note"
    FAIL = "FAIL"


class CheckResult(NamedTuple):
    """Result for one part, with a remedy."""

    part: str
    status: CheckStatus
    text: str
    remedy: str = ""


@click.command()
@MODEL_OPTION
@click.pass_context
def doctor(context: click.Context, model: str | None) -> None:
    """Check the installation: Python, Qt, codecs, models, runtimes, folders and disk.

    Exit status 1 if an essential part does not work.
    """
    failures = 0
    checks: tuple[Callable[[], Iterator[CheckResult]], ...] = (
        _python, _qt, _codecs, _models, lambda: _limits(model), lambda: _runtimes(model), _folders,
    )  # fmt: skip
    for check in checks:
        for part, status, text, remedy in check():
            failures += status is CheckStatus.FAIL
            click.echo(f"{status.value:>5}  {part:<18} {text}")
            if remedy:
                click.echo(f"{'':25} → {remedy}")
    click.echo(
        "\nThe installation is complete."
        if not failures
        else (
            f"\n{failures} problem{'s' if failures > 1 else ''} found; the lines with an arrow say "
            "what to do."
        )
    )
    context.exit(1 if failures else 0)


def _python() -> Iterator[CheckResult]:
    import os
    import platform
    from importlib.metadata import version

    from hysteroview import __version__
    from hysteroview.imaging.native.kernels import KERNELS

    text = f"HysteroView {__version__}, Python {platform.python_version()}"
    yield CheckResult("program", CheckStatus.OK, text)
    yield CheckResult("machine", CheckStatus.OK, f"{platform.platform()}, {os.cpu_count()} cores")
    names = ("PySide6-Essentials", "av", "numpy", "opencv-python-headless", "onnxruntime")
    yield CheckResult(
        "libraries", CheckStatus.OK, ", ".join(f"{name} {version(name)}" for name in names)
    )
    if KERNELS is None:
        yield CheckResult(
            "compiled steps", CheckStatus.NOTE, "not installed; an analysis takes longer",
            "Install a C compiler, then install the program again.",
        )  # fmt: skip
    else:
        yield CheckResult("compiled steps", CheckStatus.OK, "in use")


def _qt() -> Iterator[CheckResult]:
    """Start Qt in a separate process, because it ends the program if it finds no platform."""
    import os
    import subprocess
    import sys

    from hysteroview.cli.run import check_display
    from hysteroview.core.errors import HysteroViewError

    environment = dict(os.environ)
    try:
        check_display()
    except HysteroViewError as error:
        yield CheckResult("display", CheckStatus.NOTE, error.message, error.remedy)
        environment["QT_QPA_PLATFORM"] = "offscreen"
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from hysteroview.gui.look.fonts import install_fonts, missing_in_translation\n"
        "app = QApplication(['-'])\n"
        "print(app.platformName(), *(f'{s.size().width()}x{s.size().height()}"
        "@{s.devicePixelRatio():g}' for s in app.screens()))\n"
        "install_fonts(app)\n"
        "print(ascii(missing_in_translation()))"
    )
    try:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-c", code],
            env=environment, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        yield CheckResult(
            "Qt", CheckStatus.FAIL, "does not start within 30 s", "Check the display server."
        )
        return
    if done.returncode == 0:
        platform, _, missing = done.stdout.strip().partition("\n")
        yield CheckResult("Qt", CheckStatus.OK, f"platform {platform}")
        yield _chinese(missing.strip().strip("'"))
    else:
        text = (done.stderr.strip().splitlines() or ["it ended without a message"])[-1]
        yield CheckResult(
            "Qt", CheckStatus.FAIL, text,
            "On Debian: sh packaging/install-system-packages.sh packaging/debian-packages.txt",
        )  # fmt: skip


def _chinese(missing: str) -> CheckResult:
    """Report whether all characters of the Chinese window can be shown, regular and bold."""
    if not missing:
        return CheckResult("Chinese", CheckStatus.OK, "all characters of the window have glyphs")
    text = f"characters of the Chinese window would be boxes: {missing}"
    return CheckResult("Chinese", CheckStatus.FAIL, text, "Reinstall the package hysteroview.")


def _codecs() -> Iterator[CheckResult]:
    import av

    missing = [name for name in ("h264", "hevc", "mpeg2video", "mjpeg") if not _has(name, "r")]
    if missing:
        yield CheckResult(
            "decoders",
            CheckStatus.FAIL,
            f"these video formats cannot be read: {', '.join(missing)}",
            "Reinstall the package av from PyPI.",
        )
    else:
        yield CheckResult("decoders", CheckStatus.OK, "H.264, HEVC, MPEG-2, Motion JPEG")
    if not _has("libx264", "w"):
        yield CheckResult(
            "encoder",
            CheckStatus.FAIL,
            "nothing can be recorded: the encoder libx264 is missing",
            "Reinstall the package av from PyPI.",
        )
    else:
        yield CheckResult("encoder", CheckStatus.OK, f"libx264, FFmpeg of PyAV {av.__version__}")


def _has(name: str, mode: str) -> bool:
    import av
    from av.codec import Codec

    try:
        Codec(name, "w" if mode == "w" else "r")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


def _models() -> Iterator[CheckResult]:
    from hysteroview.core.errors import ModelError
    from hysteroview.core.resources import bundled_path
    from hysteroview.inference.model.bundle_files import CARD_FILE
    from hysteroview.inference.model.card import load_card

    for card_path in sorted(bundled_path("models").glob(f"*/{CARD_FILE}")):
        folder = card_path.parent
        try:
            card = load_card(folder)
        except ModelError as error:
            yield CheckResult(f"model {folder.name}", CheckStatus.FAIL, error.message, error.remedy)
            continue
        yield CheckResult(
            f"model {folder.name}", CheckStatus.OK, f"its files are intact; {card.caution}"
        )


def _limits(model: str | None) -> Iterator[CheckResult]:
    """List the quality limits that are used with the chosen model."""
    from hysteroview.core.errors import ModelError
    from hysteroview.inference.model.card import find_model, load_card

    try:
        card = load_card(find_model(model), verify=False)
    except ModelError:  # reported by the checks of models and runtimes
        return
    yield CheckResult("quality limits", CheckStatus.OK, f"{card.name}: {card.quality_limits}")


def _runtimes(model: str | None) -> Iterator[CheckResult]:
    from hysteroview.core.errors import ModelError
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.backend import DEFAULT_PLAN
    from hysteroview.inference.runtimes.table import RUNTIMES
    from hysteroview.inference.runtimes.trial import attempt, time_trials

    try:
        card = load_card(find_model(model))
    except ModelError as error:
        yield CheckResult("runtimes", CheckStatus.FAIL, error.message, error.remedy)
        return
    usable = 0
    for runtime in RUNTIMES:
        trial = attempt(runtime, card, DEFAULT_PLAN, click.echo)
        if trial.backend is not None:
            (trial,) = time_trials([trial], card)
        trial.close()
        if trial.timing is not None:
            usable += 1
            median_ms = trial.timing.median_ms
            text = f"its results agree with {card.name}, {median_ms:.1f} ms per picture"
            yield CheckResult(runtime.name, CheckStatus.OK, text)
        elif trial.agreement is not None:
            yield CheckResult(
                runtime.name, CheckStatus.NOTE, trial.refusal, "This runtime is not used."
            )
        else:
            yield CheckResult(runtime.name, CheckStatus.NOTE, f"not used: {trial.refusal}")
    if not usable:
        yield CheckResult(
            "runtimes",
            CheckStatus.FAIL,
            "no runtime can load the model",
            "Reinstall the package onnxruntime.",
        )


def _folders() -> Iterator[CheckResult]:
    from hysteroview.settings.file import load_settings, settings_path

    loaded = load_settings(settings_path())
    status = CheckStatus.NOTE if loaded.notice else CheckStatus.OK
    yield CheckResult("settings", status, loaded.notice or str(settings_path()))
    yield _folder("snapshots", loaded.settings.storage.folder)
    yield _folder("exams", loaded.settings.storage.store)


def _folder(part: str, folder: Path) -> CheckResult:
    """Try to write to the folder, or to the nearest existing one above it."""
    import shutil
    import tempfile

    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            free_gb = shutil.disk_usage(existing).free / 1e9
    except OSError as error:
        remedy = (
            f"Give this user permission to write to {existing}, or choose another folder in the "
            "settings."
        )
        return CheckResult(
            part, CheckStatus.FAIL, f"{folder} cannot be written: {error.strerror}", remedy
        )
    if free_gb < _LEAST_FREE_GB:
        text = f"{folder}: only {free_gb:.1f} GB free"
        return CheckResult(part, CheckStatus.NOTE, text, "Free some space.")
    return CheckResult(part, CheckStatus.OK, f"{folder}, {free_gb:.0f} GB free")
