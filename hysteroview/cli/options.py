"""Options used by several commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hysteroview.settings.corrections import (
    AspectChoice,
    ColorChoice,
    split_correction,
    with_correction,
)
from hysteroview.settings.joining import Joining, with_joining
from hysteroview.settings.sections import Settings, entry_of
from hysteroview.settings.view_presets import ViewPreset, parse_view

if TYPE_CHECKING:
    from hysteroview.settings.file import LoadedSettings

EVERY_FRAME = "every"

MODEL_OPTION = click.option(
    "--model", metavar="DIR", help="Model bundle: a folder, or a built-in name."
)
RUNTIME_OPTION = click.option(
    "--runtime",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="Inference runtime: auto, a family, or a row of `hysteroview runtimes`.",
)
PROCESSES_OPTION = click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that decode a recording in segments; for computers with many cores.",
)
VIEW_OPTION = click.option(
    "--view",
    metavar="VIEW",
    help="Field of view: auto, full, round:x,y,w,h (octagon, rectangle), or the name of a scope.",
)

COLOR_OPTION = click.option(
    "--color",
    type=click.Choice([str(each) for each in ColorChoice]),
    help="Color matrix and range, if the file or stream declares a wrong one or none.",
)
ASPECT_OPTION = click.option(
    "--aspect",
    type=click.Choice([str(each) for each in AspectChoice]),
    help="Proportions of the whole picture, or square pixels, if a wrong aspect or none is "
    "declared.",
)
PARTS_OPTION = click.option(
    "--parts",
    type=click.Choice([str(each) for each in Joining]),
    help="Files that a recorder split: open those that certainly continue the first one (auto), "
    "all that are numbered in sequence (join), or the first one alone.",
)


def with_options(
    location: str, color: str | None, aspect: str | None, parts: str | None = None
) -> str:
    """Return a location with the correction of the options, or else the one that is known for it.

    Parameters
    ----------
    color, aspect, parts
        None if the option is not given.
    """
    from hysteroview.capture.files.fingerprint import is_recording, recall

    plain, known = split_correction(recall(location))
    if parts is not None and is_recording(plain):
        plain = with_joining(plain, Joining(parts))
    return with_correction(plain, known.changed(color, aspect))


class RateType(click.ParamType[float | None]):
    """Frames per second, or "every" for all frames."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        """Return frames per second; None for every frame."""
        if value is None or value == EVERY_FRAME:
            return None
        kind = entry_of("live.rate_hz").kind
        rate_hz = click.FLOAT.convert(value, param, ctx)
        if not kind.permits(rate_hz):
            self.fail(f"{value} is not in the range {kind.range_in_file}.", param, ctx)
        return rate_hz


def read_settings() -> LoadedSettings:
    """Read the user's settings; a notice about a damaged file is printed on stderr."""
    from hysteroview.settings.file import load_settings, settings_path

    loaded = load_settings(settings_path())
    if loaded.notice:
        click.echo(loaded.notice, err=True)
    return loaded


def view_of(text: str, settings: Settings) -> ViewPreset:
    """Parse a view: the name of a scope in the settings, or a preset.

    Raises
    ------
    click.BadParameter
        It is neither.
    """
    for name, preset in settings.scopes.presets:
        if name == text:
            return preset
    return VIEW.convert(text, None, None)


class ViewType(click.ParamType[ViewPreset]):
    """A preset as text, such as ``round:0.2,0,0.6,1``."""

    name = "view"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> ViewPreset:
        """Return the preset; an error message lists what is valid."""
        if isinstance(value, ViewPreset):
            return value
        try:
            return parse_view(str(value))
        except ValueError as error:
            self.fail(f"{error}; `hysteroview views` lists the scopes", param, ctx)


VIEW = ViewType()
