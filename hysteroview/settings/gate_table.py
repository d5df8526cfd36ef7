"""The settings of the quality gate: what is done for each cause for which a frame is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from hysteroview.core.gate import INSTRUMENT, Cause, GateAction, GateExceptions, cause_of
from hysteroview.core.states import Reason
from hysteroview.settings.entry import Section, setting
from hysteroview.settings.kinds import Choice

_STOP, _WARN, _OFF = "No result", "Warn only", "Off"
# without "off" where an unnoticed cause would do harm; see docs/quality.md
_ALL: Final = Choice({GateAction.STOP: _STOP, GateAction.WARN: _WARN, GateAction.OFF: _OFF})
_NOT_OFF: Final = Choice({GateAction.STOP: _STOP, GateAction.WARN: _WARN})


@dataclass(frozen=True, slots=True)
class GateSettings(Section):
    """What the quality gate does for each cause: no result, a warning beside the result, nothing.

    A frame without an endoscopic picture, one decoded from incomplete data, and a lost signal are
    not in the table: then there is no true picture that a model could be run on.
    """

    title: ClassVar[str] = "Quality gate"
    remark: ClassVar[str] = (
        "What happens when a picture exceeds a limit. “Warn only” runs the model all the same and "
        "shows the reason beside the result; “Off” does not check for it. Every result records "
        "these choices. Without a picture or signal there is never a result."
    )
    is_compact: ClassVar[bool] = True

    blood: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Blood hides the view",
        help_text="Sets what happens while blood hides the view.",
    )
    blur: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Blurred",
        help_text="Sets what happens while the picture is blurred.",
    )
    bubbles: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Bubbles hide the view",
        help_text="Sets what happens while bubbles hide the view.",
    )
    lens_contact: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Lens on tissue",
        help_text="Sets what happens while the lens touches tissue.",
    )
    dark: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Too dark",
        help_text="Sets what happens while the picture is too dark.",
    )
    overexposed: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Over-exposed",
        help_text="Sets what happens while the picture is over-exposed.",
    )
    instrument: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Instrument in view",
        help_text="Sets what happens while an instrument covers too much of the view.",
    )
    test_card: GateAction = setting(
        _ALL,
        default=GateAction.STOP,
        label="Test card",
        help_text="Sets what happens while the source sends a test card.",
    )
    outside_body: GateAction = setting(
        _NOT_OFF,
        default=GateAction.STOP,
        label="Outside the body",
        help_text="Sets what happens outside the body. It is always checked, because recordings "
        "are pixelated there.",
    )
    frozen: GateAction = setting(
        _NOT_OFF,
        default=GateAction.STOP,
        label="Frozen picture",
        help_text="Sets what happens while the source repeats one picture. It is always checked, "
        "because an old picture would look live.",
    )

    def action_for(self, cause: Cause) -> GateAction:
        """Return what is done for a cause; causes that are not in the table stop a frame."""
        name = _NAMES.get(cause)
        return GateAction.STOP if name is None else getattr(self, name)

    @property
    def exceptions(self) -> GateExceptions:
        """The causes for which frames are not stopped, in the order of the table."""
        actions = ((cause, self.action_for(cause)) for cause in _NAMES)
        return tuple((cause, action) for cause, action in actions if action is not GateAction.STOP)


_NAMES: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        cause_of(Reason.RED_OUT): "blood",
        cause_of(Reason.BLUR): "blur",
        cause_of(Reason.BUBBLES): "bubbles",
        cause_of(Reason.LENS_CONTACT): "lens_contact",
        cause_of(Reason.DARK): "dark",
        cause_of(Reason.OVEREXPOSED): "overexposed",
        INSTRUMENT: "instrument",
        cause_of(Reason.TEST_CARD): "test_card",
        cause_of(Reason.OUTSIDE_BODY): "outside_body",
        cause_of(Reason.FROZEN): "frozen",
    }
)
