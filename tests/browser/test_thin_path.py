"""A list handed in, its preview and its result; then the verification, at a desk and with a thumb on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lianfang.core import clock, tenant
from lianfang.response.observation.models import Episode
from lianfang.response.screening import operations as screening
from tests import background
from tests.browser.test_sign_in import _enter, _is_accessible, _is_within_the_screen

pytestmark = pytest.mark.browser


def _list(back):
    """The police's list with one row, invented."""
    head = "序号,姓名,身份证号码,联系电话,抵沪日期,来源地,现住址"
    return f"{head}\n1,钱多多,,13776501482,{back},湖北省武汉市,甲路10弄1号102室\n".encode()


@pytest.fixture
def back(town):
    """Given the rules of the day; the day before yesterday somebody came back from Wuhan."""
    at = clock.now()
    with tenant.inside(town.subdistrict.id):
        screening.load_default_rules(by=town["commander"], at=at)
    return clock.day_of(at) - timedelta(days=2)


def _sign_out(page):
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="退出登录").click()


def test_from_a_list_to_an_observation(page, town, back):
    _enter(page, town, "data")
    page.goto("/lists/")
    _is_accessible(page)
    _is_within_the_screen(page)
    file = {"name": "公安推送重点人员名单.csv", "mimeType": "text/csv", "buffer": _list(back)}
    with page.expect_navigation():
        page.locator("input[type=file]").set_input_files(file)
    background.work()
    page.reload()
    expect(page.locator("h1")).to_contain_text("公安")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_role("button", name="导入", exact=True).click()
    background.work()
    page.reload()
    expect(page.get_by_text("新建")).to_be_visible()
    _is_accessible(page)
    _is_within_the_screen(page)
    _sign_out(page)
    _verify(page, town)


def _verify(page, town):
    _enter(page, town, "chen")
    page.goto("/screening/")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_role("link", name="钱**").first.click()
    page.locator("label", has_text="电话").first.click()
    page.locator("label", has_text="属实").first.click()
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("排摸")
    with tenant.inside(town.subdistrict.id):
        assert Episode.objects.get().person.name == "钱多多"
