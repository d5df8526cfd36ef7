"""The imported models of this computer: imported, listed, used, and back again."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from hysteroview.core.errors import ModelError, StorageError
from hysteroview.core.files import storage_error, sync_folder
from hysteroview.inference.model.card import BUILT_IN, ModelCard, built_in_folder, load_card
from hysteroview.inference.model.installed import (
    BUILT_IN_NAME,
    ActiveModel,
    is_name,
    models_folder,
    read_active,
    write_active,
)
from hysteroview.inference.package.archive import LIST_FILE, PackageList, unpack
from hysteroview.inference.package.signing import (
    SIGNATURE_FILE,
    Signature,
    Signer,
    Trust,
    parse_signature,
    signer_of,
    trusted_keys,
)

LOG_FILE = "log.jsonl"
_LOCK_S = 20.0
_NAME_DIGITS = 16  # of the card's hash
_MOST_LIST_BYTES = 64_000


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A model that was unpacked and checked, but is not installed.

    Attributes
    ----------
    folder
        Temporary; it goes when the candidate is closed.
    """

    card: ModelCard
    signer: Signer
    folder: Path
    source: str
    listed: PackageList


@dataclass(frozen=True, slots=True, eq=False)
class InstalledModel:
    """A model of the library.

    Attributes
    ----------
    name
        Name of its folder; `BUILT_IN_NAME` for the built-in one.
    card
        None if it is damaged; `fault` says why.
    signer
        None for the built-in one.
    """

    name: str
    card: ModelCard | None
    signer: Signer | None
    is_active: bool
    fault: str = ""


@contextmanager
def opened_candidate(package: Path) -> Iterator[Candidate]:
    """Unpack and check a package into a private folder, for a look and a trial.

    Raises
    ------
    ModelError
        It is damaged or was changed after it was signed, or its bundle is not valid.
    StorageError
        The disk is full or failed.
    """
    root = models_folder()
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".import-") as place:
            folder = Path(place) / "model"
            folder.mkdir(mode=0o700)
            listed = unpack(package, folder)
            signer = signer_of(listed.content, listed.signature, trusted_keys())
            yield Candidate(load_card(folder), signer, folder, package.name, listed)
    except OSError as error:
        raise storage_error(root, error) from error


