"""Failures of the world, each with a remedy that the operator can read.

HysteroViewError
├── SourceError            a file, camera or stream cannot be opened or read
├── ModelError             a model folder is damaged, foreign or incomplete
├── BackendUnavailable     no inference runtime can load the model
├── InferenceError         a runtime failed, hung or gave wrong outputs
├── StorageError           a result cannot be written
├── SettingsError          a settings file or value cannot be used
└── WorklistError          the hospital's list of exams cannot be had

Anything else that is raised is a defect of the program and is not caught.
"""

from __future__ import annotations


class HysteroViewError(Exception):
    """A failure of the world, not of the program.

    Parameters
    ----------
    message
        What happened, in a sentence for the operator.
    remedy
        What the operator can do about it.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SourceError(HysteroViewError):
    """A file, camera or stream cannot be opened or read."""


class ModelError(HysteroViewError):
    """A model folder is damaged, foreign or incomplete."""


class BackendUnavailable(HysteroViewError):  # noqa: N818 - a state of the installation
    """No inference runtime can load the model."""


class InferenceError(HysteroViewError):
    """A runtime failed, hung or gave wrong outputs."""


class StorageError(HysteroViewError):
    """A result cannot be written, or not be read back."""


class SettingsError(HysteroViewError):
    """A settings file or value cannot be used."""


class WorklistError(HysteroViewError):
    """The hospital's list of scheduled exams cannot be had."""
