"""The pixel aspect of each picture of a stream, which may change on the way."""

from __future__ import annotations

from fractions import Fraction

from av.video.stream import VideoStream


class AspectReader:
    """Reads the aspect of pictures in the order in which the decoder returns them.

    PyAV gives the aspect of the header that was decoded last, not that of a picture. A header is
    before a key frame; pictures of packets before that one have the aspect from before. As in other
    players, the container's aspect holds until the aspect in the stream changes.

    Parameters
    ----------
    stream
        Before anything of it was decoded.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._first = stream.codec_context.sample_aspect_ratio
        self.restart()

    def restart(self) -> None:
        """Begin at another place of the stream."""
        self._is_new = True
        self._now: Fraction | None = None
        self._before: Fraction | None = None
        self._key: int | None = None  # number of the key packet that was sent last
        self._since: int | None = None  # number of the first packet with the present aspect

    def note_key(self, number: int) -> None:
        """Note the number of a key packet that is sent to the decoder."""
        self._key = number

    def read(self, stream: VideoStream, number: int | None = None) -> Fraction | None:
        """Return the aspect of the picture that the decoder has just returned, as it is stored.

        Parameters
        ----------
        number
            Of the packet with this picture; None if packets are not counted.

        Returns
        -------
        Width divided by height of a stored pixel; None if it is not declared.
        """
        context = stream.codec_context
        coded = context.sample_aspect_ratio
        if self._is_new:
            self._is_new, self._now = False, coded
        elif coded != self._now:
            self._before, self._now = self._now, coded
            self._since = self._key if context.has_b_frames else number
        if number is not None and self._since is not None and number < self._since:
            coded = self._before
        return stream.sample_aspect_ratio if coded == self._first else coded
