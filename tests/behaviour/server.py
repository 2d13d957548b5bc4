"""A real HTTP server on loopback with every trait that clients differ in, and a log of requests."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

# What clients send of their own accord: it names the client, which is what a rewrite changes.
OWN_HEADERS = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "content-length"}
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in, without the headers that a client adds by itself."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True)
class Log:
    """The requests since the last `take`, in the order in which they came in."""

    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def take(self) -> list[Request]:
        """Empties the log and returns what was in it."""
        taken, self.requests = self.requests, []
        return taken


class Server(ThreadingHTTPServer):
    """Answers by the first part of the path; `Handler` has one method for each."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.log = Log()

    @property
    def url(self) -> str:
        """The base address, without a final slash."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: clients that go away are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """/echo /status/N /redirect/CODE/N /loop /json /text /plain /latin1 /bytes/N /empty /gzip
    /cookies /set-cookie /auth /headers /slow/MS /reset /truncated /bad-json /lines
    /pieces/N /broken /odd/NAME."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do(self) -> None:
        """Logs the request and answers it."""
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else self._chunks()
        self.parts = urlsplit(self.path).path.strip("/").split("/")
        mine = sorted(
            (name.lower(), value)
            for name, value in self.headers.items()
            if name.lower() not in OWN_HEADERS
        )
        self.server.log.requests.append(Request(self.command, self.path, tuple(mine), self.body))
        getattr(self, "on_" + self.parts[0].replace("-", "_"), self.on_missing)()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do

    def _chunks(self) -> bytes:
        """The body of a chunked request."""
        body = b""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().strip() or b"0", 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        return body

    def _answer(
        self, body: bytes = b"", *, status: int = 200, kind: str = "", **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if kind:
            self.send_header("Content-Type", kind)
        if status not in (204, 304) and status >= 200:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, value: object) -> None:
        self._answer(json.dumps(value).encode(), kind="application/json")

    def on_echo(self) -> None:
        parts = urlsplit(self.path)
        self._json(
            {
                "method": self.command,
                "path": parts.path,
                "query": parse_qsl(parts.query, keep_blank_values=True),
                "type": self.headers.get("Content-Type", ""),
                "body": self.body.decode("latin-1"),
            }
        )

    def on_headers(self) -> None:
        self._json({name.lower(): value for name, value in self.headers.items()})

    def on_status(self) -> None:
        self._answer(b"status", status=int(self.parts[1]), kind="text/plain")

    def on_redirect(self) -> None:
        """/redirect/CODE/N goes N steps, then to /echo."""
        code, left = int(self.parts[1]), int(self.parts[2])
        target = f"/redirect/{code}/{left - 1}" if left > 1 else "/echo"
        self._answer(b"moved", status=code, kind="text/plain", Location=target)

    def on_loop(self) -> None:
        self._answer(status=302, Location="/loop")

    def on_json(self) -> None:
        self._json({"city": "Zürich", "degrees": [21, 19.5], "ok": True})

    def on_bad_json(self) -> None:
        self._answer(b"{oops", kind="application/json")

    def on_text(self) -> None:
        self._answer("Grüße\n".encode(), kind="text/plain; charset=utf-8", X_Kind="text")

    def on_plain(self) -> None:
        """A text without a charset."""
        self._answer("Grüße".encode(), kind="text/plain")

    def on_latin1(self) -> None:
        self._answer("Grüße".encode("latin-1"), kind="text/plain; charset=iso-8859-1")

    def on_lines(self) -> None:
        self._answer(b"one\ntwo\r\nthree\n", kind="text/plain; charset=utf-8")

    def on_bytes(self) -> None:
        size = int(self.parts[1])
        self._answer(bytes(i % 251 for i in range(size)), kind="application/octet-stream")

    def on_empty(self) -> None:
        self._answer(status=204)

    def on_gzip(self) -> None:
        self._answer(gzip.compress(b"packed", mtime=0), kind="text/plain", Content_Encoding="gzip")

    def on_odd(self) -> None:
        """/odd/NAME: an answer that servers seldom give."""
        packed = gzip.compress(b'["packed"]', mtime=0)
        body, kind, coding = {
            "latin1": ('["ü"]'.encode("latin-1"), "application/json; charset=iso-8859-1", ""),
            "mark": (b'\xef\xbb\xbf["a"]', "application/json", ""),
            "utf16": ('["ü"]'.encode("utf-16"), "application/json", ""),
            "twice": (gzip.compress(b"[1", mtime=0) + gzip.compress(b"]", mtime=0), "", "gzip"),
            "x_gzip": (packed, "", "x-gzip"),
        }[self.parts[1]]
        more = {"Content_Encoding": coding} if coding else {}
        self._answer(body, kind=kind or "application/json", **more)

    def on_cookies(self) -> None:
        self._json(self.headers.get("Cookie", ""))

    def on_set_cookie(self) -> None:
        self._answer(status=302, Location="/cookies", Set_Cookie="session=abc; Path=/")

    def on_auth(self) -> None:
        """Wants user `ann` with password `secret`."""
        wanted = "Basic " + base64.b64encode(b"ann:secret").decode()
        if self.headers.get("Authorization") == wanted:
            self._json({"user": "ann"})
        else:
            self._answer(b"who?", status=401, WWW_Authenticate='Basic realm="shop"')

    def on_slow(self) -> None:
        self.server.log.released.wait(int(self.parts[1]) / 1000)
        self._answer(b"late", kind="text/plain")

    def on_reset(self) -> None:
        """Breaks the connection with RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def on_truncated(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def on_pieces(self) -> None:
        """N pieces of many sizes, one at a time."""
        self._chunked()
        for index in range(int(self.parts[1])):
            piece = b"line %d\r\n" % index * (1 + index % 7 * 40)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def on_broken(self) -> None:
        """Breaks off after a piece."""
        self._chunked()
        self.wfile.write(b"4\r\nhalf\r\n")
        self.close_connection = True

    def _chunked(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def on_missing(self) -> None:
        self._answer(b"not found", status=404, kind="text/plain")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
