"""A whole shift without network: sixty doors recorded, the browser killed twice, the line dropped three times while
sending; sixty records on the server, once each. And what a telephone forgets."""

import base64
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Kept, Questionnaire, Submission
from lianfang.registry.forms.tests.making import book
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Door
from lianfang.response.visits import operations
from lianfang.response.visits.models import Request, Stop, Visit
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.operations.teaming import Hours, Seat
from tests.browser.conftest import _binary
from tests.browser.dropping import Line
from tests.browser.killing import Browser
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser
DOORS = 60
SENT, SLOW = 60_000, 20_000


def _people(town, count):
    """Somebody behind each of many doors of committee A."""
    home, at, stair = town.subdistrict.id, clock.now(), town.a.stairs[0]
    for n in range(count):
        door = Door.objects.create(subdistrict=home, building=stair, room=f"{n + 2}99")
        household = Household.objects.create(subdistrict=home, door=door, committee=town.a.committee)
        yield Person.objects.create(
            subdistrict=home, name=f"住户{n:02}", committee=town.a.committee, compound=town.a.compound, building=stair,
            door=door, household=household, created_at=at, updated_at=at,
        )  # fmt: skip


def _shift(town, count):
    """A team on shift with this many doors on its list."""
    at = clock.now()
    with tenant.inside(town.subdistrict.id):
        forms.load_defaults(by=system(town.subdistrict.id), at=at)
        seats = [Seat(town.users["chen"].id, "cadre"), Seat(town.users["doctor"].id, "doctor")]
        team = operations.form_team(by=town["duty"], name="一组", seats=seats, at=at)
        hours = Hours(at - timedelta(hours=1), at + timedelta(hours=10))
        shift = operations.set_shift(by=town["duty"], team_id=team.id, hours=hours, at=at)
        for place, person in enumerate(_people(town, count), start=1):
            asked = operations.ask(by=town["duty"], request=Ask("silent", person=person.id), at=at)
            Stop.objects.create(
                subdistrict=town.subdistrict.id, request=asked, shift=shift, place=place, arrives_at=at
            )
    return team


