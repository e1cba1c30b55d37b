"""The inside of the sandbox: a process that answers until nobody asks any more."""

import json
import os
import sys
from multiprocessing.connection import Connection

from opentube.errors import UserError
from opentube.sources.sandbox.answers import FileBreaksReader, FileOverLimits, Found, Look, Refusal
from opentube.sources.sandbox.limits import Limits
from opentube.sources.sandbox.looks import LOOKS


def answer(look: Look, payload: bytes, arguments: dict[str, str]) -> Found | Refusal:
    """Look at a file; whatever goes wrong with it is a refusal."""
    try:
        return LOOKS[look](payload, **arguments)
    except UserError as error:
        return Refusal.of(error)
    except MemoryError:
        return Refusal.of(FileOverLimits())
    except Exception:  # noqa: BLE001 - the look ends here, and files of strangers find every bug
        return Refusal.of(FileBreaksReader())


def main() -> None:
    """Answer what comes by the standard input, under the limits of the first argument."""
    limits = Limits(**json.loads(sys.argv[1]))
    inbox, outbox = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # whatever libraries print is no answer
    limits.apply()
    while True:
        try:
            look, arguments = json.loads(inbox.recv_bytes())
            payload = inbox.recv_bytes()
        except EOFError:
            return
        limits.allow_one_look()
        read = answer(Look(look), payload, arguments)
        header, data = (None, b"") if isinstance(read, Refusal) else (read.values, read.payload)
        reason = [read.code, read.message] if isinstance(read, Refusal) else None
        outbox.send_bytes(json.dumps([header, reason]).encode())
        outbox.send_bytes(data)


if __name__ == "__main__":
    main()
