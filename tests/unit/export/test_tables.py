"""The table says what the analyses say, and appears when it is complete."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from analyses import LABEL_SET, make_analysis, make_frame, make_unassessed
from hysteroview.core.errors import StorageError
from hysteroview.core.gate import INSTRUMENT, cause_of
from hysteroview.core.record import from_entries, record_of
from hysteroview.core.types import Reason
from hysteroview.core.wording import NO_RESULT
from hysteroview.export.tables import open_table, read_table, seconds, write_description
from hysteroview.inference.decide.verdict import is_reproduced
from measured import at_most

HEADER = (
    "frame,pts_s,state,label,p_EH,p_AH,p_EC,p_EP,p_SM,p_premalignant_or_malignant,"
    "reason,quality,open_set_score,shown,episode,shown_state,shown_reason,shown_p_EH,shown_p_AH,"
    "shown_p_EC,shown_p_EP,shown_p_SM,shown_p_premalignant_or_malignant,two_class,operating_point,"
    "warnings,shown_warnings"
)
OLD_FILES = Path(__file__).parents[2] / "old_files"


def test_one_row_for_each_analysis(tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    with open_table(path, LABEL_SET) as table:
        table.write(record_of(make_analysis(make_frame(0), (0.05, 0.1, 0.2, 0.6, 0.05))))
        table.write(record_of(make_unassessed(make_frame(1))))
        assert not path.exists()
    text = path.read_text(encoding="utf-8")
    shares = "0.05,0.1,0.2,0.6,0.05,0.30000000000000004"
    assert text.splitlines() == [
        HEADER,
        f"0,0.000000000,ACTIVE,EP,{shares},,,,EP,1,ACTIVE,,{shares},BENIGN,,,",
        "1,0.040000000,NOT_ASSESSABLE,,,,,,,,NO_PICTURE,,,,,NOT_ASSESSABLE,NO_PICTURE,,,,,,,,,,",
    ]
    rows = list(csv.DictReader(text.splitlines()))
    assert all(len(row) == 27 and None not in row for row in rows)


def test_what_is_written_is_read_to_the_last_bit(tmp_path: Path) -> None:
    shares = (1 / 3, 0.1, 1e-9, 0.1 + 0.2, 1 - 1 / 3 - 0.1 - 1e-9 - 0.3)
    whole = replace(make_analysis(make_frame(3), shares), quality=0.1 + 0.2, open_set_score=-1 / 7)
    kept = [
        replace(record_of(each), origin=None)
        for each in (whole, make_unassessed(make_frame(4)), replace(whole, decision=None))
    ]
    with open_table(tmp_path / "exam.csv", LABEL_SET) as table:
        for record in kept:
            table.write(record)
    assert read_table(tmp_path / "exam.csv", LABEL_SET) == kept


def test_a_table_of_an_earlier_program_is_read() -> None:
    found = read_table(OLD_FILES / "table.csv", LABEL_SET)
    second = json.loads((OLD_FILES / "track.jsonl").read_text(encoding="utf-8"))
    assert found == list(from_entries(second["frames"]))  # of the same frames
    expected = json.loads((OLD_FILES / "verdict.json").read_text(encoding="utf-8"))
    assert is_reproduced(expected, found, LABEL_SET)


def test_warnings_are_read_back_and_a_table_without_them_too(tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    plain = replace(record_of(make_analysis(make_frame(0))), origin=None)
    assert plain.decision is not None
    blur, instrument = cause_of(Reason.BLUR), INSTRUMENT
    decision = replace(plain.decision, warnings=(blur,))
    warned = replace(plain, warnings=(blur, instrument), decision=decision)
    with open_table(path, LABEL_SET) as table:
        table.write(warned)
        table.write(plain)
    assert read_table(path, LABEL_SET) == [warned, plain]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1].endswith(",BLUR INSTRUMENT,BLUR")
    before = [line.rsplit(",", 2)[0] for line in (lines[0], lines[2])]  # of the program before
    path.write_text("\n".join(before) + "\n", encoding="utf-8")
    assert read_table(path, LABEL_SET) == [plain]


def test_nothing_is_left_of_a_table_that_failed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_table(tmp_path / "exam.csv", LABEL_SET) as table:  # noqa: PT012
        table.write(record_of(make_analysis(make_frame(0))))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_table_of_this_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    with open_table(path, LABEL_SET) as table:
        table.write(record_of(make_analysis(make_frame(0))))
    good = path.read_text(encoding="utf-8")
    assert len(read_table(path, LABEL_SET)) == 1
    for text in (
        "", "frame,label\n1,EP\n", good.replace("ACTIVE", "HAPPY"), good.replace("0.6", "much"),
        good.replace("0.6", ""), good[:-9], good + "1,2",
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(StorageError, match="table"):
            read_table(path, LABEL_SET)
    with pytest.raises(StorageError, match="cannot be read"):
        read_table(tmp_path, LABEL_SET)


def test_no_table_takes_all_memory_or_time(tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    with open_table(path, LABEL_SET) as table:
        table.write(record_of(make_analysis(make_frame(0))))
    good = path.read_text(encoding="utf-8").splitlines()
    cells = good[1].split(",")
    for time_s in ("1e999999999", "-1e999999999", "NaN", "Infinity", "9" * 5000):
        row = ",".join([cells[0], time_s, *cells[2:]])
        path.write_text(f"{good[0]}\n{row}\n", encoding="utf-8")
        with at_most(cpu_s=1, memory_bytes=4e6), pytest.raises(StorageError, match="damaged"):
            read_table(path, LABEL_SET)
    os.truncate(path, 4 << 30)
    with at_most(cpu_s=1, memory_bytes=4e6), pytest.raises(StorageError, match="larger than"):
        read_table(path, LABEL_SET)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StorageError, match="not a regular file"):
        read_table(path, LABEL_SET)


def test_seconds_are_exact() -> None:
    assert seconds(33_366_667) == "0.033366667"
    assert seconds(3_600_000_000_001) == "3600.000000001"
    assert seconds(-40_000_000) == "-0.040000000"


def test_the_description_names_every_column(tmp_path: Path) -> None:
    written = write_description(tmp_path / "exam.csv", LABEL_SET, {"warning": "Research use only."})
    assert written.name == "exam.csv-metadata.json"
    document = json.loads(written.read_text(encoding="utf-8"))
    assert NO_RESULT in written.read_text(encoding="utf-8")  # where a label may be missing
    assert document["url"] == "exam.csv"
    names = [column["name"] for column in document["tableSchema"]["columns"]]
    assert ",".join(names) == HEADER
    assert all(column["dc:description"] for column in document["tableSchema"]["columns"])
    assert document["notes"][0]["warning"] == "Research use only."


def test_the_description_says_where_a_decision_was_not_on_the_screen(tmp_path: Path) -> None:
    """The decision fades for a moment after the light has changed: no result was shown then."""
    written = write_description(tmp_path / "exam.csv", LABEL_SET, {})
    document = json.loads(written.read_text(encoding="utf-8"))
    meanings = {each["name"]: each["dc:description"] for each in document["tableSchema"]["columns"]}
    for name in ("shown", "shown_p_EC", "shown_p_premalignant_or_malignant", "two_class"):
        assert "only where shown_state is ACTIVE" in meanings[name]


def test_tables_and_their_descriptions_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "exam.csv"
    with open_table(path, LABEL_SET):
        pass
    for written in (path, write_description(path, LABEL_SET, {})):
        assert written.stat().st_mode & 0o077 == 0, written.name
