"""`hysteroview pacs echo`: whether an archive answers."""

from __future__ import annotations

import click

from hysteroview.cli.pacs.archives import chosen_name, current_settings, peer_of


@click.command()
@click.argument("name", required=False)
def echo(name: str | None) -> None:
    """Check that the archive NAME answers (C-ECHO)."""
    from hysteroview.export.dicom.send.echoing import send_echo

    settings = current_settings()
    chosen = chosen_name(settings, name)
    seconds = send_echo(peer_of(settings, chosen))
    click.echo(f"{chosen} answers, {seconds * 1000:.0f} ms")
