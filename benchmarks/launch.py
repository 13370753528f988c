"""Run ``streamlit`` and write to a file when script runs start and end.

``python launch.py LOG run app.py ...``: the line of a start is ``start``; that
of an end holds the time, and how long the run took in wall time and in CPU
time of its thread, in seconds. Both apps are started like this, so both carry the same cost.
"""

import functools
import sys
import time

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.cli import main


def log_runs(path: str) -> None:
    """Make every script run append its duration to ``path``."""
    run = script_runner.ScriptRunner._run_script

    def note(line: str) -> None:
        with open(path, "a", encoding="utf-8") as log:
            log.write(line + "\n")

    @functools.wraps(run)
    def timed(self, rerun_data):
        note("start")
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return run(self, rerun_data)
        finally:
            wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
            note(f"{time.time():.4f} {wall:.6f} {cpu:.6f}")

    script_runner.ScriptRunner._run_script = timed


if __name__ == "__main__":
    log_runs(sys.argv.pop(1))
    sys.exit(main())
