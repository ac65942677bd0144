"""A mail server on the loopback, in a process of its own, that accepts everything and keeps nothing."""

import multiprocessing
import socketserver
import time
from contextlib import contextmanager

REPLIES = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.reply(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            self.reply(REPLIES.get(verb, b"250 ok\r\n"))
            if verb == b"DATA":
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.reply(b"250 kept\r\n")
            elif verb == b"QUIT":
                return

    def reply(self, line: bytes) -> None:
        if self.server.delay:
            time.sleep(self.server.delay)
        self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    delay = 0.0  # seconds before each reply


@contextmanager
def sink(*, delay: float = 0.0):
    """Yields the port it listens on."""
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.delay = delay
        process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
        process.start()
        try:
            yield server.server_address[1]
        finally:
            process.terminate()
            process.join()
