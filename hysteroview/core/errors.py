"""Errors that are caused outside the program, each with a remedy for the operator.

HysteroViewError
├── SourceError            a file, camera or stream cannot be opened or read
│   └── SeekError          a time in it cannot be reached
├── ModelError             a model folder is damaged, incomplete or not a model
├── BackendUnavailable     no inference runtime can load the model
├── InferenceError         a runtime failed, hung or gave wrong outputs
├── StorageError           a result cannot be written
├── SettingsError          a settings file or value cannot be used
├── WorklistError          the hospital's list of exams is not available
└── ArchiveError           an archive (PACS) cannot be reached, refuses, or breaks off

Anything else that is raised is a defect of the program and is not caught; but for
`NoLongerWantedError`, by which a long computation ends when its result is not needed any more.
"""

from __future__ import annotations


class HysteroViewError(Exception):
    """An error that is caused outside the program, such as a full disk or a missing file.

    Parameters
    ----------
    message
        What happened, as a sentence for the operator.
    remedy
        What the operator can do about it.
    detail
        What technical support may want to know, such as the message of a library, in English;
        without names of patients and secrets. It is shown only on request.
    """

    def __init__(self, message: str, *, remedy: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SourceError(HysteroViewError):
    """A file, camera or stream cannot be opened or read."""


class SeekError(SourceError):
    """A time in a source cannot be reached: it is live or closed, or its file has changed."""


class ModelError(HysteroViewError):
    """A model folder is damaged, incomplete or not a model."""


class BackendUnavailable(HysteroViewError):  # noqa: N818 - a state of the installation
    """No inference runtime can load the model."""


class InferenceError(HysteroViewError):
    """A runtime failed, hung or gave wrong outputs."""


class StorageError(HysteroViewError):
    """A result cannot be written or read back."""


class SettingsError(HysteroViewError):
    """A settings file or value cannot be used."""


class WorklistError(HysteroViewError):
    """The hospital's list of scheduled exams is not available."""


class ArchiveError(HysteroViewError):
    """An archive (PACS) cannot be reached, refuses the connection, or breaks it off."""


class NoLongerWantedError(Exception):
    """A computation was ended because nobody wants its result any more; no failure."""
