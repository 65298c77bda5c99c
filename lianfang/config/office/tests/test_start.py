"""`./start` on an office's computer: what is wrong is said in one sentence, and nothing is begun twice."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lianfang.config.office import paths, postgres, refusals, up
from lianfang.config.office.only_one import Claim
from lianfang.config.office.refusals import Refusal

CHECKOUT = Path(__file__).resolve().parents[4]


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder of its own."""
    monkeypatch.setenv("LIANFANG_VAR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIANFANG_TODAY", "2月11日"),
        ("LIANFANG_TODAY", "2020-02-30"),
        ("LIANFANG_PORT", "abc"),
        ("LIANFANG_PORT", "70000"),
    ],
)
def test_a_value_typed_wrongly_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match=f"{name}={value}"):
        refusals.check_environment()


@pytest.mark.parametrize(("set_", "missing"), [refusals.BOTH, refusals.BOTH[::-1]])
def test_one_database_url_without_the_other_is_refused(monkeypatch, set_, missing):
    monkeypatch.delenv(missing, raising=False)
    monkeypatch.setenv(set_, "postgres://somebody@localhost/lianfang")
    with pytest.raises(Refusal, match=f"现在缺 {missing}"):
        refusals.check_environment()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(Refusal, match="没有权限读写数据文件夹"):
        refusals.check_folder(tmp_path / "var")


def _url(role):
    return f"postgresql://{role}:{paths.secret(role)}@/lianfang?host={paths.socket_dir()}"


@pytest.fixture
def servers(monkeypatch):
    """`servers(app, owner)`: the two roles named by the URLs, on the embedded server."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the embedded server does not run")

    def name(app, owner):
        monkeypatch.setenv("DATABASE_URL", _url(app))
        monkeypatch.setenv("DATABASE_OWNER_URL", _url(owner))

    return name


def test_two_roles_as_they_must_be_are_taken(servers):
    servers(postgres.APP, postgres.OWNER)
    refusals.check_server()


def test_an_application_that_owns_the_tables_would_see_every_subdistrict(servers):
    servers(postgres.OWNER, postgres.OWNER)
    with pytest.raises(Refusal, match="行级权限不起作用"):
        refusals.check_server()


def test_an_owner_who_cannot_lay_tables_is_refused(servers):
    servers(postgres.APP, postgres.APP)
    with pytest.raises(Refusal, match="不能在数据库里建表"):
        refusals.check_server()


def test_a_server_that_does_not_answer_is_named_without_the_password(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgres://app:top-secret@127.0.0.1:{nobody.getsockname()[1]}/lianfang"
        for name in refusals.BOTH:
            monkeypatch.setenv(name, url)
        with pytest.raises(Refusal, match="连不上数据库") as refused:
            refusals.check_server()
    assert "top-secret" not in str(refused.value)


def test_a_second_start_of_the_same_folder_says_where_the_first_is(var):
    first = Claim()
    first.tell("http://127.0.0.1:8000/")
    with pytest.raises(Refusal, match=rf"已经在运行，地址 http://127.0.0.1:8000/（进程 {os.getpid()}）"):
        Claim()


def test_a_folder_is_free_again_when_its_holder_was_killed(var):
    code = (
        "from lianfang.config.office.only_one import Claim; c = Claim(); print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env={**os.environ},
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Refusal, match="正在启动"):
        Claim()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    Claim()


def test_a_busy_port_is_passed_over_and_that_is_said(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("LIANFANG_PORT", str(port))
        _host, found = up._address()
    assert found > port
    assert f"端口 {port} 被占用，改用 {found}。" in capsys.readouterr().out


def test_an_address_that_is_not_ours_is_refused(monkeypatch):
    monkeypatch.setenv("LIANFANG_HOST", "203.0.113.7")
    with pytest.raises(Refusal, match="不能在这个地址上服务"):
        up._address()


class _Server:
    """Stands for the database process."""

    started = 0

    def __init__(self):
        self.is_alive = False

    def start(self):
        _Server.started += 1
        self.is_alive = True

    def stop(self):
        self.is_alive = False


@pytest.fixture
def kept(var, monkeypatch):
    """The keeper of a database that a command brought up, and a switch for whether that one answers."""
    answering = {"now": True}
    monkeypatch.setattr(postgres, "Server", _Server)
    monkeypatch.setattr(postgres, "LOOK", 0.0)
    monkeypatch.setattr(postgres, "answers", lambda: answering["now"])
    monkeypatch.setattr(postgres.paths, "socket_dir", lambda: var)
    _Server.started = 0
    return postgres.Kept(), answering


def test_a_database_that_a_command_took_away_is_brought_up_again(kept):
    keeper, answering = kept
    keeper.keep()
    assert _Server.started == 0
    answering["now"] = False
    keeper.keep()
    assert _Server.started == 1


def test_our_own_database_is_brought_up_again_when_it_dies(kept):
    keeper, answering = kept
    answering["now"] = False
    keeper.keep()
    keeper.keep()
    assert _Server.started == 1
    keeper.server.is_alive = False
    keeper.keep()
    assert _Server.started == 2
