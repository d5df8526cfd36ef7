"""Presses of keys and pedals: none is lost, none is made up, however the contact bounces."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.settings.presses import BOUNCE_NS, LONG_NS, Press, PressReader, parse_press

MS = 1_000_000


@dataclass(frozen=True)
class Step:
    """One true press: pause before it, how long it is held, and the chatter of its contact."""

    pause_ns: int
    held_ns: int
    chatter_down_ns: tuple[int, ...]
    chatter_up_ns: tuple[int, ...]


def chatter() -> st.SearchStrategy[tuple[int, ...]]:
    """Moments of opening and closing again, in pairs, within the bounce time."""
    moments = st.lists(st.integers(1, BOUNCE_NS - 1), max_size=6, unique=True)
    return moments.map(lambda each: tuple(sorted(each)[: len(each) // 2 * 2]))


def steps() -> st.SearchStrategy[list[Step]]:
    return st.lists(
        st.builds(
            Step,
            pause_ns=st.integers(3 * BOUNCE_NS, 3 * 10**9),
            held_ns=st.integers(BOUNCE_NS, 2 * LONG_NS),
            chatter_down_ns=chatter(),
            chatter_up_ns=chatter(),
        ),
        max_size=8,
    )


def edges(taken: list[Step]) -> list[tuple[int, bool]]:
    """When the contact closes (True) and opens, chatter and all."""
    told, now_ns = [], 0
    for step in taken:
        now_ns += step.pause_ns
        told.append((now_ns, True))
        told += [(now_ns + at, bool(i % 2)) for i, at in enumerate(step.chatter_down_ns)]
        now_ns += step.held_ns
        told.append((now_ns, False))
        told += [(now_ns + at, not i % 2) for i, at in enumerate(step.chatter_up_ns)]
        now_ns += BOUNCE_NS
    return told


def play(reader: PressReader, told: list[tuple[int, bool]], key: str = "F13") -> list[Press]:
    """Hand the edges over as they come, with the timer in between, and wait at the end."""
    presses: list[Press] = []
    for at_ns, closes in told:
        while (due_ns := reader.due_ns) is not None and due_ns < at_ns:
            presses += reader.advance(due_ns)
        presses += (reader.close_contact if closes else reader.open_contact)(key, at_ns)
    while (due_ns := reader.due_ns) is not None:
        presses += reader.advance(due_ns)
    return presses


@given(steps())
def test_each_press_of_a_bouncing_contact_counts_once(taken: list[Step]) -> None:
    reader = PressReader(["F13"])
    assert play(reader, edges(taken)) == [Press("F13")] * len(taken)


@given(steps())
def test_short_and_long_presses_are_distinguished(taken: list[Step]) -> None:
    told = play(PressReader(["F13"], ["F13"]), edges(taken))
    assert len(told) == len(taken)
    for press, step in zip(told, taken, strict=True):
        # while the contact bounces open, it is unknown whether it is still held
        if step.held_ns + BOUNCE_NS < LONG_NS or step.held_ns >= LONG_NS:
            assert press.is_long is (step.held_ns >= LONG_NS)


@given(
    st.lists(
        st.tuples(st.sampled_from(["F13", "Space", "X"]), st.booleans(), st.integers(0, 10**9))
    )
)
def test_no_key_stays_pressed_or_is_reported_more_often_than_it_closed(
    wild: list[tuple[str, bool, int]],
) -> None:
    reader = PressReader(["F13", "Space"], ["Space"])
    now_ns, closings, told = 0, 0, 0
    for key, closes, pause_ns in wild:
        now_ns += pause_ns
        closings += closes
        told += len((reader.close_contact if closes else reader.open_contact)(key, now_ns))
    told += len(reader.advance(now_ns + 10**10))
    assert told <= closings
    for key in ("F13", "Space"):
        reader.open_contact(key, now_ns + 2 * 10**10)
    reader.advance(now_ns + 3 * 10**10)
    assert reader.close_contact("F13", now_ns + 4 * 10**10) == [Press("F13")]


def test_a_snapshot_does_not_wait_for_the_key_to_be_let_go() -> None:
    reader = PressReader(["Space"])
    assert reader.close_contact("Space", 5) == [Press("Space")]
    assert reader.due_ns is None


def test_a_long_press_is_reported_while_the_key_is_held() -> None:
    reader = PressReader(["F13"], ["F13"])
    assert reader.close_contact("F13", 0) == []
    assert reader.due_ns == LONG_NS
    assert reader.advance(LONG_NS) == [Press("F13", is_long=True)]
    assert reader.advance(2 * LONG_NS) == []
    assert reader.open_contact("F13", 3 * LONG_NS) == []
    assert reader.advance(4 * LONG_NS) == []


def test_a_key_with_a_long_meaning_only_says_nothing_when_tapped() -> None:
    assert play(PressReader([], ["F13"]), [(0, True), (100 * MS, False)]) == []


def test_a_press_whose_opening_was_lost_does_not_block_the_next() -> None:
    reader = PressReader(["F13"])
    assert reader.close_contact("F13", 0) == [Press("F13")]
    assert reader.close_contact("F13", 5000 * MS) == [Press("F13")]


def test_repeats_that_do_not_say_so_are_one_press() -> None:
    reader = PressReader(["F13"])
    told = [(at * 33 * MS, True) for at in range(200)]
    assert play(reader, told) == [Press("F13")]


def test_what_was_held_when_the_window_lost_the_keys_is_forgotten() -> None:
    reader = PressReader(["F13"], ["F13"])
    reader.close_contact("F13", 0)
    reader.forget()
    assert reader.due_ns is None
    assert reader.advance(10**10) == []


def test_thousands_of_presses_leave_nothing_behind() -> None:
    reader = PressReader(["F13"])
    told = [(at * 125 * MS, at % 2 == 0) for at in range(10_000)]
    assert len(play(reader, told)) == 5000
    assert reader.due_ns is None


@pytest.mark.parametrize("text", ["Space", "hold F13", "Ctrl+Z", "hold Ctrl+PgDown"])
def test_a_press_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_press(text)) == text


@pytest.mark.parametrize("text", ["", "hold ", "  "])
def test_a_press_without_a_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a key must"):
        parse_press(text)
