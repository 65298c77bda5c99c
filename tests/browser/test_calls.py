"""The caller's keyboard: from the first call to the last without the mouse, at a desk; by thumb on a phone."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from lianfang.core import cipher, clock, ids, tenant
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms.models import Version
from lianfang.registry.people.models import Contact, Mention
from lianfang.response.calls import operations, rules
from lianfang.response.calls.models import Attempt, Callee, Need
from lianfang.response.calls.operations import Ask
from tests.browser.test_sign_in import _enter, _is_accessible, _is_within_the_screen

pytestmark = pytest.mark.browser
NUMBERS = {"rare": "13776501482", "foreigner": "13776501483", "twin_one": "13776501484"}
ALL_DAY = replace(
    rules.Terms(), opens=time(0, 0), morning=time(0, 0), evening=time(23, 0), closes=time(23, 59)
)


@pytest.fixture
def queue(town):
    """Three households to ring at any hour, in this order."""
    at = clock.now()
    with tenant.inside(town.subdistrict.id):
        operations.set_policy(by=town["commander"], begins_on=clock.day_of(at), terms=ALL_DAY, at=at)
        for rank, (name, number) in enumerate(NUMBERS.items(), 2):
            _give_number(town, name, number)
            wish = Ask("observation", "matter", ids.new(), rank, person=town.people[name].id)
            operations.ask(by=town["duty"], need=wish, at=at)
    return town


def _give_number(town, name, number):
    said = Mention.objects.filter(person=town.people[name]).first()
    Contact.objects.create(
        subdistrict=town.subdistrict.id, mention=said, number=number, lookup=cipher.lookup("phone", number),
        masked=number[:3],
    )  # fmt: skip


def _outcomes(town):
    with tenant.inside(town.subdistrict.id):
        return list(Attempt.objects.standing().order_by("at").values_list("outcome", flat=True))


def _take_the_first(page, queue):
    """Signed in as the caller, with the first household's call in hand."""
    _enter(page, queue, "caller")
    page.goto("/calls/")
    page.wait_for_load_state("load")
    page.keyboard.press("n")
    _hand(page, "rare")


def _hand(page, name):
    expect(page.locator("[data-dials]")).to_contain_text(NUMBERS[name])
    # Keys are heard once the page's scripts are there.
    page.wait_for_load_state("load")


def test_a_caller_works_the_queue_without_the_mouse(page, queue):
    _enter(page, queue, "caller")
    page.goto("/calls/")
    _is_accessible(page)
    page.keyboard.press("n")
    _hand(page, "rare")
    _is_accessible(page)
    _is_within_the_screen(page)
    page.keyboard.press("t")
    # Digits in a question are an answer and no outcome.
    page.keyboard.type("36.5")
    page.keyboard.press("Enter")
    _hand(page, "foreigner")
    page.keyboard.press("2")
    _hand(page, "twin_one")
    page.keyboard.press("7")
    expect(page.locator("dialog#later")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#later")).to_be_hidden()
    page.keyboard.press("5")
    expect(page.get_by_role("button", name="打下一通")).to_be_visible()
    assert _outcomes(queue) == ["answered", "no_answer", "refused"]


def test_the_offices_own_questionnaire_is_worked_by_keys_too(page, queue):
    """Digits typed at its first question are an answer: the questions are drawn by another room."""
    with tenant.inside(queue.subdistrict.id):
        forms.load_defaults(by=queue["commander"], at=clock.now())
        mine = {"number": 2, "by": queue["data"].id}
        Version.objects.filter(questionnaire__code="observation_call").update(**mine)
        Need.objects.update(questionnaire="observation_call")
    _take_the_first(page, queue)
    page.keyboard.press("t")
    page.keyboard.type("36.6")
    for name, value in (("symptoms", "none"), ("at_home", "yes")):
        page.locator(f"input[name$='-{name}'][value='{value}']").evaluate("(box) => box.click()")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    _hand(page, "foreigner")
    assert _outcomes(queue) == ["answered"]


def test_what_is_missing_keeps_the_call_and_the_cursor_stands_there(page, queue):
    _take_the_first(page, queue)
    page.keyboard.press("1")
    expect(page.locator(".wrong input").first).to_be_focused()
    _is_accessible(page)
    page.keyboard.type("36.4")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    _hand(page, "foreigner")
    assert _outcomes(queue) == ["answered"]


def test_a_slip_of_the_finger_is_taken_back(page, queue):
    _take_the_first(page, queue)
    page.keyboard.press("4")
    _hand(page, "foreigner")
    page.get_by_role("button", name="撤销").click()
    _hand(page, "rare")
    assert _outcomes(queue) == []


def test_enter_at_another_time_promises_it_and_answers_nothing(page, queue):
    _take_the_first(page, queue)
    page.keyboard.press("t")
    page.keyboard.type("36.5")
    page.keyboard.press("Escape")
    page.keyboard.press("7")
    page.locator("#id_call_back_at").fill("2099-01-02T10:30")
    page.locator("#id_call_back_at").press("Enter")
    _hand(page, "foreigner")
    assert _outcomes(queue) == ["call_back"]


def test_a_promise_by_key_is_called_first_at_its_time(page, queue):
    _take_the_first(page, queue)
    page.keyboard.press("7")
    page.keyboard.press("1")
    _hand(page, "foreigner")
    with tenant.inside(queue.subdistrict.id):
        [attempt] = Attempt.objects.all()
        assert attempt.call_back_at > clock.now()
        assert Callee.objects.get(pk=attempt.callee_id).not_before == attempt.call_back_at
        assert Need.objects.filter(state="open").count() == 3
        assert attempt.call_back_at - clock.now() < timedelta(days=2)
