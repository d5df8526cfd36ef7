"""The Qt bindings do not wear out the interpreter."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be freed from 3.12 on")
def test_calls_into_qt_keep_the_count_of_none() -> None:
    # PySide6 6.12.0 takes a reference to None with every call that returns nothing, until
    # Python 3.11 frees None and aborts: minutes after the start of a program that paints
    child = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        child.setObjectName("name")
    assert sys.getrefcount(None) > before - 100
