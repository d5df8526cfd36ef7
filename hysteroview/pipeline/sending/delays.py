"""When something is tried again, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.core.types import NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Times in seconds.

    Attributes
    ----------
    first_s, most_s
        The delay before the second attempt; it doubles with each, up to `most_s`.
    give_up_s
        An archive that cannot be reached is given up after this time.
    most_attempts
        An object at which the archive breaks off, or which it loses, is given up after these.
    check_s
        Between two questions whether the archive has an object that it does not show yet.
    report_s
        How long a report of storage commitment is waited for.
    """

    first_s: float = 30.0
    most_s: float = 3600.0
    give_up_s: float = 7 * 86400.0
    most_attempts: int = 12
    check_s: float = 60.0
    report_s: float = 900.0

    def after_ns(self, attempts: int) -> int:
        """Return the delay after so many attempts."""
        doubled = self.first_s * (1 << min(max(attempts - 1, 0), 30))
        return round(min(doubled, self.most_s) * NS_PER_S)

    def is_over(self, made_wall_ns: int, now_ns: int) -> bool:
        """Whether an item is too old to be tried again."""
        return now_ns - made_wall_ns > self.give_up_s * NS_PER_S


DELAYS = Delays()
