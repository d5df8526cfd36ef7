"""The first encoder that opens is used; every frame becomes a packet with its own number."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from analyses import make_frame
from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.encoder import ENCODERS, EncoderKind, PictureFormat, open_encoder
from recordings import at_rate, encoded

SMALL = PictureFormat(96, 64)


def test_the_first_that_opens_is_used() -> None:
    candidates = (EncoderKind("h264_of_the_future"), EncoderKind("h264_nvenc", {"gpu": "77"}))
    assert open_encoder(SMALL, (*candidates, ENCODERS[-1])).name == "libx264"
    with pytest.raises(StorageError, match=r"h264_of_the_future(.|\n)*h264_nvenc") as caught:
        open_encoder(SMALL, candidates)
    assert caught.value.remedy


def test_software_is_the_last_resort() -> None:
    assert ENCODERS[-1].name == "libx264"
    assert open_encoder(SMALL).name in [kind.name for kind in ENCODERS]


@pytest.mark.parametrize("rate", [Fraction(15), Fraction(30000, 1001), Fraction(60)], ids=str)
def test_a_keyframe_comes_every_second_at_any_rate(rate: Fraction) -> None:
    times_ns = at_rate(rate, round(rate * 4))
    encoder, pictures = encoded(times_ns)
    assert not encoder.is_holding
    assert [(picture.index, picture.pts_ns) for picture in pictures] == list(enumerate(times_ns))
    keys_ns = [picture.pts_ns for picture in pictures if picture.is_keyframe]
    assert len(keys_ns) == 4
    period_ns = NS_PER_S / rate
    assert all(
        NS_PER_S <= after - before < NS_PER_S + period_ns for before, after in pairwise(keys_ns)
    )


def test_a_keyframe_can_be_asked_for() -> None:
    encoder = open_encoder(SMALL)
    keys = []
    for index in range(10):
        if index == 7:
            encoder.request_keyframe()
        (picture,) = encoder.encode(make_frame(index, (96, 64)))
        keys.append(picture.is_keyframe)
    assert [index for index, is_key in enumerate(keys) if is_key] == [0, 7]


def test_a_picture_of_another_size_is_fitted() -> None:
    encoder = open_encoder(PictureFormat(97, 63))
    for index, size in enumerate([(97, 63), (640, 480), (1, 1)]):
        assert encoder.encode(make_frame(index, size))


def test_an_encoder_gets_the_pixel_format_that_it_takes() -> None:
    kind = EncoderKind("libx264", ENCODERS[-1].options, "nv12")
    encoder = open_encoder(SMALL, (kind,))
    assert encoder.template.pix_fmt == "nv12"
    (picture,) = encoder.encode(make_frame(0, (96, 64)))
    assert picture.is_keyframe
