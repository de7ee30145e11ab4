"""The API server of a cluster of paper: lists, by path, what was posted there.

python server.py FILE PORT
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from clusterdojo.cluster.snapshot import PATHS

PLAIN = {"/readyz": {}, "/version": {"gitVersion": "v1.35.4"}}


class Handler(BaseHTTPRequestHandler):
    """Answers for the objects in one file."""

    file: Path

    def do_GET(self) -> None:
        """A list of objects, or a plain answer."""
        path = urlsplit(self.path).path
        held = json.loads(self.file.read_text()) if self.file.exists() else {}
        if path in PLAIN:
            self._send(200, PLAIN[path])
        elif path in PATHS.values():
            items = held.get(path, [])
            revision = str(sum(map(len, held.values())) + 1)
            metadata = {"resourceVersion": revision}
            answer = {"kind": "List", "apiVersion": "v1", "metadata": metadata, "items": items}
            self._send(200, answer)
        else:
            self._send(404, {"kind": "Status", "reason": "NotFound"})

    def do_POST(self) -> None:
        """Keep an object; one of its name is replaced."""
        path = urlsplit(self.path).path
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if path not in PATHS.values():
            self._send(404, {"kind": "Status", "reason": "NotFound"})
            return
        held = json.loads(self.file.read_text()) if self.file.exists() else {}
        name = (body["metadata"].get("namespace"), body["metadata"]["name"])
        others = [
            one
            for one in held.get(path, [])
            if (one["metadata"].get("namespace"), one["metadata"]["name"]) != name
        ]
        body["metadata"].setdefault("uid", f"{path}/{name}")
        self.file.write_text(json.dumps({**held, path: [*others, body]}))
        self._send(201, body)

    def _send(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if __name__ == "__main__":
    Handler.file = Path(sys.argv[1])
    server = HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
    if not os.fork():  # it listens by now, and who has started it need not wait for its end
        server.serve_forever()