@pytest.fixture
def line(server):
    made = Line(int(server.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def browser(chromium, tmp_path):
    made = Browser(_binary(), tmp_path / "profile", _Playwright(chromium))
    yield made
    if made.process and made.process.poll() is None:
        made.kill()


class _Playwright:
    """The browser type that the fixture's browser came from."""

    def __init__(self, chromium):
        self.chromium = chromium.browser_type


def _sign_in(page, line, town):
    page.goto(f"{line.url}/visits/phone/")
    page.get_by_label("用户名").fill(town.users["chen"].username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#doors li").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


def _record(page, count):
    """So many doors from the top of the list: met, a temperature, and the office's own questions."""
    for _n in range(count):
        page.locator("#doors li [data-record]").first.click()
        page.locator("#o-met").check(force=True)
        page.locator("#record [data-celsius]").first.fill("36.5")
        page.locator("[name='q-how_many']").fill("2")
        _tap(page, "people[0]/came_back", "否")
        _tap(page, "is_rental", "否")
        _save(page)
        expect(page.locator("#list")).to_be_visible(timeout=SLOW)


def _tap(page, place, word):
    page.locator(f"[data-place='{place}'] .q-pick label", has_text=word).click()


def _save(page):
    page.locator("#record .button.primary").last.click()


def _questions_keep_in_step(page):
    """Without network: what the visit knows is not asked again, what is missing is said, what hangs on an answer comes
    and goes with it."""
    page.locator("#doors li [data-record]").first.click()
    expect(page.locator("#asked")).to_be_hidden()
    page.locator("#o-met").check(force=True)
    expect(page.locator("[name='q-how_many']")).to_be_visible()
    expect(page.locator("[name='q-people[0]/person_name']")).to_be_hidden()
    expect(page.locator("[name='q-note']")).to_be_hidden()
    expect(page.locator(".q-member .q-which").first).to_contain_text("住户")
    _save(page)
    expect(page.locator("[data-place='how_many'] .q-wrong")).to_be_visible()
    expect(page.locator("[name='q-rooms']")).to_be_hidden()
    _tap(page, "is_rental", "是")
    page.locator("[name='q-rooms']").fill("0")
    _save(page)
    expect(page.locator("[data-place='rooms'] .q-wrong")).to_have_text("请填 1 到 29。")
    page.locator("#o-nobody").check(force=True)
    expect(page.locator("#asked")).to_be_hidden()
    page.locator("#back").click()


def _change_the_workbook(town):
    """The command post hands in another one while the team is out."""
    with tenant.inside(town.subdistrict.id):
        door = Questionnaire.objects.get(code="door_visit")
        handed = forms.Handed("新.xlsx", book([("type", "name", "label"), ("text", "a", "新问题")]))
        today = clock.day_of(clock.now())
        forms.upload(
            by=town["data"], questionnaire_id=door.id, handed=handed, begins_on=today, at=clock.now()
        )


def _waiting(page):
    return int(page.locator("#sync").get_attribute("data-waiting") or 0)


def test_sixty_visits_without_network_two_kills_and_three_dropped_lines_are_sixty_records(
    town, line, browser
):
    _shift(town, DOORS)
    page = browser.start()
    _sign_in(page, line, town)
    expect(page.locator("#doors li")).to_have_count(DOORS, timeout=SLOW)
    cookies = browser.context.cookies()
    line.down()
    _questions_keep_in_step(page)
    _record(page, 20)
    expect(page.locator("#sync")).to_contain_text("20", timeout=SLOW)
    browser.kill()
    page = browser.start()
    page.goto(f"{line.url}/visits/phone/")
    expect(page.locator("#doors li")).to_have_count(DOORS - 20, timeout=SLOW)
    _record(page, 20)
    browser.kill()
    page = browser.start()
    page.goto(f"{line.url}/visits/phone/")
    expect(page.locator("#doors li")).to_have_count(DOORS - 40, timeout=SLOW)
    _record(page, 20)
    assert _waiting(page) == DOORS
    assert not Visit.objects.exists()
    # A killed browser may not have written its session to the disk yet; the team signs in again or still is.
    browser.context.add_cookies(cookies)
    _change_the_workbook(town)
    line.drop_answers(3)
    line.up()
    page.locator("#sync").click()
    expect(page.locator("#sync")).to_contain_text("已全部上传", timeout=SENT)
    assert line.dropped == 3
    with tenant.inside(town.subdistrict.id):
        visits = list(Visit.objects.values_list("request_id", "client_id", "conflict"))
        assert len(visits) == DOORS
        assert len({request for request, _client, _conflict in visits}) == DOORS
        assert {conflict for *_rest, conflict in visits} == {""}
        assert Request.objects.filter(state="done", outcome="met").count() == DOORS
        told = Submission.objects.values_list("version__number", "about_id")
        assert {number for number, _visit in told} == {1}
        assert len({visit for _number, visit in told}) == len(told) == DOORS
        assert not Kept.objects.exists()
        answers = filed.answers(Submission.objects.first())
        assert (answers["how_many"], answers["people"][0]["person_celsius"]) == ("2", "36.5")


def test_a_shift_of_photographs_comes_through(town, line, browser):
    """Twenty slips photographed weigh more than the office takes in one call."""
    _shift(town, 20)
    page = browser.start()
    _sign_in(page, line, town)
    line.down()
    page.evaluate(PHOTOGRAPHED)
    page.locator("#sync").click()
    expect(page.locator("#sync")).to_have_attribute("data-waiting", "20", timeout=SLOW)
    line.up()
    page.locator("#sync").click()
    expect(page.locator("#sync")).to_contain_text("已全部上传", timeout=SENT)
    with tenant.inside(town.subdistrict.id):
        assert Visit.objects.exclude(sealed_photo=None).count() == 20


def test_who_saves_at_once_waits_for_the_photograph(town, line, browser):
    _shift(town, 2)
    page = browser.start()
    _sign_in(page, line, town)
    line.down()
    page.evaluate(SLOW_CAMERA)
    page.locator("#doors li [data-record]").first.click()
    page.locator("#o-nobody").check(force=True)
    page.locator("#photo").set_input_files({"name": "slip.png", "mimeType": "image/png", "buffer": PICTURE})
    _save(page)
    page.evaluate("window.develop()")
    expect(page.locator("#list")).to_be_visible()
    kept = page.evaluate("Keep.entries().then(([one]) => Keep.open(one))")
    assert base64.b64decode(kept["photo"]).startswith(b"\xff\xd8")


def test_a_telephone_forgets_at_sign_out_and_keeps_no_name_in_its_caches(town, line, browser):
    _shift(town, 2)
    page = browser.start()
    _sign_in(page, line, town)
    assert "住户" not in page.evaluate(CACHED)
    assert "住户" not in page.evaluate(STORED)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(lambda url: "/visits/phone/" not in url)
    line.down()
    page.goto(f"{line.url}/visits/phone/")
    expect(page.locator("#doors li")).to_have_count(0)
    expect(page.locator("#nothing")).to_be_visible()


def test_what_was_half_written_is_there_after_the_telephone_went_dark(town, line, browser):
    _shift(town, 2)
    page = browser.start()
    _sign_in(page, line, town)
    line.down()
    page.locator("#doors li [data-go]").first.click()
    expect(page.locator("#doors li").first).to_contain_text("指挥部还不知道您已出发")
    page.locator("#doors li [data-record]").first.click()
    page.locator("#o-nobody").check(force=True)
    slip = page.locator("[data-slip]").inner_text()
    page.locator("#note").fill("狗在门口")
    expect(page.locator("#record [data-kept]")).to_have_text("已暂存", timeout=SLOW)
    assert page.evaluate(DRAFTED, ["狗在门口", True])
    browser.kill()
    page = browser.start()
    page.goto(f"{line.url}/visits/phone/")
    first = page.locator("#doors li").first
    expect(first).to_contain_text("填了一半，还没保存", timeout=SLOW)
    first.locator("[data-record]").click()
    expect(page.locator("#o-nobody")).to_be_checked()
    expect(page.locator("#note")).to_have_value("狗在门口")
    assert page.locator("[data-slip]").inner_text() == slip
    _save(page)
    expect(page.locator("#doors li")).to_have_count(1, timeout=SLOW)
    assert page.evaluate(DRAFTED, ["狗在门口", False])


# Looks with every picture the page draws whether these words are kept half-written, or kept no more.
DRAFTED = """async ([words, is_kept]) => {
  for (let n = 0; n < 600; n += 1) {
    if (JSON.stringify(await Keep.drafts()).includes(words) === is_kept) return true;
    await new Promise(requestAnimationFrame);
  }
  return false;
}"""
# A camera whose picture is only there once `develop` is called.
SLOW_CAMERA = """() => {
  const read = window.createImageBitmap, developed = new Promise((done) => { window.develop = done; });
  window.createImageBitmap = (file) => developed.then(() => read(file));
}"""
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
# Records as the form makes them, each with a photograph as heavy as it may be.
PHOTOGRAPHED = """async () => {
  const list = await Keep.list();
  for (const stop of list.stops) {
    const client_id = stop.request.replace(/-/g, ""), { request, version } = stop;
    const record = { client_id, request, outcome: "nobody", at: new Date().toISOString(), based_on: version,
      slip: client_id.slice(0, 6), photo: "A".repeat(290000) };
    await Keep.put(record, stop.place, { user: list.user, request, version });
  }
}"""
CACHED = """async () => {
  let said = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) said += await (await cache.match(asked)).text();
  }
  return said;
}"""
STORED = """() => new Promise((done) => {
  const asked = indexedDB.open("lianfang-visits");
  asked.onsuccess = () => {
    const all = asked.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => done(all.result.map((one) => one.sealed
      ? new TextDecoder("utf-8", { fatal: false }).decode(one.sealed.body) : String(one)).join(""));
  };
})"""
