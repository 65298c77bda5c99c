"""What stays when a server is killed: nothing."""

import os
import subprocess
import sys

from lianfang.config.office import orphans, paths

WORKER = """
import signal
from lianfang.config.office import orphans
orphans.end_with_parent()
print("working", flush=True)
signal.pause()
"""
SERVER = (
    f"import signal, subprocess, sys; subprocess.Popen([sys.executable, '-c', {WORKER!r}]); signal.pause()"
)


def test_no_worker_outlives_a_killed_server():
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=paths.BASE,
        env=os.environ | {orphans.KEPT: "1"},
        stdout=subprocess.PIPE,
    )
    assert server.stdout.readline() == b"working\n"
    server.kill()
    # The pipe ends only when the last who could write into it has gone.
    assert server.stdout.read() == b""
    server.wait()
