"""Signatures of models: Ed25519 (RFC 8032) over the list of a package."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import tomli_w

from hysteroview.core.errors import ModelError, SettingsError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.foreign.toml import parse_toml
from hysteroview.settings.file import settings_path, site_settings_path

if TYPE_CHECKING:  # importing cryptography takes 50 ms, which other commands do not need
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE_FILE, KEYS_FILE = "signature.json", "trusted_model_keys.toml"
KEY_SUFFIX = ".hvkey"
_DOMAIN = b"hysteroview.model.signature.v1\0"  # a signature for anything else is none for a model
_MOST_BYTES, _MOST_KEYS = 256_000, 1000
_KEY, _SIGNATURE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the key that is said to have made it, both hexadecimal."""

    public_key: str
    signature: str


class Trust(Enum):
    """What is known of the origin of a model."""

    TRUSTED = "signed with a trusted key"
    UNKNOWN = "signed with a key that is not trusted here"
    UNSIGNED = "not signed"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a model.

    Attributes
    ----------
    name
        Name of the trusted key; empty for the other cases.
    fingerprint
        Short form of the key, to compare by telephone; empty without a signature.
    """

    trust: Trust
    name: str = ""
    fingerprint: str = ""

    def words(self) -> str:
        """Return one sentence."""
        if self.trust is Trust.TRUSTED:
            return f"Signed by {self.name} (key {self.fingerprint})."
        if self.trust is Trust.UNKNOWN:
            return f"Signed with a key that is not trusted here (key {self.fingerprint})."
        return "Not signed: nobody vouches for where it comes from."


def fingerprint(public_key: str) -> str:
    """Return a short form of a public key: 16 digits of its SHA-256 in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def parse_signature(content: bytes) -> Signature:
    """Read the file of a signature.

    Raises
    ------
    ValueError
        It is not a signature.
    """
    fields = parse_json(content)
    if not isinstance(fields, dict) or fields.get("algorithm") != "Ed25519":
        raise ValueError("its signature is of another kind")
    key, signature = fields.get("public_key"), fields.get("signature")
    if not isinstance(key, str) or not isinstance(signature, str):
        raise ValueError("its signature is incomplete")
    if not _KEY.fullmatch(key) or not _SIGNATURE.fullmatch(signature):
        raise ValueError("its signature is damaged")
    return Signature(key, signature)


def signer_of(listed: bytes, signature: Signature | None, trusted: Mapping[str, str]) -> Signer:
    """Verify a signature.

    Parameters
    ----------
    listed
        The list of the package as it was read.
    trusted
        Names by public keys.

    Raises
    ------
    ModelError
        The signature is not of this list: the package was changed after it was signed.
    """
    if signature is None:
        return Signer(Trust.UNSIGNED)
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - slow
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - slow
        Ed25519PublicKey,
    )

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        key.verify(bytes.fromhex(signature.signature), _DOMAIN + listed)
    except (InvalidSignature, ValueError) as error:
        raise ModelError(
            "The signature of this model is not valid: the file was changed after it was signed, "
            "or is damaged.",
            remedy="Do not use it. Get it again from its origin.",
        ) from error
    short = fingerprint(signature.public_key)
    if (name := trusted.get(signature.public_key)) is not None:
        return Signer(Trust.TRUSTED, name, short)
    return Signer(Trust.UNKNOWN, "", short)


def sign(listed: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the content of the signature's file for a list."""
    fields = {
        "algorithm": "Ed25519",
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(_DOMAIN + listed).hex(),
    }
    return json.dumps(fields, indent=1).encode()


def make_key(file: Path) -> str:
    """Write a new private key, readable for its owner only; return its public key.

    Raises
    ------
    ModelError
        The file exists: a key is never replaced.
    StorageError
        It cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - slow
        Ed25519PrivateKey,
    )

    if file.exists():
        raise ModelError(
            f"{file.name} exists, and a key is never replaced.", remedy="Choose another name."
        )
    key = Ed25519PrivateKey.generate()
    fields = {"algorithm": "Ed25519", "private_key": key.private_bytes_raw().hex()}
    with atomic_file(file, private=True) as draft:
        draft.write_text(json.dumps(fields) + "\n", encoding="utf-8")
    return key.public_key().public_bytes_raw().hex()


def read_key(file: Path) -> Ed25519PrivateKey:
    """Read a private key.

    Raises
    ------
    ModelError
        It is not a key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - slow
        Ed25519PrivateKey,
    )

    try:
        fields = parse_json(read_bounded(file, _MOST_BYTES))
        if fields["algorithm"] != "Ed25519":
            raise ValueError("it is of another kind")
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(fields["private_key"]))
    except (OSError, UnfitFileError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{file.name} is not a private key.",
            remedy="Make one with: hysteroview lab keygen",
        ) from error


def trusted_keys() -> dict[str, str]:
    """Return names by public keys that the site and the user trust.

    Raises
    ------
    SettingsError
        A file of keys is damaged.
    """
    return _read_keys(site_settings_path().with_name(KEYS_FILE)) | _read_keys(_own_keys())


def trust_key(name: str, public_key: str) -> None:
    """Trust a key from now on, under a name.

    Raises
    ------
    SettingsError
        It is not a public key, or the file of keys is damaged.
    StorageError
        The file of keys cannot be written.
    """
    key, name = public_key.strip().lower(), name.strip()
    if not _KEY.fullmatch(key) or not name.isprintable() or not 0 < len(name) <= 200:
        raise SettingsError(
            "That is not a public key with a name.",
            remedy="Give the 64 digits that `hysteroview lab keygen` prints.",
        )
    keys = _read_keys(_own_keys()) | {key: name}
    _own_keys().parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(_own_keys(), private=True) as draft:
        draft.write_text(tomli_w.dumps({"keys": keys}), encoding="utf-8")


def _own_keys() -> Path:
    return settings_path().with_name(KEYS_FILE)


def _read_keys(file: Path) -> dict[str, str]:
    try:
        content = parse_toml(read_bounded(file, _MOST_BYTES).decode())
        keys = content.get("keys", {})
        if not isinstance(keys, dict) or len(keys) > _MOST_KEYS:
            raise ValueError("it has no table “keys”")
        if not all(_KEY.fullmatch(key) and isinstance(name, str) for key, name in keys.items()):
            raise ValueError("a key must have 64 digits, and a name")
    except FileNotFoundError:
        return {}
    except (OSError, UnfitFileError, ValueError) as error:
        raise SettingsError(
            f"The file of trusted keys, {file}, cannot be read: {error}.",
            remedy="Correct it; each line of its table [keys] is a public key = a name.",
        ) from error
    return keys
