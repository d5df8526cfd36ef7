"""All random parameters of a case, drawn from its seed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from hysteroview.imaging.phantom.spec import Lesion, PhantomSpec

_LESIONS = tuple(Lesion)


class Purpose(IntEnum):
    """Independent streams of random numbers."""

    CASE = 0
    WALL = 1
    BODY = 2
    PATH = 3
    VIEW = 4
    NOISE = 5
    ARTIFACT = 6
    STRUCTURE = 7


def generator(spec: PhantomSpec, purpose: Purpose, index: int = 0) -> np.random.Generator:
    """Return the random stream of one purpose (PCG64: the same on every machine)."""
    return np.random.default_rng([spec.seed, _LESIONS.index(spec.lesion), int(purpose), index])


@dataclass(frozen=True, slots=True)
class Cavity:
    """Shape of the cavity; lengths in units of about 17 mm (half the cornual width).

    Attributes
    ----------
    half_width, half_thickness
        Half width across the cornua, and half distance between the walls (the distension).
    fundus, isthmus
        Distance of the fundus from the center, and half width at the isthmus.
    bow
        Depth by which the fundus protrudes into the cavity (arcuate).
    """

    half_width: float
    half_thickness: float
    fundus: float
    isthmus: float
    bow: float


@dataclass(frozen=True, slots=True)
class Tissue:
    """Healthy mucosa: color (BGR), relief, glands and vessels (spacing in units of length)."""

    color: tuple[float, float, float]
    mottling: float
    undulation: float
    gland_spacing: float
    gland_strength: float
    vessels: int
    vessel_strength: float


@dataclass(frozen=True, slots=True)
class Optics:
    """Endoscope and camera.

    Attributes
    ----------
    half_fov
        Half the angle of view, radians.
    barrel
        Barrel distortion at the edge.
    radius_share, offset
        Radius and displacement of the round view in units of the smaller side of the picture.
    light_offset
        Position of the light beside the lens (right, down), units of length.
    exposure, falloff, cone
        Target brightness, exponent of the distance, narrowing of the light.
    white_balance
        BGR factors.
    saturation, noise
        Color saturation, and standard deviation of the sensor noise in gray levels.
    """

    half_fov: float
    barrel: float
    radius_share: float
    offset: tuple[float, float]
    light_offset: tuple[float, float]
    exposure: float
    falloff: float
    cone: float
    white_balance: tuple[float, float, float]
    saturation: float
    noise: float


@dataclass(frozen=True, slots=True)
class Site:
    """Position of the lesion (chart coordinates from the center), and its size, 0 to 1."""

    u: float
    v: float
    size: float


@dataclass(frozen=True, slots=True)
class Scene:
    """All parameters of one case."""

    cavity: Cavity
    tissue: Tissue
    optics: Optics
    site: Site


def draw_scene(spec: PhantomSpec) -> Scene:
    """Draw a case at random; appearance and nuisance parameters overlap between the classes."""
    rng = generator(spec, Purpose.CASE)
    cavity = Cavity(
        half_width=rng.uniform(0.95, 1.2),
        half_thickness=rng.uniform(0.44, 0.68),
        fundus=rng.uniform(0.95, 1.2),
        isthmus=rng.uniform(0.30, 0.38),
        bow=rng.uniform(0.0, 0.12),
    )
    redness = rng.uniform(0, 1)
    tissue = Tissue(
        color=(
            rng.uniform(128, 158) - 32 * redness,
            rng.uniform(137, 161) - 32 * redness,
            rng.uniform(205, 228) - 6 * redness,
        ),
        mottling=rng.uniform(0.4, 1.0),
        undulation=rng.uniform(0.5, 1.2),
        gland_spacing=rng.uniform(0.028, 0.042),
        gland_strength=rng.uniform(0.15, 0.6),
        vessels=int(rng.integers(20, 60)),
        vessel_strength=rng.uniform(0.35, 0.9),
    )
    warmth, green = rng.normal(0, 0.05), rng.normal(0, 0.02)
    optics = Optics(
        half_fov=np.deg2rad(rng.uniform(37, 46)),
        barrel=rng.uniform(0.02, 0.12),
        radius_share=rng.uniform(0.47, 0.515),
        offset=(rng.normal(0, 0.006), rng.normal(0, 0.006)),
        light_offset=(rng.normal(0, 0.05), rng.uniform(-0.08, 0.08)),
        exposure=rng.uniform(0.24, 0.38),
        falloff=rng.uniform(1.5, 2.3),
        cone=rng.uniform(0.4, 1.2),
        white_balance=(1 - warmth, 1 + green, 1 + 0.4 * warmth),
        saturation=rng.uniform(0.85, 1.1),
        noise=rng.uniform(1.2, 3.2),
    )
    polar, azimuth = rng.uniform(0.22, 0.62), rng.uniform(0, 2 * np.pi)
    # There is more wall along the wide axis of the cavity than along the flat one.
    site = Site(polar * np.cos(azimuth) * 1.1, polar * np.sin(azimuth) * 0.9, rng.uniform(0, 1))
    return Scene(cavity, tissue, optics, site)
