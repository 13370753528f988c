"""What was freed after a burst of work is the system's again."""

from __future__ import annotations

import subprocess
import sys

BURST = """
import resource
import threading
from pathlib import Path
from mppgeo.serving.memory import give_back

pins = []

def measure():
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return resident * resource.getpagesize() >> 20

def work():
    # What stays is the last of the heap, so that the heap cannot shrink by itself.
    parts = [bytearray(4000) for _ in range(20_000)]
    pins.append(bytearray(4000))

threads = [threading.Thread(target=work) for _ in range(2)]
before = measure()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
kept = measure()
give_back()
print(kept - before, measure() - before)
"""


def test_free_memory_of_all_threads_is_given_back():
    done = subprocess.run(
        [sys.executable, "-c", BURST], capture_output=True, text=True, check=True, timeout=180
    )
    kept, left = map(int, done.stdout.split())
    assert kept > 60
    assert left < kept / 5


CROWD = """
import ctypes
import sys
import threading
from mppgeo.serving.memory import share_heaps

if sys.argv[1] == "shared":
    share_heaps()
together = threading.Barrier(9)

def work():
    together.wait()
    kept = [bytearray(4000) for _ in range(1000)]
    together.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
together.wait()
library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(library.fopen(b"/dev/stdout", b"w"))
library.malloc_info(0, file)
library.fclose(file)
"""


def test_all_threads_share_two_heaps():
    def count(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", CROWD, how], capture_output=True, text=True, check=True,
            timeout=180,
        )  # fmt: skip
        return done.stdout.count("<heap nr=")

    assert count("shared") <= 2 < count("apart")
