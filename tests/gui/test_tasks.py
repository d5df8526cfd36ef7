"""Off the GUI thread and back on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from hysteroview.core.errors import HysteroViewError, NoLongerWantedError, StorageError
from hysteroview.gui.tasks import TaskRunner
from patience import PATIENCE_S


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner(most_waiting=3)
    yield runner
    runner.finish(PATIENCE_S)


def test_results_come_back_in_order_on_the_gui_thread(qtbot: QtBot, tasks: TaskRunner) -> None:
    results: list[tuple[int, bool, bool]] = []
    here = threading.current_thread()

    def work(number: int) -> tuple[int, bool]:
        return number, threading.current_thread() is here

    for number in range(3):
        assert tasks.submit(
            lambda number=number: work(number),
            lambda result: results.append((*result, threading.current_thread() is here)),
            lambda error: pytest.fail(str(error)),
        )
    qtbot.waitUntil(lambda: len(results) == 3)
    assert results == [(0, False, True), (1, False, True), (2, False, True)]
    assert tasks.waiting == 0


def test_a_failure_comes_back_as_a_value(qtbot: QtBot, tasks: TaskRunner) -> None:
    failures: list[HysteroViewError] = []

    def fail() -> None:
        raise StorageError("The disk is full.", remedy="Free some space.")

    tasks.submit(fail, lambda _: pytest.fail("no failure"), failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].remedy == "Free some space."


def test_too_many_are_refused_and_what_waits_is_finished(qtbot: QtBot, tasks: TaskRunner) -> None:
    gate, done = threading.Event(), []
    accepted = [
        tasks.submit(
            lambda: gate.wait(PATIENCE_S), done.append, lambda error: pytest.fail(str(error))
        )
        for _ in range(5)
    ]
    assert accepted == [True, True, True, False, False]
    gate.set()
    assert tasks.finish(PATIENCE_S)
    assert done == [True, True, True]


def test_a_defect_reaches_the_exception_hook(qtbot: QtBot, tasks: TaskRunner) -> None:
    with qtbot.captureExceptions() as exceptions:
        tasks.submit(lambda: 1 / 0, lambda _: None, lambda _: None)
        qtbot.waitUntil(lambda: bool(exceptions))
    assert exceptions[0][0] is ZeroDivisionError


def test_one_too_many_fails_at_once_where_it_must_be_answered(tasks: TaskRunner) -> None:
    gate, failures = threading.Event(), list[HysteroViewError]()
    for _ in range(4):
        tasks.submit_or_fail(lambda: gate.wait(PATIENCE_S), lambda _: None, failures.append)
    assert len(failures) == 1
    assert "does not respond" in failures[0].message
    gate.set()


def test_after_its_end_only_what_keeps_something_still_runs_and_results_are_not_reported(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    gate, ran, failures = threading.Event(), [], []
    report = partial(pytest.fail, "no result is reported")
    tasks.submit(lambda: gate.wait(PATIENCE_S), report, report)
    tasks.submit(lambda: ran.append("read"), report, report)
    tasks.submit(lambda: ran.append("write"), report, report, keeps=True)
    tasks.end(failures.append)
    assert tasks.is_keeping
    assert not tasks.submit(lambda: ran.append("late"), report, report, keeps=True)
    tasks.submit_or_fail(lambda: ran.append("late"), report, report)
    gate.set()
    qtbot.waitUntil(lambda: tasks.waiting == 0)
    assert (ran, failures, tasks.is_keeping) == (["write"], [], False)


def test_after_its_end_a_failure_is_reported_and_what_builds_on_it_does_not_run(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    gate, failures = threading.Event(), []

    def fail() -> None:
        gate.wait(PATIENCE_S)
        raise StorageError("The disk is full.", remedy="Free some space.")

    report = partial(pytest.fail, "no result is reported")
    tasks.submit(fail, report, report, keeps=True)
    tasks.end(failures.append)
    gate.set()
    qtbot.waitUntil(lambda: tasks.waiting == 0)
    assert [each.remedy for each in failures] == ["Free some space."]


def test_what_ended_because_nobody_wants_it_is_reported_to_nobody(
    qtbot: QtBot, tasks: TaskRunner
) -> None:
    def give_up() -> None:
        raise NoLongerWantedError

    done: list[int] = []
    tasks.submit(give_up, lambda _: pytest.fail("no result"), lambda _: pytest.fail("no failure"))
    tasks.submit(lambda: 1, done.append, lambda error: pytest.fail(str(error)))
    qtbot.waitUntil(lambda: done == [1])
