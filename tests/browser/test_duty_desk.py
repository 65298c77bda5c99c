"""An open desk: what comes in is seen without a reload; what is lost is said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from lianfang.core import clock, tenant
from lianfang.response.observation import operations
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.browser.test_sign_in import _enter, _is_accessible, _is_within_the_screen

pytestmark = pytest.mark.browser
WITHIN = 4000  # two seconds, and the machine's own slowness


@pytest.fixture
def observed(town):
    """Given somebody under observation since yesterday."""
    at = clock.now()
    with tenant.inside(town.subdistrict.id):
        start = Beginning(town.people["rare"].id, clock.day_of(at) - timedelta(days=1))
        return operations.begin(by=town["chen"], beginning=start, at=at)


def _fever(town, episode, celsius="38.4"):
    with tenant.inside(town.subdistrict.id):
        typed = Typed(episode=episode.id, celsius=Decimal(celsius))
        operations.record_reading(by=town["chen"], typed=typed, at=clock.now())


def test_an_abnormal_reading_is_on_the_open_screen_and_everybody_sees_who_takes_it(page, town, observed):
    _enter(page, town, "duty")
    page.goto("/observation/desk/")
    expect(page.get_by_text("没有待处理的异常")).to_be_visible()
    _is_accessible(page)
    _fever(town, observed)
    expect(page.get_by_text("38.4")).to_be_visible(timeout=WITHIN)
    expect(page).to_have_title("(1) 值班台 · 联防")
    _is_accessible(page)
    _is_within_the_screen(page)
    other = page.context.new_page()
    other.goto("/observation/desk/")
    page.get_by_role("button", name="我来处理").click()
    expect(page.locator("article .timer")).to_contain_text("复测 04:")
    expect(other.get_by_text("值班员 接警")).to_be_visible(timeout=WITHIN)


def test_sound_is_muted_and_stays_so(page, town):
    _enter(page, town, "duty")
    page.goto("/observation/desk/")
    button = page.locator("[data-mutes]")
    button.click()
    expect(button).to_have_text("声音：开")
    button.click()
    expect(button).to_have_text("声音：关")
    page.reload()
    expect(page.locator("[data-mutes]")).to_have_text("声音：关")


def test_a_lost_connection_is_said_with_since_when_and_comes_back(page, town, observed):
    _enter(page, town, "duty")
    page.goto("/observation/desk/")
    page.context.set_offline(True)
    expect(page.locator("[data-lost]")).to_contain_text("起与服务器失去联系", timeout=15000)
    _fever(town, observed)
    page.context.set_offline(False)
    expect(page.get_by_text("38.4")).to_be_visible(timeout=WITHIN)
    expect(page.locator("[data-lost]")).to_be_hidden()
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_a_shift_is_handed_over_at_the_screen(page, town):
    _enter(page, town, "duty")
    page.goto("/observation/desk/")
    page.get_by_role("button", name="接班").click()
    expect(page.get_by_text("当班 值班员")).to_be_visible()
    page.get_by_role("link", name="交班").first.click()
    page.get_by_label("下一班须知").fill("孙家等复测")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_role("button", name="写好交班").click()
    expect(page.get_by_text("孙家等复测")).to_be_visible()
    page.goto("/observation/desk/handovers/")
    _is_accessible(page)
    _is_within_the_screen(page)
