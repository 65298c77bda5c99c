"""A real Chromium against the real pages: skipped where none is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from lianfang.core import ids, tenant
from tests import cast as people
from tests import emptying

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET = ["--disable-background-networking", "--disable-component-update"]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def _binary() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """The browser, one for a file of tests: while it lives no other test of this process can run an event loop."""
    binary = _binary()
    if binary is None:
        pytest.skip("no Chromium here")
    # Playwright runs an event loop in this thread; Django would refuse the database under one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=[*ARGUMENTS, *QUIET])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """Our pages over HTTP, in threads of this process; their database connections see committed rows only."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None, thread.error
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


@pytest.fixture
def town(server: str, django_db_blocker: object) -> Iterator[people.Cast]:
    """The cast, committed. Afterwards the owner empties every table: the application's role may not."""
    key = ids.new()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with tenant.inside(key):
            cast = people.fill(people.assemble(key))
        yield cast
        emptying.empty()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: object, server: str) -> Iterator[object]:
    """A fresh window, once at a desk and once on a phone; scripts that fail fail the test."""
    width, height = SIZES[request.param]
    context = chromium.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=server
    )
    window = context.new_page()
    failures: list[str] = []
    window.on("pageerror", lambda error: failures.append(str(error)))
    window.on("console", lambda said: failures.append(said.text) if "Content Security" in said.text else None)
    yield window
    context.close()
    assert failures == []
