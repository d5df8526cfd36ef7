"""HysteroView: a real-time hysteroscopy video assistant. Research use only."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("hysteroview")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0.0.0"
