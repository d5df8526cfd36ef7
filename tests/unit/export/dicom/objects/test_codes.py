"""The table of codes, against those that pydicom and highdicom know."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from pydicom.sr._concepts_dict import concepts

import hysteroview.export.dicom.objects as room
from hysteroview.core.states import AssessmentState, Reason
from hysteroview.export.dicom.objects import codes

# hysteroscopy is not in the groups that DICOM lists; SNOMED CT has it under this number
_NOT_IN_DICOM = {"233545006"}


def _known(scheme: str) -> dict[str, set[str]]:
    """Return the meanings of each code of a scheme."""
    found: dict[str, set[str]] = {}
    for values in concepts[scheme].values():
        for value, entry in values.items():
            found.setdefault(value, set()).add(str(entry[0]))
    return found


@pytest.mark.parametrize("code", [each for each in codes.STANDARD if each.scheme != "UCUM"])
def test_codes_have_the_meanings_of_pydicom(code: codes.Code) -> None:
    known = _known(code.scheme)
    if code.value in _NOT_IN_DICOM:
        assert code.value not in known
    else:
        assert code.meaning in known[code.value]


def test_every_code_fits_its_field() -> None:
    every = [*codes.STANDARD, *codes.STATES.values(), *codes.REASONS.values()]
    every += [codes.class_code("C" * 40, "子宫内膜" * 20), codes.probability_code("AH", "")]
    every += [value for value in vars(codes).values() if isinstance(value, codes.Code)]
    for each in every:
        assert 1 <= len(each.value) <= 16
        assert 1 <= len(each.meaning.encode()) <= 64


def test_each_state_and_reason_has_a_code_of_its_own() -> None:
    assert len({each.value for each in codes.STATES.values()}) == len(AssessmentState)
    assert len({each.value for each in codes.REASONS.values()}) == len(Reason)
    for state, code in codes.STATES.items():
        assert "benign" not in code.meaning.casefold(), state


def test_no_other_module_writes_a_code() -> None:
    for path in Path(str(room.__path__[0])).glob("*.py"):
        if path.name == "codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in ("SCT", "DCM", codes.OWN_SCHEME), path.name
                assert not re.fullmatch(r"[1-9]\d{5,8}", node.value), path.name
