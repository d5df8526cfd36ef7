"""Workers that do not see the recordings get their bytes, and give the same track."""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.capture.opening import open_source
from hysteroview.core.record import record_of
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.archive.cluster import ClusterChoice, open_stream, open_workers
from hysteroview.pipeline.archive.coordinator import Coordinator
from hysteroview.pipeline.archive.ledger.entries import RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import recordings_under
from hysteroview.pipeline.archive.streaming import content, ranges
from hysteroview.pipeline.archive.streaming.content import (
    MOST_BYTES,
    NoStreamError,
    StreamError,
    StreamReading,
)
from hysteroview.pipeline.archive.streaming.ranges import RangeServer
from hysteroview.pipeline.archive.tasks import NoShareError, PlanTask, UnitTask, plan_recording
from hysteroview.pipeline.archive.track import TRACKS
from hysteroview.pipeline.archive.work import Work, end_worker
from hysteroview.pipeline.archive.workers import UnfitWorkerError
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.kept.track_file import TrackFile
from tests.certificates import Certificate, make_certificate
from tests.patience import PATIENCE_S, wait_until
from tests.recordings_in_parts import closed
from trials import trials

RUNTIME = "onnx-cpu-fp32"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_PAUSES_S", (0.0, 0.05, 0.05, 0.05, 0.05))


@pytest.fixture
def server() -> Iterator[RangeServer]:
    with closing(RangeServer("127.0.0.1")) as opened:
        yield opened


