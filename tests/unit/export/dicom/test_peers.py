"""The archives that other tests send to answer: Orthanc, and those of dcmtk."""

from __future__ import annotations

from pathlib import Path

from pynetdicom import AE
from pynetdicom.sop_class import Verification

from dicom_peers import Peer, dcmqrscp, orthanc, storescp, wlmscpfs


def _echoes(peer: Peer) -> bool:
    entity = AE(ae_title="TEST")
    entity.add_requested_context(Verification)
    association = entity.associate("127.0.0.1", peer.port, ae_title=peer.title)
    try:
        return association.is_established and association.send_c_echo().Status == 0
    finally:
        association.release()
        association.kill()


def test_orthanc_answers_with_its_plug_ins(tmp_path: Path) -> None:
    (tmp_path / "worklists").mkdir()
    with orthanc(
        tmp_path / "archive", has_dicomweb=True, worklists=tmp_path / "worklists"
    ) as archive:
        assert _echoes(archive)
        assert archive.json("/dicom-web/studies") == []
        assert {"dicom-web", "worklists"} <= set(archive.json("/plugins"))
        assert archive.instance("1.2.3") is None
    assert archive.process.poll() is not None


def test_the_servers_of_dcmtk_answer(tmp_path: Path) -> None:
    with storescp(tmp_path / "a", "+xa") as one, dcmqrscp(tmp_path / "b") as two:
        assert _echoes(one)
        assert _echoes(two)
        assert one.files == two.files == []
    with wlmscpfs(tmp_path / "c", "-csk") as three:
        assert _echoes(three)
