"""HysteroView: a real-time hysteroscopy video assistant. Research use only."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

# ONNX Runtime reports its use to its maker; only this variable, set before its import, stops it.
# Every process of the program imports this package first, and child processes inherit the value.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

try:
    __version__ = version("hysteroview")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0.0.0"