def test_any_place_of_a_file_is_read(server: RangeServer, tmp_path: Path) -> None:
    """In blocks, over their borders, and to the end."""
    path = tmp_path / "a.bin"
    written = bytes(range(256)) * (3 * MOST_BYTES // 256) + b"end"
    path.write_bytes(written)
    with closing(StreamReading(server.offer(path), None)) as reading:
        file = reading.video_file(1).open()
        for place, size in ((0, 10), (MOST_BYTES - 5, 10), (2 * MOST_BYTES, -1), (len(written), 5)):
            assert file.seek(place) == place
            assert file.read(size) == written[place : place + size if size >= 0 else None]
        assert file.seek(-3, 2) == len(written) - 3
        assert file.read() == b"end"
        assert file.failure is None


def test_nothing_else_can_be_read(server: RangeServer, tmp_path: Path) -> None:
    """Without the token, of other files, of a file that has changed, and in large ranges."""
    path, other = tmp_path / "a.bin", tmp_path / "b.bin"
    path.write_bytes(b"recording")
    other.write_bytes(b"secret")
    offered = server.offer(path)
    for wrong in (
        replace(offered, token="0" * 64),
        replace(offered, number=str(other)),
        replace(offered, number="../b.bin"),
    ):
        with closing(StreamReading(wrong, None)) as reading:
            file = reading.video_file(1).open()
            assert file.read(6) == b""
            assert "status 40" in reading.failure
    path.write_bytes(b"another recording")
    with closing(StreamReading(offered, None)) as reading:
        assert reading.video_file(1).open().read(6) == b""
        assert "changed" in reading.failure


def test_with_tls_only_who_has_a_certificate_reads(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Others are refused, and nothing is written to the terminal."""
    from distributed.security import Security

    ours, other = make_certificate(tmp_path, "ours"), make_certificate(tmp_path, "other")

    def security(authority: Certificate, mine: Certificate) -> Any:
        return Security(  # type: ignore[no-untyped-call]
            tls_ca_file=str(authority.path), require_encryption=True,
            tls_client_cert=str(mine.path), tls_client_key=str(mine.key),
            tls_worker_cert=str(mine.path), tls_worker_key=str(mine.key),
        )  # fmt: skip

    path = tmp_path / "a.bin"
    path.write_bytes(b"recording")
    context = security(ours, ours).get_listen_args("client")["ssl_context"]
    with closing(RangeServer("127.0.0.1", 0, context)) as server:
        offered = server.offer(path)
        for authority, mine, expected in (
            (ours, ours, b"recording"),
            (ours, other, b""),
            (other, other, b""),
        ):
            found = security(authority, mine).get_connection_args("worker")["ssl_context"]
            with closing(StreamReading(offered, found)) as reading:
                assert reading.video_file(1).open().read() == expected
                assert bool(reading.failure) is not bool(expected)
    assert capfd.readouterr().err == ""


def test_a_streamed_part_is_the_same_and_never_ends_early(
    bundle: Path, server: RangeServer, tmp_path: Path
) -> None:
    """A stream that breaks off is no damage of the recording: the part fails."""
    path = closed(tmp_path)
    card = load_card(bundle)
    work = Work(str(bundle), card.sha256, AnalyzerSettings(), RUNTIME, unit_s=2)
    plan = plan_recording(path, 2)
    assert plan.recording is not None
    recording = replace(plan.recording, streamed=server.offer(path))
    assert recording.streamed is not None
    try:
        streamed = UnitTask(work, recording, plan.units[-1]).run()
        same = UnitTask(work, plan.recording, plan.units[-1]).run()
        changed = replace(recording.streamed, modified_ns=0)
        server._files[changed.number] = changed
        with pytest.raises(StreamError, match="could not be streamed"):
            UnitTask(work, recording, plan.units[-1]).run()
        assert streamed.facts == same.facts
        assert np.array_equal(streamed.half, same.half)
        assert np.array_equal(streamed.logits, same.logits)
        server.close()
        with pytest.raises(NoStreamError):
            UnitTask(work, recording, plan.units[-1]).run()
    finally:
        end_worker()


def test_a_worker_that_may_not_start_the_network_is_refused(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask's own workers are such unless they are started otherwise."""
    card = load_card(bundle)
    work = Work(str(bundle), card.sha256, AnalyzerSettings(), RUNTIME)
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    with pytest.raises(UnfitWorkerError, match="DAEMON=False"):
        PlanTask(work, tmp_path).prepare()


def test_a_network_that_is_away_for_a_moment_is_waited_for(
    server: RangeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"recording")
    with closing(StreamReading(server.offer(path), None)) as reading:
        connect, failed = reading._connect, 0

        def is_away() -> http.client.HTTPConnection:
            nonlocal failed
            failed += 1
            if failed < 5:
                raise ConnectionRefusedError("Connection refused")
            return connect()

        monkeypatch.setattr(reading, "_connect", is_away)
        assert reading.block(0) == b"recording"
        assert reading.error() is None


def test_a_wait_for_the_network_ends_when_it_is_closed(
    server: RangeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"recording")
    monkeypatch.setattr(content, "_PAUSES_S", (10 * PATIENCE_S,))
    reading = StreamReading(server.offer(path), None)
    server.close()
    timer = threading.Timer(0.1, reading.close)
    timer.start()
    with pytest.raises(OSError, match="refused"):
        reading.block(0)
    timer.join()


def test_connections_are_limited_in_number_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opens many connections without the token keeps nobody out for long."""
    monkeypatch.setattr(ranges, "_MOST_CONNECTIONS", 2)
    monkeypatch.setattr(ranges, "_ANONYMOUS_S", 1.0)
    path = tmp_path / "a.bin"
    path.write_bytes(b"recording")
    with closing(RangeServer("127.0.0.1")) as server:
        offered = server.offer(path)
        address = offered.host, offered.port
        opened = [socket.create_connection(address, PATIENCE_S) for _ in range(3)]
        assert ended(opened[2]), "there is no room"
        opened[0].sendall(b"GET / HT")
        assert ended(opened[0]), "it shows no token"
        assert ended(opened[1])

        def is_read() -> bool:
            with closing(StreamReading(offered, None)) as reading:
                return reading.video_file(1).open().read() == b"recording"

        wait_until(is_read)
        for each in opened:
            each.close()


def ended(connection: socket.socket) -> bool:
    """Whether the other end closes it, before a test loses its patience."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.skipif(not trials(0, 1), reason="takes 15 s; runs with pytest --full")
def test_a_worker_without_the_share_gives_the_same_track(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path leads through the folder in which a process works: others do not see it."""
    import dask
    from distributed import LocalCluster

    (tmp_path / "in").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    path = closed(tmp_path / "in")
    card = load_card(bundle)
    work = Work(str(bundle), card.sha256, AnalyzerSettings(), RUNTIME, unit_s=2)
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1, threads_per_worker=1, memory_limit=0, dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        open_workers(choice := ClusterChoice(cluster.scheduler_address)) as workers,
        open_stream(choice, 0) as stream,
        closing(Ledger(out, work.run)) as ledger,
        closing(Ledger(tmp_path, work.run)) as blind,
    ):  # fmt: skip
        monkeypatch.chdir(tmp_path)
        seen_here_only = Path("/proc/self/cwd/in")
        ledger.list_files(recordings_under(seen_here_only, out), fingerprint)
        Coordinator(ledger, out, work, card, workers, stream=stream).run(lambda _: None)
        (entry,) = ledger.entries()
        blind.list_files(recordings_under(seen_here_only, out), fingerprint)
        with pytest.raises(NoShareError, match="does not see"):
            Coordinator(blind, tmp_path, work, card, workers).run(lambda _: None)
        assert blind.counts().waiting == 1
    assert entry.state is RecordingState.DONE
    assert entry.summary["units"] == 3
    with closing(open_source(str(path))) as source:
        review = Review(source, card, runtime=RUNTIME)
        with closing(review.results()) as results:
            records = [record_of(each.analysis) for each in results if each.analysis is not None]
    (track,) = (out / TRACKS).glob("*/")
    assert [TrackFile(track).record(row) for row in range(len(records))] == records
