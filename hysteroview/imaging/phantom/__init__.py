"""A synthetic uterine cavity with lesions and ground truth; it is no model of real tissue."""

from hysteroview.imaging.phantom.camera import LOOP_S
from hysteroview.imaging.phantom.phantom import Phantom
from hysteroview.imaging.phantom.spec import (
    Lesion,
    PhantomFrame,
    PhantomSpec,
    PhantomTruth,
    Structure,
)

__all__ = [
    "LOOP_S",
    "Lesion",
    "Phantom",
    "PhantomFrame",
    "PhantomSpec",
    "PhantomTruth",
    "Structure",
]
