"""What keeps Lianfang from starting, said plainly before anything is begun: one sentence, and what to do."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import psycopg

from . import paths

LEAST = 150_000
BOTH = ("DATABASE_URL", "DATABASE_OWNER_URL")
RIGHTS = """
SELECT rolsuper OR rolbypassrls, has_schema_privilege(current_user, 'public', 'CREATE') FROM pg_roles
WHERE rolname = current_user
"""


class Refusal(SystemExit):
    """Ends the command with a sentence for whoever typed it."""


def check_environment() -> None:
    """Values somebody typed wrongly; raises Refusal."""
    today = os.environ.get("LIANFANG_TODAY")
    if today:
        try:
            date.fromisoformat(today)
        except ValueError:
            raise Refusal(f"LIANFANG_TODAY={today}：请写成 2020-02-11 这样的日期。") from None
    for name in ("LIANFANG_PORT", "LIANFANG_INGEST_PORT"):
        port = os.environ.get(name, "")
        if port and not (port.isdigit() and 0 < int(port) < 65536):
            raise Refusal(f"{name}={port}：请写 1 到 65535 之间的端口号，如 8000。")
    missing = [name for name in BOTH if not os.environ.get(name)]
    if len(missing) == 1:
        raise Refusal(
            f"使用自己的数据库要同时设置 {' 和 '.join(BOTH)}；现在缺 {missing[0]}（见 docs/runbook.md）。"
        )


def check_folder(folder: Path) -> None:
    """Who starts it must own what an earlier start made; raises Refusal."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
        for kept in (folder / "secrets").glob("*"):
            kept.read_bytes()
    except OSError as error:
        raise Refusal(
            f"没有权限读写数据文件夹 {folder}（{error.strerror}）。"
            "请用当初启动它的用户启动，或用 LIANFANG_VAR 指定别的文件夹。"
        ) from error


def check_server() -> None:
    """Another PostgreSQL server: it answers, is new enough, and the two roles are what they must be."""
    _superuser, _can_create = _rights_of("DATABASE_OWNER_URL", "建表的用户")
    if not _can_create:
        raise Refusal(
            "DATABASE_OWNER_URL：这个用户不能在数据库里建表；请让它成为数据库的所有者（见 docs/runbook.md）。"
        )
    is_above, can_create = _rights_of("DATABASE_URL", "应用的用户")
    if is_above or can_create:
        raise Refusal(
            "DATABASE_URL：应用的用户不能是超级用户，也不能是表的所有者，否则行级权限不起作用。"
            "请另建一个普通用户（见 docs/runbook.md）。"
        )


def _rights_of(variable: str, who: str) -> tuple[bool, bool]:
    """Whether a login stands above row-level security, and whether it may lay tables."""
    try:
        with psycopg.connect(os.environ[variable], connect_timeout=10) as connection:
            version = connection.info.server_version
            row = connection.execute(RIGHTS).fetchone()
    except psycopg.Error as error:
        # The message names host and user, never the password.
        raise Refusal(f"{variable}（{who}）：连不上数据库。{str(error).strip().splitlines()[0]}") from None
    if version < LEAST:
        raise Refusal(f"{variable}：需要 PostgreSQL 15 或更新版本，现在是 {version // 10_000}。")
    return (bool(row[0]), bool(row[1])) if row else (False, False)


def check_all() -> bool:
    """Everything that can be said beforehand; returns whether the embedded database is the one to use."""
    check_environment()
    check_folder(paths.var())
    embedded = not os.environ.get("DATABASE_URL")
    if not embedded:
        check_server()
    return embedded
