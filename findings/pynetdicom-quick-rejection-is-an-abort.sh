#!/usr/bin/env bash
# pynetdicom: a rejection that arrives quickly is reported as an abort, and its reason is lost.
#
# Packages: pynetdicom 3.0.4, pydicom 3.0.2.
# Behavior: after A-ASSOCIATE-RQ was sent, associate() looks whether the socket is still connected before it reads the
#   answer. If A-ASSOCIATE-RJ was handled by then, the socket is closed: is_rejected stays False, is_aborted is True, and
#   acceptor.primitive is None. The answer itself lies unread in association.dul.to_user_queue.
# Why it matters: about one of twenty rejections by Orthanc on the same machine reads as "no connection" instead of
#   "unknown AE title". The handler below only makes the order certain, which otherwise depends on two threads.
# Output seen:
#   rejected False, aborted True, reason in the queue: Called AE title not recognised
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pynetdicom==3.0.4 pydicom==3.0.2
"$folder/venv/bin/python" - <<'PYTHON'
import time

from pynetdicom import AE, evt

VERIFICATION = "1.2.840.10008.1.1"
server = AE("ARCHIVE")
server.require_called_aet = True
server.add_supported_context(VERIFICATION)
running = server.start_server(("127.0.0.1", 0), block=False)


def wait_for_answer(event: evt.Event) -> None:
    end = time.monotonic() + 30
    while event.assoc.dul.is_alive() and time.monotonic() < end:
        time.sleep(0.01)


client = AE("US")
client.add_requested_context(VERIFICATION)
made = client.associate(
    "127.0.0.1", running.server_address[1], ae_title="OTHER",
    evt_handlers=[(evt.EVT_REQUESTED, wait_for_answer)],
)
(answer,) = (each for each in made.dul.to_user_queue.queue if getattr(each, "result", None))
print(f"rejected {made.is_rejected}, aborted {made.is_aborted}, reason in the queue: {answer.reason_str}")
running.shutdown()
assert not made.is_rejected, "the behavior has changed"
assert made.is_aborted, "the behavior has changed"
assert answer.reason_str == "Called AE title not recognised"
PYTHON
