"""An SMTP server (aiosmtpd) for tests, on a free port of 127.0.0.1.

usage: smtp_server.py DIRECTORY [--tls CERTIFICATE KEY] [--user NAME PASSWORD] [--pipelining] [--port PORT]

Writes its port to DIRECTORY/port, and each message that it took as a line of JSON to
DIRECTORY/received: "from", "to", "content" (base64 of what came between DATA and the final dot),
"tls", "user" and "took" (whether it said so); each command that came as a line to DIRECTORY/commands. With --tls
STARTTLS is offered, with --user AUTH is required.

What it does with a recipient is said by the local part: "reject..." is refused with 550, "busy..."
with 450, "grey..." with 451 at its first try. The file DIRECTORY/mode, read when it matters, says
more: "drop-at-data" closes the connection at DATA, "drop-after-dot" after it has taken the message,
"refuse-data" answers the message with 554, "defer-data" with 451, "busy" greets with 421,
"slow" takes two seconds for the answer to the message, "hang" never answers it.
"""

import argparse
import asyncio
import base64
import json
import logging
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def read_mode(directory):
    try:
        with open(os.path.join(directory, "mode"), encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


class Recorder:
    """Answers, and writes down what came."""

    def __init__(self, arguments):
        self.directory = arguments.directory
        self.pipelining = arguments.pipelining
        self.tried = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses[:1] + (["250-PIPELINING"] if self.pipelining else []) + responses[1:]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("reject"):
            return "550 5.1.1 no such user here"
        if address.startswith("busy"):
            return "450 4.2.1 the mailbox is busy"
        if address.startswith("grey") and address not in self.tried:
            self.tried.add(address)
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        mode = read_mode(self.directory)
        if mode == "refuse-data":
            return "554 5.7.1 not this message"
        if mode == "defer-data":
            return "451 4.3.0 not now"
        self.write(session, envelope, mode != "drop-after-dot")
        if mode == "drop-after-dot":
            server.transport.abort()
        if mode == "slow":
            await asyncio.sleep(2)
        if mode == "hang":
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"

    def write(self, session, envelope, took):
        line = json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "content": base64.b64encode(envelope.original_content).decode("ascii"),
            "tls": session.ssl is not None,
            "user": session.auth_data.decode("ascii") if session.auth_data else "",
            "took": took,
        })
        with open(os.path.join(self.directory, "received"), "a", encoding="ascii") as file:
            file.write(line + "\n")


class Server(SMTP):
    """aiosmtpd's, with what it does not do by itself."""

    async def smtp_DATA(self, arg):
        if read_mode(self.event_handler.directory) == "drop-at-data":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def push(self, status):
        greets = isinstance(status, str) and status.startswith("220")
        if greets and read_mode(self.event_handler.directory) == "busy":
            await super().push("421 4.3.2 too busy")
            self.transport.close()
            return
        await super().push(status)

    async def smtp_MAIL(self, arg):
        self.note("MAIL " + arg)
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        self.note("RCPT " + arg)
        await super().smtp_RCPT(arg)

    def note(self, command):
        with open(os.path.join(self.event_handler.directory, "commands"), "a",
                  encoding="utf-8", errors="backslashreplace") as file:
            file.write(command + "\n")


def make_server(arguments, handler):
    options = {"enable_SMTPUTF8": False, "ident": "test", "timeout": 600}
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.tls)
        options["tls_context"] = context
    if arguments.user:
        name, password = arguments.user

        def authenticate(server, session, envelope, mechanism, data):
            right = data.login == name.encode() and data.password == password.encode()
            return AuthResult(success=right, handled=False, auth_data=data.login)

        options["authenticator"] = authenticate
        options["auth_required"] = True
        options["auth_require_tls"] = bool(arguments.tls)
    return Server(handler, **options)


async def serve(arguments):
    handler = Recorder(arguments)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: make_server(arguments, handler), "127.0.0.1",
                                      arguments.port, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    temporary = os.path.join(arguments.directory, "port.new")
    with open(temporary, "w", encoding="ascii") as file:
        file.write(str(port))
    os.rename(temporary, os.path.join(arguments.directory, "port"))
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--user", nargs=2)
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
