"""`hysteroview sources`: connected devices, and saved presets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.options import ASPECT_OPTION, COLOR_OPTION, with_options
from hysteroview.core.errors import SettingsError, SourceError
from hysteroview.core.locations import resembles_address, without_secrets
from hysteroview.settings.corrections import split_correction

if TYPE_CHECKING:
    from hysteroview.settings.source_presets import SourcePreset

_MOST_FORMATS = 6
_LONGEST = 4096  # characters of a source


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def sources(context: click.Context, *, as_json: bool) -> None:
    """List the connected cameras and the saved presets."""
    if context.invoked_subcommand is not None:
        return
    from hysteroview.capture.live.devices import list_devices
    from hysteroview.capture.live.format_choice import reason
    from hysteroview.settings.source_presets import load_presets, presets_path

    devices, loaded = list_devices(), load_presets(presets_path())
    if as_json:
        document = {
            "devices": [
                {
                    "name": device.name,
                    "location": device.location,
                    "best": reason(device.formats),
                    "formats": [
                        {
                            "location": device.location_in(each),
                            "format": each.fourcc,
                            "width_px": each.width_px,
                            "height_px": each.height_px,
                            "rates_hz": [float(rate) for rate in each.rates],
                        }
                        for each in device.formats
                    ],
                }
                for device in devices
            ],
            "presets": [
                {
                    "name": each.name,
                    "location": each.shown,
                    "color": str(each.correction.color),
                    "aspect": str(each.correction.aspect),
                }
                for each in loaded.presets
            ],
            "notice": loaded.notice,
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    click.echo("Connected:" if devices else "No camera or capture card is connected.")
    for device in devices:
        click.echo(f"  {device.name}  ·  {device.location}")
        for each in device.formats[:_MOST_FORMATS]:
            rates = ", ".join(f"{float(rate):.4g}" for rate in each.rates)
            size = f"{each.width_px} × {each.height_px}"
            click.echo(f"    {each.fourcc}  {size:<11}  {rates or '?'} fps")
        if len(device.formats) > _MOST_FORMATS:
            click.echo(f"    and {len(device.formats) - _MOST_FORMATS} more; --json lists all")
        if why := reason(device.formats):
            click.echo(f"    The first is the best: {why}")
    click.echo("Presets:" if loaded.presets else "No preset is saved.")
    for preset in loaded.presets:
        click.echo(f"  {preset.name}  ·  {preset.shown}")
    if loaded.notice:
        click.echo(loaded.notice, err=True)


@sources.command()
@click.argument("name")
@click.argument("source")
@click.option("--view", default="auto", show_default=True, help="auto, full, round:x,y,w,h …")
@COLOR_OPTION
@ASPECT_OPTION
def save(name: str, source: str, view: str, color: str | None, aspect: str | None) -> None:
    """Save SOURCE as the preset NAME, for `hysteroview run NAME`.

    With - as SOURCE, it is read from the input, so that no other user sees its password in the
    list of processes.
    """
    from hysteroview.capture.live.address import parse_address
    from hysteroview.settings.source_presets import (
        SourcePreset,
        change_presets,
        merge,
        presets_path,
    )
    from hysteroview.settings.view_presets import parse_view

    if source == "-":
        source = sys.stdin.readline(_LONGEST).strip()
    plain, given = split_correction(source)
    if resembles_address(plain):
        parse_address(plain)  # reports what cannot be read
        plain = plain.strip()
    correction = given.changed(color, aspect)
    try:
        preset = SourcePreset(name, plain, parse_view(view), correction)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    change_presets(lambda kept: merge(kept, [preset]), presets_path())
    click.echo(f"Saved {preset.name}: {preset.shown}")


@sources.command()
@click.argument("recording")
@COLOR_OPTION
@ASPECT_OPTION
def correct(recording: str, color: str | None, aspect: str | None) -> None:
    """Use these colors and this aspect whenever RECORDING is opened; as-sent forgets them.

    The recording is recognized by its content, not by its name or its folder.
    """
    from hysteroview.capture.files.fingerprint import fingerprint, is_recording, remember

    if not is_recording(recording) or resembles_address(recording):
        raise click.UsageError(
            "Only a recording is recognized by its content: use `sources save` for this source."
        )
    if fingerprint(Path(recording)) is None:
        raise SourceError(f"{Path(recording).name} cannot be read.", remedy="Check its name.")
    location = with_options(recording, color, aspect)
    remember(location)
    correction = split_correction(location)[1]
    click.echo(f"{Path(recording).name}: color {correction.color}, aspect {correction.aspect}")


@sources.command()
@click.argument("name")
def remove(name: str) -> None:
    """Delete the preset NAME."""
    from hysteroview.settings.source_presets import change_presets, find_preset, presets_path

    def without(presets: tuple[SourcePreset, ...]) -> list[SourcePreset]:
        found = find_preset(name, presets)
        if found is None:
            raise SettingsError(
                f"There is no preset “{without_secrets(name)}”.",
                remedy="`hysteroview sources` lists all presets.",
            )
        return [each for each in presets if each is not found]

    change_presets(without, presets_path())


@sources.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--with-passwords",
    is_flag=True,
    help="Write the addresses in full; FILE is readable for you only.",
)
def export_presets(file: Path | None, *, with_passwords: bool) -> None:
    """Write the presets to FILE, or print them; of addresses, only kind and host."""
    from hysteroview.core.files import atomic_file
    from hysteroview.settings.source_presets import format_presets

    text = format_presets(_presets(), with_secrets=with_passwords)
    if file is None:
        sys.stdout.write(text)
        return
    with atomic_file(file, private=with_passwords) as temporary:
        temporary.write_text(text, encoding="utf-8")


@sources.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_presets(file: Path) -> None:
    """Add the presets in FILE; they replace presets with the same names."""
    from hysteroview.settings.source_presets import change_presets, merge, presets_path, read_export

    added = read_export(file)
    change_presets(lambda kept: merge(kept, added), presets_path())
    click.echo(f"{len(added)} preset{'s' * (len(added) != 1)} imported.")


def _presets() -> tuple[SourcePreset, ...]:
    """Read the presets; stop at a damaged file, which would otherwise be overwritten."""
    from hysteroview.settings.source_presets import load_presets, presets_path

    loaded = load_presets(presets_path())
    if loaded.notice:
        raise SettingsError(loaded.notice)
    return loaded.presets
