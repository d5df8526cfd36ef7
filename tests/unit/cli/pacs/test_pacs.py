"""`hysteroview pacs`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dicom_archive import Archive, archive
from dicom_small import PATIENT, write_exam, write_pictures
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.outbox.items import Change, ItemState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.settings.archives import Archives, ArchiveSettings
from hysteroview.settings.file import save_settings, settings_path
from hysteroview.settings.sections import Settings


def use(**archives: ArchiveSettings) -> None:
    save_settings(Settings(archives=Archives(tuple(archives.items()))), settings_path())


def run(*words: str | Path, failing: bool = False) -> Result:
    result = CliRunner().invoke(hysteroview, ["pacs", *map(str, words)])
    assert failing == (result.exit_code != 0), result.output
    return result


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "exams"
    folder.mkdir()
    return folder


def test_echo_says_that_an_archive_answers_and_why_not() -> None:
    with archive() as it:
        use(Main=it.settings(), Other=it.settings(called_title="OTHER"))
        assert run("echo", "Main").output.startswith("Main answers, ")
        failed = run("echo", "Other", failing=True).exception
        assert isinstance(failed, HysteroViewError)
        assert failed.message == "The archive has another AE title."
        nameless = run("echo", failing=True).exception
        assert isinstance(nameless, HysteroViewError)
        assert nameless.remedy == "Choose one: Main, Other."


def test_what_is_sent_is_counted_and_listed_without_the_patient(
    tmp_path: Path, store: Path
) -> None:
    write_exam(tmp_path / "made")
    with archive(takes_video=False) as it:
        use(Main=it.settings())
        sent = run("send", tmp_path / "made", "--store", store, failing=True)
        assert "waiting       5 for Main" in sent.output
        assert "outbox        4 confirmed, 1 left out" in sent.output
        assert "This archive takes no video" in sent.output
        assert len(it.received) == 4
        again = run("send", tmp_path / "made" / "report.dcm", "--store", store, failing=True)
        assert "known         1" in again.output
        assert len(it.received) == 4
    listed = run("queue", "--store", store, "--all").output
    assert listed.count("confirmed") == 4
    assert "left out" in listed
    assert PATIENT.split("^")[0] not in listed + sent.output
    assert "Main: 4 confirmed, 1 left out" in run("status", "--store", store).output


def test_what_waits_is_sent_later_and_failures_are_tried_again(tmp_path: Path, store: Path) -> None:
    write_pictures(tmp_path / "made", 2)
    with archive(status=0xA900) as it:
        use(Main=it.settings())
        run("send", tmp_path / "made", "--store", store, "--later")
        assert not it.received
        failed = run("send", "--store", store, failing=True)
        assert "Main: 2 failed. The archive finds the object not valid" in failed.output
        it.status = 0
        assert "try again     2" in run("queue", "--retry", "--store", store).output
        assert "outbox        2 confirmed" in run("send", "--store", store).output


def test_what_is_removed_is_not_sent(tmp_path: Path, store: Path) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive() as it:
        use(Main=it.settings())
        run("send", tmp_path / "made", "--store", store, "--later")
        assert "removed       1" in run("queue", "--remove", "1", "--store", store).output
        assert "outbox        empty" in run("send", "--store", store).output
        assert not it.received


def test_only_one_program_sends(tmp_path: Path, store: Path) -> None:
    write_pictures(tmp_path / "made", 1)
    with archive() as it, Outbox(store) as outbox:
        use(Main=it.settings())
        lock = outbox.lock()
        assert lock is not None
        said = run("send", tmp_path / "made", "--store", store).output
        assert "Another HysteroView is sending; it takes care of this too." in said
        assert not it.received
        lock.release()
        run("send", "--store", store)
        assert _all_once(it)


def _all_once(it: Archive) -> bool:
    return set(it.received.values()) == {1}


def test_other_files_are_refused_and_nothing_is_added(tmp_path: Path, store: Path) -> None:
    write_pictures(tmp_path / "made", 1)
    (tmp_path / "made" / "z.txt").write_text("no DICOM")
    with archive() as it:
        use(Main=it.settings())
        failed = run("send", tmp_path / "made", "--store", store, failing=True).exception
        assert isinstance(failed, HysteroViewError)
        assert failed.message == "z.txt is not a DICOM file that can be sent."
        assert "empty" in run("queue", "--store", store).output


def test_test_says_in_words_what_an_archive_accepts(tmp_path: Path) -> None:
    with archive(takes_video=False, commits=True) as it:
        use(Main=it.settings())
        lines = run("test").output.splitlines()
    assert lines[0] == "Main answers"
    said = dict(line.rsplit("  ", 1) for line in lines if line.endswith(("yes", "no")))
    words = {name.strip(): answer.strip() for name, answer in said.items()}
    assert words["endoscopic video"] == "no"
    assert words["pictures"] == words["query (C-FIND)"] == words["storage commitment"] == "yes"
    assert words["begin and end of exams (MPPS)"] == "no"
    assert "Send videos as photographic video to this archive (`video` in the settings)." in lines


def test_the_numbers_of_the_list_are_below_one_another(tmp_path: Path, store: Path) -> None:
    write_pictures(tmp_path / "made", 11)
    use(main=ArchiveSettings("127.0.0.1", 1))
    run("send", tmp_path / "made", "--store", store, "--later")
    with Outbox(store) as outbox:
        first = outbox.items()[0]
        change = Change(item_id=first.item_id, state=ItemState.FAILED, reason="It is too large.")
        outbox.change([change])
    lines = run("queue", "--store", store).output.splitlines()
    assert lines[0] == f"    1  failed     {lines[0].partition('failed')[2].strip()}"
    assert {line.index("main:") for line in lines} == {lines[0].index("main:")}
    assert lines[0].endswith("It is too large.")
