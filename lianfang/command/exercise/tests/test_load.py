"""The tiny town as the product shows it after the load: every state that a demonstration needs."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.test import Client

from lianfang.command.exercise import operations
from lianfang.command.exercise.operations import Wanted
from lianfang.command.exercise.story import story_at
from lianfang.config.office import demonstration
from lianfang.core import Actor, Refused, Role, clock, ids, tenant
from lianfang.core.actor import LABELS, STAFF, system
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.lists.models import Import, Row
from lianfang.response.calls import selectors as calls
from lianfang.response.calls.models import Attempt, Need
from lianfang.response.messages.models import Incoming
from lianfang.response.observation import selectors as observation
from lianfang.response.observation.models import Alert, Episode, Excuse, Paper, Reading, Turn
from lianfang.response.rounds import selectors as rounds
from lianfang.response.screening.models import Report
from lianfang.response.services.models import Errand, Payment
from lianfang.response.tips import selectors as tips
from lianfang.response.tips.models import Tip
from lianfang.response.visits.models import Request, Stop

from .conftest import NOW

WORKING = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.DOCTOR)


def test_every_list_went_in_and_every_row_has_ended(town):
    assert set(Import.objects.of(town.by.subdistrict).values_list("state", flat=True)) == {"done"}
    assert not Row.objects.of(town.by.subdistrict).filter(state="read").exclude(mention=None).exists()
    assert any("户册台账.xlsx" in text for text in town.said)


def test_a_person_is_observed_because_they_were_confirmed_and_nobody_is_observed_twice(town):
    home = town.by.subdistrict
    confirmed = Report.objects.of(home).filter(state="confirmed").values_list("person_id", flat=True)
    observed = Episode.objects.of(home).values_list("person_id", flat=True)
    assert Counter(observed) == Counter(confirmed)
    assert max(Counter(observed).values()) == 1


def test_reports_wait_some_too_long_and_some_were_refuted_with_a_reason(town):
    reports = Report.objects.of(town.by.subdistrict)
    assert reports.open().filter(due_at__gt=NOW).exists()
    assert reports.open().filter(due_at__lt=NOW).exists()
    refuted = reports.filter(state="refuted")
    assert refuted.exists()
    assert not refuted.filter(reason="").exists()


def test_fortnights_stand_in_every_state(town):
    standing = observation.standing(town.by, NOW)
    assert any(one.last_day == clock.day_of(NOW) for one in standing)
    assert any(one.last_day < clock.day_of(NOW) for one in standing)
    assert any(one.missed >= 2 for one in standing)
    assert any(one.is_missing for one in standing)
    assert any(not one.is_missing for one in standing)
    assert Episode.objects.of(town.by.subdistrict).filter(state="released").exists()


def test_what_residents_report_themselves_carries_no_staff_name(town):
    own = Reading.objects.of(town.by.subdistrict).filter(channel=Reading.Channel.SELF)
    assert own.exists()
    assert set(own.values_list("by", "by_name")) == {(None, "")}


def test_fevers_wait_at_every_step_and_old_ones_are_settled(town):
    alerts = Alert.objects.of(town.by.subdistrict)
    fresh = alerts.filter(opened_at__gt=NOW - timedelta(hours=2)).values_list("state", flat=True)
    assert {"open", "acknowledged", "retested"} <= set(fresh)
    assert alerts.filter(state="closed").exists()


def test_who_was_taken_away_is_away_and_released_from_there_by_word(town):
    taken = Turn.objects.of(town.by.subdistrict).filter(kind="transferred")
    assert set(taken.values_list("site", flat=True)) & {"hospital", "central"}
    away = Episode.objects.of(town.by.subdistrict).filter(pk__in=taken.values("episode"))
    assert set(away.values_list("state", flat=True)) <= {"transferred", "released"}
    at_home = Reading.objects.filter(episode__in=away, taken_at__gt=F("episode__away_since"))
    assert not at_home.exists()


def test_papers_are_out_and_all_but_a_few_are_signed(town):
    unsigned, home = observation.unsigned(town.by).count(), Episode.objects.of(town.by.subdistrict)
    assert unsigned < home.active().count() // 4
    notices = Paper.objects.of(town.by.subdistrict).filter(kind="release")
    assert notices.count() == home.filter(state="released").count()


def test_every_room_that_reaches_people_has_something_waiting(town):
    home, duty = town.by.subdistrict, _actor(town, Role.DUTY_OFFICER)
    caller = _actor(town, Role.CALLER)
    kinds = set(Request.objects.of(home).open().values_list("kind", flat=True))
    assert {"verification", "first", "symptom"} <= kinds
    assert Stop.objects.of(home).exists()
    assert calls.due_for(caller, NOW)
    assert {"answered", "no_answer", "language"} <= set(Attempt.objects.values_list("outcome", flat=True))
    [(campaign, line)] = rounds.campaigns(duty)
    assert campaign.is_open
    assert 0 < line.answered < line.total
    errands = Counter(Errand.objects.of(home).values_list("state", flat=True))
    assert all(errands[state] >= 2 for state in ("open", "assigned", "done", "confirmed"))
    assert Payment.objects.of(home).filter(kind="paid_back").exists()
    assert {"received", "visit", "referred", "unfounded"} <= set(Tip.objects.values_list("state", flat=True))
    heard = Counter(Incoming.objects.of(home).values_list("state", flat=True))
    assert heard["understood"] >= 1
    assert heard["new"] >= 2


def test_two_tips_tell_of_the_same_and_wait_to_be_joined(town):
    duty = _actor(town, Role.DUTY_OFFICER)
    waiting = Tip.objects.of(town.by.subdistrict).to_check()
    assert any(tips.like_tips(duty, tip) for tip in waiting)


def test_nobody_is_called_about_a_fever_that_is_seen_to(town):
    needs = Need.objects.of(town.by.subdistrict).open().filter(purpose="abnormal")
    seen = Alert.objects.of(town.by.subdistrict).exclude(state="open")
    assert not needs.filter(about_id__in=seen.values("id")).exists()


def _actor(town, role):
    post = Post.objects.of(town.by.subdistrict).filter(role=role.value).order_by("id").first()
    return Actor(post.user_id, "", role, town.by.subdistrict)


def test_nothing_happened_before_its_time(town):
    home = town.by.subdistrict
    assert not Reading.objects.of(home).filter(received_at__gt=NOW).exists()
    assert not Excuse.objects.of(home).filter(at__gt=NOW).exists()
    for report in Report.objects.of(home).prefetch_related("verifications"):
        assert all(found.at >= report.opened_at for found in report.verifications.all())
    for episode in Episode.objects.of(home).prefetch_related("readings"):
        assert all(reading.taken_at >= episode.begun_at for reading in episode.readings.all())


@pytest.mark.parametrize("role", STAFF)
def test_each_role_signs_in_and_finds_what_waits(town, role):
    user = User.objects.filter(posts__role=role.value, subdistrict=town.by.subdistrict).first()
    client = Client()
    facts = {"login": user.username, "password": demonstration.password()}
    assert client.post("/sign-in/login/", facts).status_code == 302
    page = client.get("/")
    assert page.status_code == 200
    if role in WORKING:
        assert any(pile["count"] for pile in page.context["piles"])


def test_sign_ins_name_each_role_with_an_account_and_the_password(town, sign_ins):
    assert [str(LABELS[role]) for role in STAFF if str(LABELS[role]) not in sign_ins] == []
    assert demonstration.password() in sign_ins
    workers = [
        line for line in sign_ins.splitlines() if line.strip().startswith(str(LABELS[Role.COMMITTEE_WORKER]))
    ]
    assert len({line.split()[-1] for line in workers}) == 2


def test_the_residents_link_opens_their_own_page(town, sign_ins):
    path = re.search(r"http://example\.test(/r/\S+)", sign_ins).group(1)
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path + "enter/").status_code == 302
    assert client.get("/", follow=True).context["members"]


def test_an_account_with_another_password_is_not_shown(town, sign_ins):
    shown = sign_ins.split(str(LABELS[Role.DATA_OFFICER]))[1].split()[0]
    with transaction.atomic():
        User.objects.filter(username=shown).update(password="!")
        out = io.StringIO()
        call_command("show_sign_ins", "http://example.test/", stdout=out)
        transaction.set_rollback(True)
    assert shown not in out.getvalue()


def test_a_second_town_is_refused(town):
    by = system(ids.new())
    with pytest.raises(Refused, match="已经有一个街道"):
        operations.load(by=by, wanted=Wanted("tiny", 1, "x"), at=NOW)


def test_a_load_that_breaks_off_leaves_nothing(db):
    def stop(text: str) -> None:
        if "户册台账" in text:
            raise KeyboardInterrupt

    by = system(ids.new())
    with pytest.raises(KeyboardInterrupt), tenant.inside(by.subdistrict):
        operations.load(by=by, wanted=Wanted("tiny", 46, "x"), at=NOW, tell=stop)
    assert not Subdistrict.objects.exists()
    assert not User.objects.exists()


def test_the_story_ends_today_whatever_the_day():
    story = story_at(NOW.replace(month=1, day=1))
    assert (story.list_day.isoformat(), story.first_arrival.isoformat()) == ("2025-12-31", "2025-12-10")
    assert story.now == NOW.replace(month=1, day=1)
