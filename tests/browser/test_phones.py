"""What must take seconds and a few taps, walked with a real thumb: a household's temperatures, a leader's report, a
family's registration, a verification. Taps are counted by the page itself; typing into one field is one tap."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lianfang.core import clock, tenant
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.people.models import Person
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Episode, Protocol, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Registration, Report
from lianfang.response.screening.operations.reporting import Sighting
from tests import background
from tests.browser.test_sign_in import _enter, _is_accessible, _is_within_the_screen

pytestmark = pytest.mark.browser
COUNT = """addEventListener('click', (e) => { if (e.isTrusted) {
  sessionStorage.taps = 1 + Number(sessionStorage.taps || 0); } }, true)"""
ALL_DAY = [{"code": "am", "from": "00:00", "to": "23:00", "closes": "24:00"}]


@pytest.fixture
def thumb(page):
    """The page, with a counter of taps on every document of this tab."""
    page.add_init_script(COUNT)
    return page


def _taps(page):
    return int(page.evaluate("sessionStorage.taps || 0"))


@pytest.fixture
def family(town):
    """Three of one household under observation, one slot open all day; the path of their slip."""
    at = clock.now()
    with tenant.inside(town.subdistrict.id):
        first, second = (town.people[name] for name in ("twin_one", "twin_two"))
        third = Person.objects.get(pk=town.people["rare"].pk)
        third.household, third.door = first.household, first.door
        third.save()
        yesterday = clock.day_of(at) - timedelta(days=1)
        for one in (first, second, third):
            observation.begin(
                by=town["chen"], beginning=Beginning(one.id, yesterday), at=clock.at_local(yesterday, 1)
            )
        Protocol.objects.update(slots=ALL_DAY)
        return accounts.give_slip(by=town["chen"], person=first.id, until=at + timedelta(days=14), at=at)


def test_a_family_of_three_reports_in_twelve_taps(thumb, town, family):
    page = thumb
    page.goto(family)
    _is_accessible(page)
    page.get_by_role("button", name="打开").click()
    _is_accessible(page)
    _is_within_the_screen(page)
    before = _taps(page)
    for number, usual in enumerate(("36.5", "36.7", "36.3")):
        page.locator(f".one:visible [data-is='{usual}']").click()
        page.locator(".one:visible [data-by='0.1']").click()
        page.locator("[data-last]" if number == 2 else "[data-next]").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible(timeout=20_000)
    assert _taps(page) - before <= 12
    _is_accessible(page)
    with tenant.inside(town.subdistrict.id):
        values = sorted(str(one.celsius) for one in Reading.objects.all())
    assert values == ["36.4", "36.6", "36.8"]


def test_what_is_not_delivered_stays_and_counts_once(thumb, town, family):
    page = thumb
    page.goto(family)
    page.get_by_role("button", name="打开").click()
    page.locator(".one:visible [data-is='36.5']").click()
    for _skipped in range(2):
        page.locator("[data-next]").click()
        if page.locator(".missing:visible").count():
            page.locator("[data-skip]").click()
    page.context.set_offline(True)
    page.locator("[data-skip]").click()
    expect(page.get_by_role("button", name="未送达，点此重试")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("dl.pairs")).to_contain_text("36.5")
    with tenant.inside(town.subdistrict.id):
        assert Reading.objects.count() == 1


def test_without_script_the_form_is_an_ordinary_form(chromium, server, town, family):
    context = chromium.new_context(
        base_url=server, java_script_enabled=False, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(family)
    page.get_by_role("button", name="打开").click()
    page.locator(".thermo input").nth(1).fill("366")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("dl.pairs")).to_contain_text("36.6")
    context.close()


def test_a_leader_reports_in_eight_taps(thumb, town):
    with tenant.inside(town.subdistrict.id):
        screening.load_default_rules(by=town["commander"], at=clock.now())
    page = thumb
    _enter(page, town, "leader")
    page.goto("/screening/stair/")
    _is_accessible(page)
    _is_within_the_screen(page)
    before = _taps(page)
    page.locator("label.chip", has_text="102").click()
    page.get_by_label("姓名").click()
    page.get_by_label("姓名").fill("王阿姨")
    page.locator("label.chip", has_text="湖北省").first.click()
    page.locator("label.chip", has_text="昨天").click()
    page.reload()
    expect(page.get_by_label("姓名")).to_have_value("王阿姨")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("正在核实")).to_be_visible()
    assert _taps(page) - before <= 8
    with tenant.inside(town.subdistrict.id):
        report = Report.objects.get()
    assert (report.place, report.starts_on) == ("湖北省", clock.day_of(clock.now()) - timedelta(days=1))


def test_a_family_registers_itself_and_its_report_is_verified(thumb, town):
    with tenant.inside(town.subdistrict.id):
        screening.load_default_rules(by=town["commander"], at=clock.now())
    page = thumb
    page.goto(f"/screening/join/{town.subdistrict.code}/at/{town.a.compound.id}/")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_label("姓名").fill("钱多多")
    page.get_by_label("手机号码").fill("13776501482")
    page.locator("#id_address").fill("1号102室")
    page.locator(".pick label", has_text="湖北省").first.click()
    page.locator(".pick label", has_text="昨天").click()
    page.get_by_role("button", name="再加一位家人").click()
    page.locator("#id_p1-name").fill("孙小妹")
    page.locator("label[for=s1-cough]").click()
    page.get_by_role("button", name="同意并提交").click()
    expect(page.locator(".reference")).to_be_visible()
    _is_accessible(page)
    with tenant.inside(town.subdistrict.id):
        assert Registration.objects.get().is_urgent
    background.work()
    _verify(page, town)


def _verify(page, town):
    _enter(page, town, "chen")
    page.goto("/screening/urgent/")
    _is_accessible(page)
    page.get_by_role("button", name="我来处理").click()
    page.locator("label", has_text="属实").first.click()
    _is_accessible(page)
    _is_within_the_screen(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("排摸")
    with tenant.inside(town.subdistrict.id):
        assert Episode.objects.count() == 1


def test_verifying_by_keys_alone(thumb, town):
    """Refuted with its reason, not reached, and on to the next of the committee: not one tap."""
    with tenant.inside(town.subdistrict.id):
        screening.load_default_rules(by=town["commander"], at=clock.now())
        today = clock.day_of(clock.now())
        for door, name in zip(town.a.doors[:2], ("王阿姨", "李阿姨"), strict=True):
            told = Sighting(door=door.id, name=name, place="湖北省", arrived_on=today)
            screening.report(by=town["leader"], sighting=told, at=clock.now())
    page = thumb
    _enter(page, town, "chen")
    page.goto("/screening/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(page.locator("[data-for=refuted]")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("[data-key=n]")).to_be_focused()
    _is_accessible(page)
    with page.expect_navigation():
        page.keyboard.press("n")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("排摸")
    with tenant.inside(town.subdistrict.id):
        found = sorted(Report.objects.values_list("state", "reason", "attempts"))
    assert found == [("open", "", 1), ("refuted", "never_left", 1)]


def _send_family(page, town, names, phone):
    page.goto(f"/screening/join/{town.subdistrict.code}/")
    expect(page.locator("#id_p0-name")).to_have_value("")
    for number, name in enumerate(names):
        if number:
            page.locator("button[name=add]").click()
        page.locator(f"#id_p{number}-name").fill(name)
    fields = {"phone": phone, "address": "甲路10弄1号101室", "place": "湖北武汉"}
    for field, value in fields.items():
        page.locator(f"#id_{field}").fill(value)
    page.locator(".pick label[for=d1]").click()
    page.get_by_role("button", name="同意并提交").click()
    expect(page.locator(".reference")).to_be_visible(timeout=20_000)


def test_two_families_on_one_phone_are_both_kept(thumb, town):
    """At a gate one phone registers many: the next family finds an empty form, and is not taken for a retry."""
    for names, phone in ((["甲大山", "甲小山"], "13900000001"), (["乙大海", "乙小海"], "13900000002")):
        _send_family(thumb, town, names, phone)
    with tenant.inside(town.subdistrict.id):
        assert Registration.objects.count() == 2


def test_who_was_added_by_mistake_is_left_out_again(thumb, town):
    page = thumb
    page.goto(f"/screening/join/{town.subdistrict.code}/")
    page.locator("#id_p0-name").fill("甲大山")
    page.locator("button[name=add]").click()
    page.locator("#id_p0-name").fill("甲大川")
    page.locator("button[name=drop]").click()
    expect(page.locator("#id_p1-name")).to_have_count(0)
    expect(page.locator("#id_p0-name")).to_have_value("甲大川")
