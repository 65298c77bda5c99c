"""Row M14: what a home under observation needs is asked for, brought, paid back and confirmed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lianfang.core.actor import system
from lianfang.registry.accounts import operations as accounts
from lianfang.response.observation import operations as observation
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.services import operations as services
from lianfang.response.services.models import Errand, Payment
from tests.cast import AT


@pytest.fixture
def home(cast, at):
    """Given somebody whose fourteen days began yesterday, and the household's phone that came in by its link."""
    by, person = system(cast.subdistrict.id), cast.people["rare"]
    observation.load_default_protocol(by=by, at=AT)
    beginning = Beginning(person.id, (AT - timedelta(days=1)).date())
    observation.begin(by=cast["chen"], beginning=beginning, at=AT)
    path = accounts.invite(by=cast["chen"], person=person.id, at=AT)
    client = Client()
    assert client.post(path + "enter/").status_code == 302
    return client


def test_a_home_asks_a_volunteer_brings_it_and_is_paid_back(cast, home, as_):
    # When the household taps "shopping" on its own page, found from the page of the temperatures,
    assert reverse("services:own") in home.get(reverse("today")).text
    home.post(reverse("services:own"), {"kind": "shopping", "text": "青菜两斤、鸡蛋一打", "client_id": "k1"})
    # then the committee has it on 今天 and gives it to a volunteer,
    chen, one = as_("chen"), Errand.objects.get()
    assert "尚无人认领的服务" in chen.get(reverse("today")).text
    chen.post(reverse("services:assign", args=[one.id]), {"user": str(cast["caller"].id)})
    # who sees the door and what is wanted, lays out the money and delivers;
    caller = as_("caller")
    assert "103" not in caller.get(reverse("services:mine")).text
    assert "鸡蛋一打" in caller.get(reverse("services:mine")).text
    paid = {"kind": "advanced", "amount": "36.50", "way": "wechat", "client_id": "p1"}
    caller.post(reverse("services:pay", args=[one.id]), paid)
    caller.post(reverse("services:step", args=[one.id]), {"move": "done"})
    # the household reads what it owes, pays it back, and confirms.
    assert "36.50" in home.get(reverse("services:own")).text
    chen.post(
        reverse("services:pay", args=[one.id]), {"kind": "paid_back", "amount": "36.5", "way": "wechat"}
    )
    home.post(reverse("services:own_step", args=[one.id]), {"move": "confirmed"})
    assert "36.50" not in home.get(reverse("services:own")).text
    assert Errand.objects.get().state == "confirmed"
    assert sum(p.fen if p.kind == "advanced" else -p.fen for p in Payment.objects.all()) == 0
    # Nobody of the next committee ever saw it.
    assert as_("bao").get(reverse("services:errand", args=[one.id])).status_code == 404


def test_an_isolated_homes_rubbish_is_fetched_until_it_may_go_out_again(cast, home, as_):
    by, person = system(cast.subdistrict.id), cast.people["rare"]
    services.follow_homes(by=by, at=AT)
    assert Errand.objects.get().kind == "rubbish"
    page = as_("chen").get(reverse("services:ask", args=[person.id])).text
    assert "周二 周五" in page
    later = AT + timedelta(days=20)
    from lianfang.response.observation.models import Episode

    Episode.objects.update(state="released", closed_at=later)
    assert services.follow_homes(by=by, at=later) == (0, 1)
