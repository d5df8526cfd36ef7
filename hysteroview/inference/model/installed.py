"""Models that were imported, and which of them is used when none is named.

`active.json` in the folder of models names the model in use and those that were used before, by the
names of their folders. Without it, the built-in model is used.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from hysteroview.core.errors import ModelError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded

_ACTIVE_FILE = "active.json"
_MOST_BYTES, _MOST_EARLIER = 64_000, 50
_NAME = re.compile(r"[0-9a-f]{16}")
BUILT_IN_NAME = ""  # in place of a folder's name


@dataclass(frozen=True, slots=True)
class ActiveModel:
    """The model in use.

    Attributes
    ----------
    name
        Name of its folder; `BUILT_IN_NAME` for the built-in model.
    earlier
        Names of those that were used before, the last one at the end.
    """

    name: str = BUILT_IN_NAME
    earlier: tuple[str, ...] = ()


def models_folder() -> Path:
    """Return the folder of imported models."""
    return platformdirs.user_data_path("hysteroview") / "models"


def read_active() -> ActiveModel:
    """Return which model is in use.

    Raises
    ------
    ModelError
        The file that says so is damaged: no other model is used silently instead.
    """
    file = models_folder() / _ACTIVE_FILE
    try:
        fields = parse_json(read_bounded(file, _MOST_BYTES))
        name, earlier = fields["model"], fields["earlier"]
        if not isinstance(earlier, list) or not all(map(is_name, [name, *earlier])):
            raise ValueError("it names no models")
    except FileNotFoundError:
        return ActiveModel()
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The file {file} does not say which model is used.",
            remedy="Choose one: `hysteroview model use built-in`, or the name of another.",
            detail=str(error),
        ) from error
    return ActiveModel(name, tuple(earlier))


def write_active(active: ActiveModel) -> None:
    """Keep which model is in use.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    folder = models_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"model": active.name, "earlier": list(active.earlier[-_MOST_EARLIER:])}
    with atomic_file(folder / _ACTIVE_FILE, private=True) as draft:
        draft.write_text(json.dumps(content) + "\n", encoding="utf-8")


def is_name(name: object) -> bool:
    """Whether this names a model: the built-in one, or the folder of an imported one."""
    return isinstance(name, str) and (name == BUILT_IN_NAME or bool(_NAME.fullmatch(name)))


def active_folder() -> Path | None:
    """Return the folder of the model in use; None for the built-in one.

    Raises
    ------
    ModelError
        It is missing or the choice is damaged.
    """
    name = read_active().name
    if name == BUILT_IN_NAME:
        return None
    folder = models_folder() / name
    if not folder.is_dir():
        raise ModelError(
            f"The model in use, {name}, is missing in {models_folder()}.",
            remedy="Choose another one: `hysteroview model back`, or `hysteroview model use "
            "built-in`.",
        )
    return folder