def install(candidate: Candidate, trial: Mapping[str, Any]) -> str:
    """Keep a candidate as a model of the library, without using it; return its name.

    Parameters
    ----------
    trial
        What the trial has measured, for the log.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    name = candidate.card.sha256[:_NAME_DIGITS]
    with _locked() as root:
        target = root / name
        if not target.exists():
            draft = candidate.folder.with_name("installed")
            shutil.copytree(candidate.folder, draft)
            (draft / LIST_FILE).write_bytes(candidate.listed.content)
            if (signature := candidate.listed.signature) is not None:
                content = {"algorithm": "Ed25519", "public_key": signature.public_key,
                           "signature": signature.signature}  # fmt: skip
                (draft / SIGNATURE_FILE).write_text(json.dumps(content), encoding="utf-8")
            draft.rename(target)
            sync_folder(root)
        _note(root, "import", candidate.card, {
            "file": candidate.source, "package_sha256": candidate.listed.sha256,
            "signer": candidate.signer.words(), "trial": dict(trial),
        })  # fmt: skip
    return name


def use(name: str) -> ModelCard:
    """Use a model of the library from now on, if none is named; it is loaded once more before.

    Raises
    ------
    ModelError
        There is no such model, or it is damaged; nothing has changed then.
    StorageError
        The choice cannot be written.
    """
    with _locked() as root:
        card = _load(root, name)
        try:
            before = read_active()
            after = ActiveModel(name, (*before.earlier, before.name))
        except ModelError:  # its file is damaged, and is replaced
            before, after = None, ActiveModel(name)
        if before is None or before.name != name:
            write_active(after)
            words = "unknown" if before is None else before.name or BUILT_IN
            _note(root, "use", card, {"before": words})
    return card


def use_previous() -> ModelCard:
    """Use the model that was used before the present one.

    Raises
    ------
    ModelError
        There is none, or it is damaged.
    """
    with _locked() as root:
        now = read_active()
        if not now.earlier:
            raise ModelError(
                "No other model was used before.", remedy="`hysteroview model list` shows them."
            )
        card = _load(root, now.earlier[-1])
        write_active(ActiveModel(now.earlier[-1], now.earlier[:-1]))
        _note(root, "back", card, {"before": now.name or BUILT_IN})
    return card


def installed_models() -> list[InstalledModel]:
    """Return the built-in model and all imported ones, in order of their titles."""
    try:
        active = read_active().name
    except ModelError:
        active = None
    root = models_folder()
    names = sorted(path.name for path in root.glob("*") if path.is_dir()) if root.is_dir() else []
    found = [
        replace(_describe(root, name), is_active=name == active)
        for name in (BUILT_IN_NAME, *(each for each in names if is_name(each)))
    ]
    return sorted(found, key=lambda each: (each.name != BUILT_IN_NAME, _title(each), each.name))


def find_installed(text: str) -> str:
    """Return the name of the model that is meant: "built-in", or the beginning of a name.

    Raises
    ------
    ModelError
        There is none, or several.
    """
    if text == "built-in":
        return BUILT_IN_NAME
    names = [each.name for each in installed_models() if each.name]
    found = [name for name in names if name.startswith(text.lower())] if text else []
    if len(found) != 1:
        raise ModelError(
            f"There is no model “{text}” in the library.",
            remedy=f"The models are: {', '.join(['built-in', *names])}.",
        )
    return found[0]


def _title(model: InstalledModel) -> str:
    return "" if model.card is None else model.card.title


def _describe(root: Path, name: str) -> InstalledModel:
    signer = None
    try:
        if name != BUILT_IN_NAME:
            signer = _signer(root / name)
        return InstalledModel(name, _load(root, name), signer, is_active=False)
    except ModelError as error:
        return InstalledModel(name, None, signer, is_active=False, fault=error.message)


def _signer(folder: Path) -> Signer:
    file = folder / SIGNATURE_FILE
    signature: Signature | None = None
    try:
        listed = (folder / LIST_FILE).read_bytes()[:_MOST_LIST_BYTES]
        if file.exists():
            signature = parse_signature(file.read_bytes()[:_MOST_LIST_BYTES])
        return signer_of(listed, signature, trusted_keys())
    except (OSError, ValueError):
        return Signer(Trust.UNSIGNED)


def _load(root: Path, name: str) -> ModelCard:
    if name != BUILT_IN_NAME and not (is_name(name) and (root / name).is_dir()):
        raise ModelError(
            f"The model {name} is not in the library.",
            remedy="`hysteroview model list` shows them.",
        )
    card = load_card(built_in_folder() if name == BUILT_IN_NAME else root / name)
    if name != BUILT_IN_NAME and card.sha256[:_NAME_DIGITS] != name:
        raise ModelError(
            f"The model {name} was changed after it was imported.", remedy="Import it again."
        )
    return card


@contextmanager
def _locked() -> Iterator[Path]:
    root = models_folder()
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(f"{root / 'lock'}", timeout=_LOCK_S, mode=0o600):
            yield root
    except Timeout as error:
        raise StorageError(
            "The models are being changed by another program.", remedy="Try again."
        ) from error
    except OSError as error:
        raise storage_error(root, error) from error


def _note(root: Path, event: str, card: ModelCard, more: Mapping[str, Any]) -> None:
    """Append an event to the log of the library."""
    line = {
        "wall_ns": time.time_ns(), "event": event, "model": card.name, "title": card.title,
        "card_sha256": card.sha256, **more,
    }  # fmt: skip
    with (root / LOG_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
