"""Whole exams sent to programs of others, by the rules of each destination."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from dicom_archive import archive
from dicom_exams import keep_whole_exam
from dicom_files import real_complaints
from dicom_peers import storescp
from hysteroview.exam.outbox.items import Item, ItemState
from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.export.dicom.send.objects import kind_of
from hysteroview.pipeline.sending.selection import Selection
from hysteroview.settings.archives import ArchiveSettings, VideoRule
from outboxes import NAME, Sending

CONFIRMED, FAILED, LEFT_OUT, SENT = (
    ItemState.CONFIRMED, ItemState.FAILED, ItemState.LEFT_OUT, ItemState.SENT,
)  # fmt: skip
PHOTOGRAPHIC = "1.2.840.10008.5.1.4.1.1.77.1.4.1"
ENDOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.1.1"


def send_exam(sending: Sending, chosen: ArchiveSettings, *kinds: ObjectKind) -> list[Item]:
    """Make an exam with a picture and a recording, and send it."""
    place = keep_whole_exam(sending.store, recorded=10)
    sending.use(chosen)
    sending.outbox.jobs.add(NAME, place.exam_id, Selection(kinds=kinds).text())
    items = sending.run()
    assert not sending.outbox.jobs.listed()
    return items


@pytest.mark.parametrize("takes_all", [True, False], ids=["+xa", "plain"])
@pytest.mark.parametrize("uncompressed", [True, False], ids=["uncompressed", "jpeg"])
def test_storescp_gets_what_it_takes_and_the_rest_says_why_not(
    tmp_path: Path, sending: Sending, *, takes_all: bool, uncompressed: bool
) -> None:
    with storescp(tmp_path / "received", *(["+xa"] if takes_all else [])) as it:
        chosen = ArchiveSettings(
            host="127.0.0.1", port=it.port, called_title=it.title, uncompressed=uncompressed
        )
        items = send_exam(sending, chosen)
        received = [pydicom.dcmread(each, stop_before_pixels=True) for each in it.files]
        assert all(real_complaints(each) == [] for each in it.files)
    states = {kind_of(each.sop_class).value: each for each in items}
    assert set(states) == {"picture", "video", "AI result", "report"}
    assert states["report"].state is states["AI result"].state is SENT
    assert "cannot be asked" in states["report"].reason
    assert states["picture"].state is (SENT if takes_all or uncompressed else FAILED)
    assert states["video"].state is (SENT if takes_all else LEFT_OUT)
    if not takes_all:
        assert states["video"].reason.startswith("This archive takes no video")
    if states["picture"].state is FAILED:
        assert "Pictures uncompressed" in states["picture"].remedy
    sent = {each.instance for each in items if each.state is SENT}
    assert {each.SOPInstanceUID for each in received} == sent


def test_a_video_is_sent_as_photographic_and_results_refer_to_it(
    tmp_path: Path, sending: Sending
) -> None:
    with archive() as it:
        chosen = it.settings(video=VideoRule.PHOTOGRAPHIC)
        items = send_exam(sending, chosen, ObjectKind.VIDEO, ObjectKind.RESULT)
        assert {each.state for each in items} == {CONFIRMED}
        videos = [each for each in it.kept.values() if each.SOPClassUID == PHOTOGRAPHIC]
        (result,) = [each for each in it.kept.values() if each.Modality == "SR"]
    (video,) = videos
    assert video.Modality == "XC"
    assert ENDOSCOPIC.encode() not in str(result).encode()
    assert video.SOPInstanceUID in str(result)
    video.save_as(tmp_path / "video.dcm", enforce_file_format=True)
    assert real_complaints(tmp_path / "video.dcm") == []


def test_by_rule_an_exam_is_sent_without_its_video(sending: Sending) -> None:
    with archive() as it:
        items = send_exam(sending, it.settings(video=VideoRule.NONE))
        assert {each.state for each in items} == {CONFIRMED}
        assert not any(kind_of(each.SOPClassUID).value == "video" for each in it.kept.values())
        assert any(each.Modality == "SR" for each in it.kept.values())
