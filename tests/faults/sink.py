"""A small mail server on the loopback that keeps what it accepts and fails where it is told to."""

import hashlib
import math
import queue
import socketserver
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes

DROP, HANG = "drop", "hang"  # close the connection without a word; say nothing until released
SUCCESS = {"connect": "220 sink", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on", "dot": "250 kept", "kept": "250 kept", "auth": "235 welcome"}


@dataclass(frozen=True)
class Delivery:
    recipient: str
    message_id: str
    body_hash: str  # of every byte of the message
    message: bytes


class Sink:
    """`answers` maps a stage, or (stage, local part of the recipient), to a reply line, DROP or HANG.

    Stages: connect, ehlo, auth, mail, rcpt, data, dot (before the message is kept) and kept (after).
    """

    def __init__(self, *, pause: float = 0.0, wants_sign_in: bool = False):
        self.answers: dict = {}
        self.deliveries: list[Delivery] = []
        self.cut_short: queue.SimpleQueue[bytes] = queue.SimpleQueue()  # what came of each body whose end never came
        self.full_at = math.inf  # deliveries after which a sender that has one more waits in vain
        self.pause = pause  # seconds between keeping a message and saying so: widens the window in which a kill hurts
        self.wants_sign_in = wants_sign_in
        self.is_hanging, self.released = threading.Event(), threading.Event()
        sink = self

        class Conversation(_Conversation):
            def __init__(self, *args):
                self.sink = sink
                super().__init__(*args)

        self._server = _Server(("127.0.0.1", 0), Conversation)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def copies(self) -> dict[str, list[Delivery]]:
        """The deliveries of each recipient."""
        found: dict[str, list[Delivery]] = {}
        for delivery in list(self.deliveries):
            found.setdefault(delivery.recipient, []).append(delivery)
        return found


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


class _Gone(Exception):
    """The conversation is over."""


class _Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.local_part = ""
        try:
            self.reply("connect")
            while line := self.rfile.readline():
                self.obey(line.decode("latin-1").strip())
        except (_Gone, OSError):
            pass  # the sender was killed, or we were told to drop it

    def obey(self, line: str) -> None:
        verb = line.split(" ")[0].split(":")[0].upper()
        if verb in ("EHLO", "HELO"):
            self.reply("ehlo", "250-sink\r\n250 AUTH PLAIN" if self.sink.wants_sign_in else "250 sink")
        elif verb == "AUTH":
            self.reply("auth")
        elif verb == "MAIL":
            self.reply("mail")
        elif verb == "RCPT":
            self.recipient = line[line.index("<") + 1 : line.index(">")]
            self.local_part = self.recipient.split("@")[0]
            self.reply("rcpt")
        elif verb == "DATA":
            if self.reply("data").startswith("354"):
                self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            raise _Gone
        else:
            self.say("250 ok")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                self.sink.cut_short.put(b"".join(lines))
                raise _Gone
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.answer("dot") != SUCCESS["dot"]:
            self.reply("dot")
            return
        body = b"".join(lines)
        self.sink.deliveries.append(Delivery(self.recipient, message_from_bytes(body)["Message-ID"], hashlib.sha256(body).hexdigest(), body))
        time.sleep(self.sink.pause)
        self.reply("kept")

    def answer(self, stage: str, success: str = "") -> str:
        answers = self.sink.answers
        if stage == "data" and len(self.sink.deliveries) >= self.sink.full_at:
            return HANG
        return answers.get((stage, self.local_part)) or answers.get(stage) or success or SUCCESS[stage]

    def reply(self, stage: str, success: str = "") -> str:
        answer = self.answer(stage, success)
        if answer == DROP:
            raise _Gone
        if answer == HANG:
            self.sink.is_hanging.set()
            self.sink.released.wait()
            raise _Gone
        self.say(answer)
        return answer

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
