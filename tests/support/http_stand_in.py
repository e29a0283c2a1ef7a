"""A server for tests that notes what it is sent.

usage: python3 http_stand_in.py DIRECTORY

Listens on 127.0.0.1 at a port of the system's choice, which it writes to DIRECTORY/port. Each POST
and PUT is a line of JSON in DIRECTORY/requests: its method, path, headers and body. The answer is
the first status in DIRECTORY/answers, which is taken away, or 200 where there is none.
"""

import http.server
import json
import os
import sys


class StandIn(http.server.BaseHTTPRequestHandler):
    directory = "."

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        request = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode("utf-8"),
        }
        with open(os.path.join(self.directory, "requests"), "a", encoding="utf-8") as notes:
            notes.write(json.dumps(request) + "\n")
        self.send_response(self.next_answer())
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_POST

    def next_answer(self):
        path = os.path.join(self.directory, "answers")
        try:
            with open(path, encoding="utf-8") as answers:
                first, *rest = answers.read().split() or ["200"]
        except FileNotFoundError:
            return 200
        with open(path, "w", encoding="utf-8") as answers:
            answers.write(" ".join(rest))
        return int(first)

    def log_message(self, *_):
        pass


def main():
    StandIn.directory = sys.argv[1]
    server = http.server.HTTPServer(("127.0.0.1", 0), StandIn)
    port = os.path.join(StandIn.directory, "port")
    with open(port + ".new", "w", encoding="utf-8") as file:
        file.write(str(server.server_port))
    os.rename(port + ".new", port)
    server.serve_forever()


main()
