"""`hysteroview pacs find` and `pacs fetch`, as they are typed, against Orthanc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dicom_peers import Orthanc, free_port, orthanc
from earlier_studies import write_studies
from foreign_dicom import write_still
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError
from hysteroview.settings.archives import Archives, ArchiveSettings, FetchRule
from hysteroview.settings.file import save_settings, settings_path
from hysteroview.settings.sections import Settings


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("archive")
    known = {"hysteroview": ("HYSTEROVIEW", free_port())}
    checks = {"DicomCheckCalledAet": True}
    with orthanc(folder / "orthanc", has_dicomweb=True, modalities=known, changes=checks) as it:
        more = {"StudyInstanceUID": "1.2.7", "StudyDate": "20240101"}
        other = {"PatientName": "山田^太郎", "PatientBirthDate": "19990101"}
        made = [*write_studies(folder), write_still(folder / "f.dcm", [9], **more, **other)]
        for each in made:
            it.post("/instances", each.read_bytes())
        yield it


def use(archive: Orthanc, **changes: object) -> None:
    made = {"host": "127.0.0.1", "port": archive.port, "called_title": archive.title, **changes}
    listed = Archives((("Main", ArchiveSettings(**made)),))  # type: ignore[arg-type]
    save_settings(Settings(archives=listed), settings_path())


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(hysteroview, ["pacs", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result


def failure(*words: str | Path) -> HysteroViewError:
    failed = CliRunner().invoke(hysteroview, ["pacs", *map(str, words)]).exception
    assert isinstance(failed, HysteroViewError)
    assert failed.remedy
    return failed


@pytest.mark.parametrize("way", [FetchRule.GET, FetchRule.WEB])
def test_studies_and_their_series_are_listed_with_whom_they_show(
    way: FetchRule, archive: Orthanc
) -> None:
    use(archive, fetches=way, web_address=f"{archive.url}/dicom-web")
    said = run("find", "4711", "--series").output
    said = " ".join(said.split())
    assert "2026-03-04 王芳 (Wang, Fang) 1980-01-02 ES 2 宫腔镜 1.2.3" in said
    assert "山田太郎" in said
    assert "Name or birth date are not the same in all of these studies." in said
    assert "1 video " in said
    assert "1.2.3.2" in said
    assert "1.2.6" not in said
    assert "no earlier study" in run("find", "unknown").output


def test_a_series_is_fetched_and_counted(archive: Orthanc, tmp_path: Path) -> None:
    use(archive)
    said = run("fetch", "1.2.3", "--series", "1.2.3.1", "--output", tmp_path / "a").output
    assert "1 object in" in said
    assert "did not come" not in said


def test_what_is_wrong_is_said(archive: Orthanc, tmp_path: Path) -> None:
    use(archive, called_title="OTHER")
    assert failure("find", "4711").message == "The archive has another AE title."
    use(archive, port=free_port())
    assert failure("find", "4711").message == "The archive cannot be reached."
    use(archive)
    assert "UID" in failure("fetch", "../1", "--output", tmp_path / "a").message
    assert "no study" in failure("fetch", "1.2.99", "--output", tmp_path / "a").message
    assert "no series" in failure(
        "fetch", "1.2.3", "--series", "1.2.9", "--output", tmp_path / "a"
    ).message  # fmt: skip
    (tmp_path / "there").mkdir()
    assert "cannot be made" in failure("fetch", "1.2.3", "--output", tmp_path / "there").message
    assert not (tmp_path / "a").exists()
