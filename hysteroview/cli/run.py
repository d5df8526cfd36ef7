"""`hysteroview run`: the live window."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hysteroview.cli.options import (
    ASPECT_OPTION,
    COLOR_OPTION,
    MODEL_OPTION,
    PARTS_OPTION,
    RUNTIME_OPTION,
    VIEW_OPTION,
    RateType,
    view_of,
    with_options,
)
from hysteroview.cli.passphrase import ask_key
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.settings.choices import OPERATING_POINTS

if TYPE_CHECKING:
    from hysteroview.capture.source import VideoSource
    from hysteroview.exam.store.records import Patient
    from hysteroview.gui.sources.opening import OpenedSource
    from hysteroview.settings.view_presets import ViewPreset


@click.command()
@click.argument("source", required=False)
@MODEL_OPTION
@RUNTIME_OPTION
@click.option(
    "--rate",
    type=RateType(),
    metavar="N",
    help='Analyze at most N frames a second, or "every" frame.',
)
@VIEW_OPTION
@click.option(
    "--remember-view",
    is_flag=True,
    help="Use this view whenever this camera or capture card is opened; auto forgets it.",
)
@COLOR_OPTION
@ASPECT_OPTION
@PARTS_OPTION
@click.option(
    "--operating-point",
    type=click.Choice(OPERATING_POINTS),
    help="Threshold of the two-class result, one of those in the model card; by default the last "
    "one used.",
)
@click.option(
    "--accept-camera",
    is_flag=True,
    help="Use the camera that is connected as SOURCE now, from now on, instead of the one that was "
    "used before.",
)
@click.option("--loop", is_flag=True, help="Restart a recording when it ends.")
@click.option(
    "--exam",
    is_flag=True,
    help="Save an exam in the store: snapshots, recordings and AI track.",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)
@click.option(
    "--pixelate/--no-pixelate",
    "pixelates",
    default=None,
    help="Whether frames outside the body are pixelated, if the settings say to ask.",
)
@click.option("--patient-id", default="", metavar="ID", help="The patient of the exam.")
@click.option(
    "--patient-name", default="", metavar="NAME", help="The patient's name: family name^given name."
)
@click.option("--record", is_flag=True, help="Record the exam from its beginning.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for snapshots."
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    help="Close the window this time after the first picture.",
)
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a screenshot of the window before it closes; needs --seconds.",
)
@click.option(
    "--snapshot-at",
    type=click.FloatRange(min=0),
    metavar="S",
    help="Take a snapshot S seconds after the first picture.",
)
@click.pass_context
def run(
    context: click.Context,
    source: str | None,
    model: str | None,
    runtime: str,
    rate: float | None,
    output: Path | None,
    *,
    view: str | None,
    remember_view: bool,
    color: str | None,
    aspect: str | None,
    parts: str | None,
    accept_camera: bool,
    operating_point: str | None,
    seconds: float | None,
    screenshot: Path | None,
    snapshot_at: float | None,
    loop: bool,
    exam: bool,
    store: Path | None,
    pixelates: bool | None,
    patient_id: str,
    patient_name: str,
    record: bool,
) -> None:
    """Open the window with its start page, or with SOURCE and the results of the model.

    Without SOURCE the window offers the connected devices, with or without an exam. SOURCE is a
    video file, the first part or the folder of a recording in several files, a picture, a folder of
    pictures, a camera (camera:0), a network address (rtsp://10.0.0.5/live), the name of a preset
    (`hysteroview sources`), or the built-in phantom (phantom:?seed=7&lesion=EP).

    Default keys: Space takes a snapshot, H switches the heatmap, P pauses the AI, F11 switches full
    screen; with an exam, R records and B saves the last seconds.
    """
    if fault := _contradiction(context.params):
        raise click.UsageError(fault)
    check_display()

    from dataclasses import replace

    import cv2

    from hysteroview.gui.app import run_window
    from hysteroview.gui.live.options import WindowOptions
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.settings.file import load_settings, save_changes, settings_path
    from hysteroview.settings.live import CurrentSettings
    from hysteroview.settings.source_presets import find_preset, load_presets, presets_path

    # Capture, painting and inference share few cores: OpenCV's threads would only add waiting
    # times.
    cv2.setNumThreads(1)
    card = load_card(find_model(model))
    loaded = load_settings(settings_path())
    settings = loaded.settings
    if context.get_parameter_source("rate") is not click.core.ParameterSource.DEFAULT:
        settings = replace(settings, live=replace(settings.live, rate_hz=rate))
    if operating_point is not None:
        settings = replace(settings, live=replace(settings.live, operating_point=operating_point))
    matching(runtime)  # reports a wrong name before anything is opened
    named = load_presets(presets_path())
    preset = None if source is None else find_preset(source, named.presets)
    location = source if preset is None else preset.opening
    where = None if preset is None else preset.view
    if view is not None:  # the option has priority over the view of a preset
        where = view_of(view, settings)
    options = WindowOptions(
        runtime=runtime,
        view=where,
        store=store,
        keeps_exam=exam,
        key=ask_key(store or settings.storage.store) if exam else None,
        pixelates=pixelates,
        patient=_patient(patient_id, patient_name),
        records=record,
        folder=output or settings.storage.folder,
        notice=f"{loaded.notice} {named.notice}".strip(),
        seconds=seconds,
        screenshot=screenshot,
        snapshot_at_s=snapshot_at,
    )
    file = settings_path() if seconds is None else None
    if location is None:
        current = CurrentSettings(settings, base=loaded.base, file=file)
        context.exit(run_window(None, card, current, options))
    location = with_options(location, color, aspect, parts)
    opened, shown = _open(location, where, loops=loop, accepts=accept_camera)
    if remember_view and where is not None:
        if not opened.info.is_live:
            opened.close()
            raise click.UsageError(
                "A view can be remembered for cameras and capture cards only: the name of a "
                "recording may contain the name of a patient."
            )
        settings = replace(settings, views=settings.views.remember(opened.info.name, where))
        changed = replace(loaded.settings, views=settings.views)
        save_changes(loaded.settings, changed, settings_path(), loaded.base)
    current = CurrentSettings(settings, base=loaded.base, file=file)
    context.exit(run_window(opened, card, current, replace(options, source=shown)))


def _patient(identifier: str, name: str) -> Patient:
    from hysteroview.exam.store.records import Patient, check_entry

    check_entry({"patient_id": identifier, "patient_name": name})
    return Patient(identifier=identifier.strip(), name=name.strip())


def _open(
    location: str, view: ViewPreset | None, *, loops: bool, accepts: bool
) -> tuple[VideoSource, OpenedSource]:
    """Open a source; a single picture is repeated, and so is all else with `loops`.

    With `accepts`, a camera may be another one than before.
    """
    from dataclasses import replace
    from functools import partial

    from hysteroview.capture.live.identified import IdentifiedCamera, open_another
    from hysteroview.capture.live.identity import OtherCameraError
    from hysteroview.capture.loop import LoopingSource
    from hysteroview.capture.opening import open_source
    from hysteroview.gui.sources.choice import choice_of
    from hysteroview.gui.sources.opening import OpenedSource

    shown = OpenedSource.of(replace(choice_of(location), view=view))
    reopen = partial(open_another if accepts else open_source, location, shown.correction)
    try:
        opened = reopen()
    except OtherCameraError as error:
        remedy = f"{error.remedy} To use this one from now on, add --accept-camera."
        raise SourceError(error.message, remedy=remedy) from error
    if isinstance(opened, IdentifiedCamera):
        opened.remember()
    if loops or opened.info.frame_count == 1:
        return LoopingSource(opened, reopen), shown
    return opened, shown


def _contradiction(given: Mapping[str, Any]) -> str:
    """Return a message on contradictory options; empty if there are none."""
    alone, seconds, at = given["source"] is None, given["seconds"], given["snapshot_at"]
    of_picture = any(given[name] is not None for name in ("color", "aspect", "parts"))
    of_source = given["loop"] or given["remember_view"] or given["exam"] or at is not None
    of_exam = given["pixelates"] is not None or (given["store"] is not None and not alone)
    of_patient = given["patient_id"] or given["patient_name"] or given["record"]
    rows = (
        (alone and of_source, "--loop, --remember-view, --exam, --snapshot-at need a SOURCE."),
        (alone and given["accept_camera"], "--accept-camera needs a SOURCE."),
        (alone and of_picture, "--color, --aspect and --parts need a SOURCE."),
        (given["remember_view"] and given["view"] is None, "--remember-view needs --view."),
        (given["screenshot"] is not None and seconds is None, "--screenshot needs --seconds."),
        (of_exam and not given["exam"], "--store, --pixelate and --no-pixelate need --exam."),
        (of_patient and not given["exam"], "--patient-id, --patient-name, --record need --exam."),
        (None not in (at, seconds) and at >= seconds, "--snapshot-at must be before --seconds."),
    )
    return next((message for is_so, message in rows if is_so), "")


def check_display() -> None:
    """Raise an error with a remedy if there is no display, where Qt would end the program."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY") or _has_x_server(os.environ.get("DISPLAY", "")):
        return
    raise HysteroViewError(
        "There is no display for the window.",
        remedy="Start it on a desktop. To run it without a screen, set "
        "QT_QPA_PLATFORM=offscreen and give --seconds, or use `make run`.",
    )


def _has_x_server(display: str) -> bool:
    """Whether an X server answers; a remote one is assumed to exist."""
    host, _, rest = display.partition(":")
    if host not in ("", "unix"):
        return True
    path = f"/tmp/.X11-unix/X{rest.partition('.')[0]}"  # noqa: S108 - where X servers listen
    for address in (path, f"\0{path}"):
        with socket.socket(socket.AF_UNIX) as attempt:
            if rest and attempt.connect_ex(address) == 0:
                return True
    return False
