"""A small RTSP server for tests: it sends an MPEG transport stream inside the connection."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading

from patience import PATIENCE_S
from streams import Sender

_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 33\r\na=control:track0\r\n"
)
_PACKET_BYTES = 7 * 188


class RtspServer:
    """Serve what a `Sender` writes to its standard output, to one client after another.

    It implements the part of RFC 2326 that FFmpeg uses with interleaved transport, and requires a
    password if one is set.
    """

    def __init__(self, sender: Sender, *, size: str, rate: str, authorization: str = "") -> None:
        self._command = sender.command(size, rate)
        self._authorization = authorization
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self.port: int = self._listener.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="rtsp server")
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        self._listener.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            with client:
                client.settimeout(PATIENCE_S)
                try:
                    if self._agree(client):
                        self._send(client)
                except OSError:
                    continue  # it has hung up

    def _agree(self, client: socket.socket) -> bool:
        """Answer requests up to PLAY."""
        with client.makefile("rb") as lines:
            while True:
                request = lines.readline().decode()
                if not request:
                    return False
                headers = {}
                while line := lines.readline().decode().strip():
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                method = request.split()[0]
                answer = f"CSeq: {headers.get('cseq', '0')}\r\nSession: 1\r\n"
                body, status = "", "200 OK"
                if self._authorization and headers.get("authorization") != self._authorization:
                    status, method = "401 Unauthorized", ""
                    answer += 'WWW-Authenticate: Basic realm="test"\r\n'
                if method == "DESCRIBE":
                    body = _SDP
                    answer += f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
                elif method == "SETUP":
                    answer += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
                elif method == "OPTIONS":
                    answer += "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
                client.sendall(f"RTSP/1.0 {status}\r\n{answer}\r\n{body}".encode())
                if method == "PLAY":
                    return True

    def _send(self, client: socket.socket) -> None:
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        number = 0
        try:
            while not self._stop.is_set() and (content := process.stdout.read(_PACKET_BYTES)):
                header = struct.pack(">BBHII", 0x80, 33, number & 0xFFFF, number * 900, 7)
                number += 1
                packet = header + content
                client.sendall(struct.pack(">BBH", 0x24, 0, len(packet)) + packet)
        finally:
            process.kill()
            process.stdout.close()
            process.wait(PATIENCE_S)
