"""An HTTP server that fails in every way a mirror or a proxy can.

The first part of the path names the behaviour: /good/NAME serves NAME with
ranges, /norange/NAME without, /short/NAME breaks off half-way, and so on.
"""
import http.server
import threading
import time

PAGE = b"<!DOCTYPE html><title>Sign in to the campus network</title>"


class Server(http.server.ThreadingHTTPServer):
    """Serves `files` (name -> bytes) and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked = files, []      # (behaviour, name, range)
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,),
                         daemon=True).start()

    def mirror(self, behaviour):
        """Address of a mirror that behaves so."""
        return f"http://127.0.0.1:{self.server_port}/{behaviour}/"

    def stop(self):
        """End the server and its sleepers."""
        self.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that hangs up is what is tested: keep quiet."""


class Handler(http.server.BaseHTTPRequestHandler):
    """One request: do what the path says."""

    def do_GET(self):
        """Answer as the first part of the path says."""
        behaviour, _, name = self.path.strip("/").partition("/")
        wish = self.headers.get("Range")
        self.server.asked.append((behaviour, name, wish))
        getattr(self, behaviour)(self.server.files[name], wish)

    def log_message(self, *arguments):
        """Say nothing."""

    def _send(self, status, body, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Length",
                         len(body) if length is None else length)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def good(self, body, wish):
        """What a mirror should do, ranges included."""
        if not wish:
            return self._send(200, body)
        start = int(wish.removeprefix("bytes=").rstrip("-"))
        if start >= len(body):
            return self._send(416, b"")
        place = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return self._send(206, body[start:], Content_Range=place)

    def slowly(self, body, wish):
        """The same, half a second later."""
        time.sleep(0.5)
        self.good(body, wish)

    def norange(self, body, wish):
        """Sends everything, whatever was asked."""
        self._send(200, body)

    def badrange(self, body, wish):
        """Sends another part of the file than was asked."""
        if wish:
            self._send(206, body, Content_Range=f"bytes 0-9/{len(body)}")
        else:
            self._send(200, body)

    def never(self, body, wish):
        """Has no range that anybody wants."""
        self._send(416 if wish else 404, b"")

    def missing(self, body, wish):
        """404."""
        self._send(404, PAGE)

    def broken(self, body, wish):
        """500."""
        self._send(500, b"")

    def page(self, body, wish):
        """A proxy's page with status 200."""
        self._send(200, PAGE, Content_Type="text/html")

    def other(self, body, wish):
        """Neither page nor gzip."""
        self._send(200, b"PK\3\4" + bytes(100))

    def empty(self, body, wish):
        """Nothing, with status 200."""
        self._send(200, b"")

    def short(self, body, wish):
        """Promises the file and hangs up after half of it."""
        self._send(200, body[:len(body) // 2], length=len(body))

    def truncated(self, body, wish):
        """Half the file, as if it were all."""
        self._send(200, body[:len(body) // 2])

    def corrupt(self, body, wish):
        """One bit is wrong, half-way."""
        half = len(body) // 2
        self._send(200, body[:half] + bytes([body[half] ^ 1])
                   + body[half + 1:])

    def long(self, body, wish):
        """The file and then some: 40 MB, unless somebody hangs up."""
        self.server.sent = 0
        self._send(200, body, length=len(body) + 40_000_000)
        for _ in range(400):
            self.wfile.write(bytes(100_000))
            self.server.sent += 100_000

    def silent(self, body, wish):
        """Accepts and never answers."""
        self.server.closing.wait(20)

    def stall(self, body, wish):
        """Half the file, then silence."""
        self._send(200, body[:len(body) // 2], length=len(body))
        self.server.closing.wait(20)

    def crawl(self, body, wish):
        """A byte now and then, for ever."""
        self._send(200, body[:2], length=len(body))
        for place in range(2, len(body)):
            self.wfile.write(body[place:place + 1])
            self.wfile.flush()
            if self.server.closing.wait(0.02):
                return

    def nonsense(self, body, wish):
        """Does not speak HTTP."""
        self.wfile.write(b"220 mail.example.org ready\r\n")

    def circle(self, body, wish):
        """Redirects to itself."""
        self._send(302, b"", Location=self.path)
