"""Stands in for the web server under `microtask up`: answers with its environment, and notes when it is stopped."""

import http.server
import json
import os
import signal
import sys
from pathlib import Path

NOTES = Path(os.environ["NOTES"])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(dict(os.environ)).encode())

    def log_message(self, *_arguments):
        """Nothing: a line for each request would hide the others."""


def stop(_number, _frame):
    with NOTES.open("a") as notes:
        notes.write("web stopped\n")
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
host, _, port = sys.argv[1].rpartition(":")
sys.stdout.write("web begins\n")
http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
