"""A way to the container engine that a test can close: never the engine itself."""

import contextlib
import socket
import threading
from pathlib import Path


class DockerProxy:
    """A Unix socket that passes everything on to another one, until it is closed.

    Attributes:
        address: For DOCKER_HOST.
        closed: Whether it was.
        hangs: Whether it takes everything, and answers nothing.
        asked: The requests so far, such as "GET /v1.41/info HTTP/1.1".
    """

    def __init__(self, path: Path, upstream: str) -> None:
        self.address = f"unix://{path}"
        self.closed = False
        self.hangs = False
        self.asked: list[str] = []
        self._path = path
        self._upstream = upstream.removeprefix("unix://")
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            with self._lock:
                if self.closed:
                    client.close()
                    return
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._upstream)
                self._open += [client, server]
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        """Pass on what one side says, and its end; the other direction goes on (docker exec)."""
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if data.startswith((b"GET ", b"POST ", b"HEAD ", b"DELETE ")):
                    self.asked.append(data.split(b"\r\n", 1)[0].decode())
                if not self.hangs:
                    sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Cut all connections, and take no more: the engine is gone."""
        with self._lock:
            self.closed = True
            self._path.unlink(missing_ok=True)
            for end in (self._listener, *self._open):
                with contextlib.suppress(OSError):  # it has ended
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._open.clear()
