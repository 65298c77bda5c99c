"""From the door to 今天 and back, as somebody does it, with accessibility checked on every page seen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


def _enter(page, cast, name):
    page.goto("/")
    page.get_by_label("用户名").fill(cast.users[name].username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今天", level=1)).to_be_visible()


def _is_accessible(page):
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def _is_within_the_screen(page):
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_worker_signs_in_and_out(page, town):
    page.goto("/")
    expect(page.get_by_text("街道疫情防控指挥部")).to_be_visible()
    _is_accessible(page)
    _enter(page, town, "chen")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/record/")
    expect(page.get_by_role("button", name="登录")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/",
        "/accounts/add/",
        "/record/",
        "/record/purposes/",
        "/record/retention/",
        "/record/chain/",
        "/record/orders/",
    ],
)
def test_the_office_pages_are_accessible(page, town, path):
    _enter(page, town, "commander")
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    _is_accessible(page)
    _is_within_the_screen(page)


def test_the_interface_speaks_english_when_asked(page, town):
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_keys_walk_the_table(page, town):
    _enter(page, town, "commander")
    page.goto("/accounts/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tbody tr").nth(1)
    expect(second).to_have_class("at")
    name = second.locator("a").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)
    page.goto("/accounts/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_leaders_stair_is_chosen_after_the_committee(page, town):
    _enter(page, town, "commander")
    page.goto("/accounts/add/")
    page.get_by_label("居委会").select_option(label="甲居民区")
    expect(page.locator("#id_building option")).to_have_count(3)


def test_typing_survives_a_reload_but_not_a_sign_out(page, town):
    _enter(page, town, "commander")
    page.goto("/record/holds/ask/")
    page.get_by_label("法律依据").fill("第八十五条")
    page.reload()
    expect(page.get_by_label("法律依据")).to_have_value("第八十五条")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="退出登录").click()
    assert "第八十五条" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert "draft:" not in page.evaluate("JSON.stringify(sessionStorage)")
