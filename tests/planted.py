"""Identifiers that are planted in exams, and what is inside of files that left."""

from __future__ import annotations

import base64
import io
import random
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from hysteroview.exam.store.records import Patient

FAMILIES = ("Weissenborn", "Kowalczyk", "Fitzgerald", "Lindqvist", "Müllerschön")
GIVEN = ("Annegret", "Svetlana", "Josephine", "Ingeborg")
CHINESE = ("王^小明", "欧阳^雨桐", "李^静怡", "张^梓涵")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


@dataclass(frozen=True)
class Planted:
    """Who is planted, and all that must not be found."""

    patient: Patient
    texts: tuple[str, ...]


def plant(chance: random.Random) -> Planted:
    family, given, chinese = (chance.choice(each) for each in (FAMILIES, GIVEN, CHINESE))
    number = "".join(chance.choices("0123456789", k=chance.choice((7, 10, 18))))
    year, month, day = chance.randint(1940, 2005), chance.randint(1, 12), chance.randint(1, 28)
    patient = Patient(
        identifier=number, name=f"{family}^{given}={chinese}",
        birth_date=f"{year}-{month:02d}-{day:02d}",
    )  # fmt: skip
    whole = chinese.replace("^", "")
    texts = (
        family, given, f"{family}, {given}", f"{given} {family}", whole,
        "".join(reversed(chinese.split("^"))), number,
        f"{year}-{month:02d}-{day:02d}", f"{day:02d}.{month:02d}.{year}",
        f"{year}年{month}月{day}日",
    )  # fmt: skip
    return Planted(patient, texts)


def parts(name: str, content: bytes, folder: Path) -> dict[str, bytes]:
    """Return a file and what is in it: entries of a ZIP or Word file, pages, attachments."""
    found = {name: content}
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.namelist():
                found |= parts(f"{name}/{entry}", archive.read(entry), folder)
    elif content.startswith(b"%PDF"):
        found |= pages(name, content, folder)
    elif content.startswith(b"{") and b'"resourceType"' in content:
        for number, data in enumerate(re.findall(rb'"data": ?"([^"]+)"', content)):
            found |= parts(f"{name}#{number}", base64.b64decode(data), folder)
    return found


def pages(name: str, content: bytes, folder: Path) -> dict[str, bytes]:
    """Return the text and the pictures of the pages of a PDF; skip without poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed (packaging/debian-test-packages.txt)")
    file = folder / "read.pdf"
    file.write_bytes(content)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout
    subprocess.run(["pdftoppm", "-r", "80", "-png", file, folder / "page"], check=True)
    found = {f"{name}:text": text}
    for page in sorted(folder.glob("page-*.png")):
        found[f"{name}:{page.name}"] = page.read_bytes()
        page.unlink()
    file.unlink()
    return found
