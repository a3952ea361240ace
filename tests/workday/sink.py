"""A mail server that keeps what it is sent, or refuses it: over a real socket."""

import email
import email.policy
import socketserver
import threading
from contextlib import contextmanager


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper()
            if verb.startswith("QUIT"):
                self.say("221 bye")
                return
            if verb.startswith("RCPT TO"):
                refused = any(each in line for each in self.server.refuses)
                self.say("550 no such mailbox" if refused else "250 ok")
            elif verb.startswith("DATA"):
                self.say("354 go on")
                self.server.letters.append(self._letter())
                self.say("250 kept")
            else:
                self.say("250 ok")

    def _letter(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def sink():
    """A running server: `.letters` it took (email.message.EmailMessage), `.refuses` addresses, `.server_address`."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads, server.letters, server.refuses = True, [], set()
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.shutdown()
