"""The key file of a site: which code stands for which patient, and by how much dates are shifted.

Code and shift are computed from a secret in this file, so that all exports of a patient agree, and
nobody without the file can compute them. It belongs to its owner only, and in no export.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import platformdirs
from filelock import FileLock, Timeout

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.deidentify.identity import Identity
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.foreign.fields import conform
from hysteroview.core.foreign.json_text import parse_json

SCHEMA, SCHEMA_VERSION = "hysteroview.deidentification", 1
_WAIT_S = 20.0
_MOST_DAYS = 365
_SECRET_BYTES = 32
_MOST_BYTES: Final = 64 << 20
_CODE_CHARACTERS, _EXAM_CHARACTERS = 8, 4  # of base 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPatient:
    """Whom a code stands for.

    Attributes
    ----------
    shift_days
        Added to the dates of this patient.
    exams
        Ids of the exams that were exported, by their codes.
    patient
        Name, identifier and birth date; empty if the exams are encrypted: then the exams say it.
    """

    shift_days: int
    exams: Mapping[str, str]
    patient: Mapping[str, str]


def default_key_file() -> Path:
    """Return where the key file of this user is, apart from exams and exports."""
    return platformdirs.user_data_path("hysteroview") / "deidentification-key.json"


def deidentifier_for(
    path: Path, identity: Identity, *, keeps_identity: bool = True
) -> Deidentifier:
    """Return what replaces the patient of an exam, and note it in the key file.

    Parameters
    ----------
    path
        The key file; it is created if it does not exist.
    keeps_identity
        Whether name, identifier and birth date are noted too; not for encrypted exams, whose
        patients must not be readable in another file.

    Raises
    ------
    StorageError
        It cannot be read or written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=_WAIT_S, mode=0o600):
            content = _read(path)
            made = _made(bytes.fromhex(content["secret"]), identity)
            patients = content["patients"]
            before = patients.get(made.code, {"exams": {}, "patient": {}})
            fields = asdict(identity)
            who = {name: fields[name] for name in ("name", "identifier", "birth_date")}
            after = {
                "shift_days": made.shift_days,
                "exams": before["exams"] | {made.exam_code: identity.exam_id},
                "patient": who if keeps_identity else before["patient"],
            }
            if after != patients.get(made.code):
                patients[made.code] = after
                _write(path, content)
    except Timeout as error:
        raise StorageError(
            f"The key file {path.name} is in use by another program.", remedy="Try again."
        ) from error
    except OSError as error:
        raise storage_error(path, error) from error
    return made


def find_code(path: Path, code: str) -> CodedPatient | None:
    """Return whom the code of a patient or of an exam stands for; None if it is not known.

    Raises
    ------
    StorageError
        The key file cannot be read.
    """
    if not path.exists():
        return None
    patients = _read(path)["patients"]
    wanted = code.strip().upper()
    for each, fields in patients.items():
        if wanted == each or wanted in fields["exams"]:
            return CodedPatient(**fields)
    return None


def _made(secret: bytes, identity: Identity) -> Deidentifier:
    who = identity.identifier or "".join((identity.name, identity.birth_date)) or identity.exam_id
    code = f"HV-{_letters(secret, f'code:{who.casefold()}', _CODE_CHARACTERS)}"
    exam = _letters(secret, f"exam:{identity.exam_id}", _EXAM_CHARACTERS)
    number = int.from_bytes(_hash(secret, f"shift:{who.casefold()}")[:8], "big")
    return Deidentifier(
        code=code, exam_code=f"{code}-{exam}", shift_days=-1 - number % _MOST_DAYS,
        identity=identity,
    )  # fmt: skip


def _letters(secret: bytes, text: str, count: int) -> str:
    return base64.b32encode(_hash(secret, text)).decode()[:count]


def _hash(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), hashlib.sha256)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        secret = secrets.token_hex(_SECRET_BYTES)
        head = {"schema": SCHEMA, "schema_version": SCHEMA_VERSION}
        return {**head, "secret": secret, "patients": {}}
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("it is too large")
        content: dict[str, Any] = parse_json(path.read_bytes())
        if content["schema"] != SCHEMA or content["schema_version"] > SCHEMA_VERSION:
            raise ValueError("it is no key file, or of a newer program")
        if len(bytes.fromhex(content["secret"])) != _SECRET_BYTES:
            raise ValueError("its secret is no secret")
        for fields in content["patients"].values():
            conform(dict[str, str], fields["exams"])
            conform(dict[str, str], fields["patient"])
            conform(int, fields["shift_days"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StorageError(
            f"The key file {path.name} is damaged or of another kind.",
            remedy="Restore it from a backup, or choose another file: "
            "with a new one, patients get new codes.",
        ) from error
    return content


def _write(path: Path, content: Mapping[str, Any]) -> None:
    with atomic_file(path, private=True) as temporary:
        temporary.write_text(
            json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
