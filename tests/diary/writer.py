"""Starts writers, one a line of its input (FILE SAID NAME PASSPHRASE, by tabs), and prints the id of each process; kill them as you like.

A writer adds to the diary until it is killed, and writes each id into SAID once it is kept. They are forks of one process, so that what is
killed is the writing and not the start of Python. It imports the store alone.
"""

import os
import signal
import sys
import time
from pathlib import Path

from balm.diary.store import Store


def write(path: str, said: str, name: str, passphrase: str) -> None:
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with Store(Path(path), make=True) as store:
        if store.locked and not store.unlock(passphrase):
            sys.exit("locked")
        number = 0
        while True:
            id_ = f"{name}-{number}"
            with store.writing():
                store.put("entry", id_, {"at": "2024-11-22T21:40+00:00", "notes": "x" * (number % 7 * 500), "of": id_})
            os.write(out, f"{id_}\n".encode())
            number += 1
            time.sleep(0.001)  # or the other would wait long for its turn


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    process = os.fork()
    if not process:
        write(*line.rstrip("\n").split("\t"))
    os.write(1, f"{process}\n".encode())
