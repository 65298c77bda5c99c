"""Everything `./test` runs: style, types, the direction of imports, then the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
STEPS = (
    ("样式 style", ["ruff", "check", "."]),
    ("格式 format", ["ruff", "format", "--check", "-q", "."]),
    ("方向 imports", ["lint-imports"]),
    ("类型 types", ["mypy", "lianfang", "bench"]),
)


def main() -> int:
    """Runs the steps in order; the first that fails ends it. Arguments go to pytest alone."""
    os.chdir(ROOT)
    subprocess.run([sys.executable, "manage.py", "compile_words"], check=True)
    if len(sys.argv) == 1:
        for name, command in STEPS:
            print(f"— {name}", flush=True)
            if subprocess.run([str(BIN / command[0]), *command[1:]]).returncode:
                return 1
    return subprocess.run([sys.executable, "-m", "pytest", "-n", "2", *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
