"""`bin/environment`: what is missing on a bare computer is named with the command that installs it."""

import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]
TOOLS = ("sh", "rm", "cut", "sha256sum", "grep", "id", "mkdir", "chmod", "cat", "dirname")
WORKS = """#!/bin/sh
case "$1" in
  -c) exit 0 ;;
  -m) [ "$2" = venv ] || exit 1
      mkdir -p .venv/bin
      echo "command = python3 -m venv $(pwd)/.venv" > .venv/pyvenv.cfg
      printf '#!/bin/sh\\necho "$@" >> calls\\n' > .venv/bin/python
      chmod +x .venv/bin/python ;;
esac
"""


@pytest.fixture
def office(tmp_path):
    """A checkout with a lock, and a computer on which only a few tools are installed."""
    (tmp_path / "checkout" / "bin").mkdir(parents=True)
    (tmp_path / "tools").mkdir()
    for name in TOOLS:
        (tmp_path / "tools" / name).symlink_to(shutil.which(name))
    # apt-get must not be tried for root.
    (tmp_path / "tools" / "id").unlink()
    _program(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    shutil.copy(CHECKOUT / "bin" / "environment", tmp_path / "checkout" / "bin")
    (tmp_path / "checkout" / "requirements.lock").write_text("django==5.2\n")
    return tmp_path


def _program(office, name, text):
    path = office / "tools" / name
    path.write_text(text)
    path.chmod(0o755)


def ready(office):
    """What `./start` does first."""
    return subprocess.run(
        ["sh", "-euc", ". ./bin/environment; ready requirements.lock"],
        cwd=office / "checkout",
        env={"PATH": str(office / "tools")},
        capture_output=True,
        text=True,
    )


def calls(office):
    path = office / "checkout" / "calls"
    return [line.split()[:3] for line in path.read_text().splitlines()] if path.exists() else []


def test_without_python_one_sentence_names_what_to_install(office):
    done = ready(office)
    assert done.returncode == 1
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert "缺少 python3-venv" not in done.stderr


def test_without_the_venv_module_that_is_named_and_nothing_is_left_half_made(office):
    _program(office, "python3", '#!/bin/sh\n[ "$1" = -m ] && exit 1\nexit 0\n')
    done = ready(office)
    assert done.returncode == 1
    assert done.stderr.strip() == "缺少 python3-venv，请先运行: sudo apt-get install python3-venv"
    assert not (office / "checkout" / ".venv").exists()


def test_packages_are_installed_once(office):
    _program(office, "python3", WORKS)
    assert ready(office).returncode == 0
    assert ready(office).returncode == 0
    assert calls(office) == [["-m", "pip", "install"]]


def test_an_installation_that_broke_off_says_what_to_do(office):
    _program(office, "python3", WORKS)
    assert ready(office).returncode == 0
    broken = '#!/bin/sh\n[ "$3" = install ] && exit 1\nexit 0\n'
    (office / "checkout" / ".venv" / "bin" / "python").write_text(broken)
    (office / "checkout" / "requirements.lock").write_text("django==5.3\n")
    done = ready(office)
    assert done.returncode == 1
    assert "接通后再运行一次" in done.stderr


def test_a_checkout_that_was_moved_gets_an_environment_of_its_own(office):
    _program(office, "python3", WORKS)
    assert ready(office).returncode == 0
    config = office / "checkout" / ".venv" / "pyvenv.cfg"
    config.write_text("command = python3 -m venv /somewhere/else/.venv\n")
    assert ready(office).returncode == 0
    assert "/somewhere/else" not in config.read_text()
