#!/usr/bin/env bash
# DICOM: pynetdicom's chunked sending still takes a whole file into memory if the archive is slow.
#
# Packages: pynetdicom 3.0.4, pydicom 3.0.2.
# Behavior: with _config.STORE_SEND_CHUNKED_DATASET = True, send_c_store(path) reads the file in
#   pieces of one PDU, but puts them into a queue without a bound (Association.dul.to_provider_queue),
#   from which another thread sends. An archive on the same machine that takes everything at once keeps
#   the queue short. One that receives 4 MB/s lets it grow to the whole file: here a file of 80 MB,
#   of which the archive has taken a few MB when the reader has put the rest into the queue.
# Why it matters: the setting is documented as the way to send large files with little memory, and
#   the memory is lost exactly where it is needed: long videos over slow hospital networks.
# Output seen (figures differ from run to run):
#   file 80 MB, held in the queue at most: 76 MB
# Fails if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pynetdicom==3.0.4 pydicom==3.0.2
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
import threading
import time
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import MPEG4HP41, VideoEndoscopicImageStorage, generate_uid
from pynetdicom import AE, _config, evt

BYTES = 80_000_000
_config.STORE_SEND_CHUNKED_DATASET = True
path = Path(sys.argv[1]) / "video.dcm"
file = Dataset()
file.file_meta = FileMetaDataset()
file.file_meta.TransferSyntaxUID = MPEG4HP41
file.SOPClassUID = file.file_meta.MediaStorageSOPClassUID = VideoEndoscopicImageStorage
file.SOPInstanceUID = file.file_meta.MediaStorageSOPInstanceUID = generate_uid()
file.PixelData = encapsulate([bytes(BYTES)])
file["PixelData"].VR = "OB"
file.save_as(path, enforce_file_format=True)
del file


def slow(_event):  # 16 KB each 4 ms
    time.sleep(0.004)


archive = AE("SLOW")
archive.maximum_pdu_size = 16384
archive.add_supported_context(VideoEndoscopicImageStorage, MPEG4HP41)
server = archive.start_server(
    ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_DATA_RECV, slow)]
)
sender = AE("US")
sender.add_requested_context(VideoEndoscopicImageStorage, MPEG4HP41)
association = sender.associate("127.0.0.1", server.server_address[1], ae_title="SLOW")
assert association.is_established
most, ended = 0, threading.Event()


def look():
    global most
    while not ended.wait(0.02):
        pieces = list(association.dul.to_provider_queue.queue)
        held = sum(len(v) for p in pieces for _, v in getattr(p, "presentation_data_value_list", ()))
        most = max(most, held)


looker = threading.Thread(target=look)
looker.start()
sending = threading.Thread(target=association.send_c_store, args=(path,), daemon=True)
sending.start()
sending.join(10)
ended.set()
looker.join()
association.abort()
server.shutdown()
print(f"file {BYTES / 1e6:.0f} MB, held in the queue at most: {most / 1e6:.0f} MB")
assert most > 0.75 * BYTES, "the behavior has changed"
PYTHON
