"""`hysteroview views`: the fields of view that the operator has set for sources and scopes."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Literal

import click

from hysteroview.cli.options import (
    ASPECT_OPTION,
    COLOR_OPTION,
    read_settings,
    view_of,
    with_options,
)
from hysteroview.core.locations import without_secrets

if TYPE_CHECKING:
    from hysteroview.settings.sections import Settings
    from hysteroview.settings.view_presets import ViewPreset

Section = Literal["views", "scopes"]
_LOOK_S = 3.0  # enough to distinguish gray panels and shadows at the rim from the picture


@click.group(invoke_without_command=True)
@click.pass_context
def views(context: click.Context) -> None:
    """List the views of scopes and sources; find, name, save and delete them.

    A view is auto (detected in each frame), full, or round:x,y,w,h (also octagon and rectangle) in
    fractions of the frame; a picture that is cut off extends beyond 0 and 1.
    """
    if context.invoked_subcommand is not None:
        return
    from hysteroview.settings.file import settings_path
    from hysteroview.settings.view_presets import format_view

    settings = _load()
    for title, section in (("scope", settings.scopes), ("source", settings.views)):
        for name, preset in section.presets:
            click.echo(f"{title:<8} {without_secrets(name):<24} {format_view(preset)}")
    if not (settings.scopes.presets or settings.views.presets):
        click.echo("None is set: the field of view is detected automatically in every source.")
    click.echo(f"\nsaved in {settings_path()}")


@views.command()
@click.argument("source")
@COLOR_OPTION
@ASPECT_OPTION
@click.option(
    "--seconds", default=_LOOK_S, show_default=True, type=click.FloatRange(min=0),
    help="Time of the source to examine.",
)  # fmt: skip
def find(source: str, seconds: float, color: str | None, aspect: str | None) -> None:
    """Print the view found in SOURCE, which can be corrected and passed to --view."""
    from hysteroview.capture.opening import open_source
    from hysteroview.core.errors import SourceError
    from hysteroview.core.types import NS_PER_S
    from hysteroview.imaging.view.tracker import FieldOfViewTracker
    from hysteroview.settings.view_presets import format_view, preset_from

    tracker, view, size = FieldOfViewTracker(), None, (0, 0)
    with closing(open_source(with_options(source, color, aspect))) as opened:
        name, began_ns = opened.info.name, None
        for frame in iter(opened.read, None):
            began_ns = frame.pts_ns if began_ns is None else began_ns
            if frame.pts_ns - began_ns > seconds * NS_PER_S:
                break
            size = (frame.width_px, frame.height_px)
            view = tracker.update(frame)
    if view is None:
        raise SourceError(
            f"There is no endoscopic picture in {name}.",
            remedy="Examine a longer part with --seconds, or enter the view by hand.",
        )
    click.echo(format_view(preset_from(view, size)))


@views.command()
@click.argument("scope")
@click.argument("view")
def name(scope: str, view: str) -> None:
    """Save the view of a scope under a name, which --view accepts."""
    from hysteroview.settings.view_presets import ViewShape

    if scope.partition(":")[0].lower() in list(ViewShape):
        raise click.UsageError(
            f"“{scope}” is already the name of a kind of view: choose another name."
        )
    preset = view_of(view, _load())
    _set("scopes", scope, preset)


@views.command()
@click.argument("source")
@click.argument("view")
def remember(source: str, view: str) -> None:
    """Use a view whenever the camera or capture card SOURCE (its name) is opened."""
    _set("views", without_secrets(source), view_of(view, _load()))


@views.command()
@click.argument("name")
def forget(name: str) -> None:
    """Delete the view of a scope or source."""
    from hysteroview.settings.view_presets import AUTOMATIC

    settings = _load()
    sections: tuple[Section, ...] = ("scopes", "views")
    known = [each for each in sections if name in dict(getattr(settings, each).presets)]
    if not known:
        raise click.UsageError(
            f"No view is saved for “{without_secrets(name)}”; `hysteroview views` lists all."
        )
    for section in known:
        _set(section, name, AUTOMATIC)


def _load() -> Settings:
    return read_settings().settings


def _set(section: Section, name: str, preset: ViewPreset) -> None:
    """Save a preset; AUTOMATIC deletes it."""
    from dataclasses import replace

    from hysteroview.settings.file import save_changes, settings_path
    from hysteroview.settings.view_presets import AUTOMATIC, format_view

    loaded = read_settings()
    kept = getattr(loaded.settings, section).remember(name, preset)
    changed = replace(loaded.settings, **{section: kept})
    save_changes(loaded.settings, changed, settings_path(), loaded.base)
    text = "automatic" if preset == AUTOMATIC else format_view(preset)
    click.echo(f"{without_secrets(name)}: {text}")
