"""Compile the steps that are written in C when the program is installed or a wheel is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cffi import VerificationError
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools.errors import BaseError

sys.path.insert(0, str(Path(__file__).parent))
from native_steps import SOURCES, build


class NativeSteps(BuildHookInterface):
    """Adds the compiled module; where there is no compiler, the program does without it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See `BuildHookInterface`."""
        if self.target_name != "wheel":
            return
        for old in SOURCES.glob("_kernels.*"):
            old.unlink()
        try:
            built = build(SOURCES)
        except (VerificationError, BaseError, OSError) as error:
            self.app.display_warning(f"The steps in C are left out, which is slower: {error}")
            return
        build_data["artifacts"].append(f"/{built.relative_to(self.root).as_posix()}")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
