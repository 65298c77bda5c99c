"""Row M6: the whole ledger is called; who came back is verified, who is not yet back is called again, doors remain."""

from django.urls import reverse

from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Callee
from lianfang.response.calls.operations import Heard
from lianfang.response.calls.operations.recording import Said
from lianfang.response.rounds.models import Campaign, Target
from lianfang.response.rounds.tests.given import phones
from lianfang.response.visits.models import Request
from tests.cast import AT

PLAN = {"name": "全街道第一轮", "base": "ledger", "questionnaire": "screening_call", "per_day": "5000"}
NO = {"been_away": "no", "contact": "no", "symptoms": "none"}
BACK = {
    "been_away": "yes",
    "place": "湖北省武汉市",
    "arrived_on": "2020-02-09",
    "contact": "no",
    "symptoms": "none",
}
LATER = {
    "been_away": "yes",
    "place": "湖北省",
    "arrived_on": "2020-02-16",
    "contact": "no",
    "symptoms": "none",
}


def _ring(cast, answers):
    """A volunteer takes whoever the queue gives, and asks the three questions."""
    callee = calls.claim(by=cast["caller"], at=AT)
    assert isinstance(callee, Callee)
    needs = list(callee.needs.filter(state="open"))
    said = tuple(Said(need.id, answers) for need in needs)
    calls.record_outcome(by=cast["caller"], callee_id=callee.id, heard=Heard("answered", said), at=AT)
    return Target.objects.get(pk=needs[0].about_id)


def test_a_round_over_the_ledger_ends_in_reports_later_calls_and_doors(cast, as_):
    phones(cast)
    duty, new = as_("duty"), reverse("rounds:new")
    # Given counts that say what it will take, the duty officer starts.
    assert "开始：4 户" in duty.post(new, {**PLAN, "count": "1"}).text
    duty.post(new, {**PLAN, "start": "1"})
    campaign = Campaign.objects.get()
    page = reverse("rounds:campaign", args=[campaign.id])
    # A volunteer rings whom the queue gives, in the order one walks: three homes have a number.
    homes = [_ring(cast, answers) for answers in (BACK, LATER, NO)]
    assert [home.place for home in homes] == sorted(home.place for home in homes)
    assert [Target.objects.get(pk=home.pk).state for home in homes] == ["came_back", "not_yet", "nothing"]
    # Who came back stands before the committee at once; coverage says 75 per cent.
    assert "75%" in duty.get(page).text
    assert "待核实" in as_("chen").get(reverse("today")).text
    # The home without a number is on the door list; its slip is printed without a name, a visit asked for.
    chen = as_("chen")
    assert "103室" in chen.get(reverse("rounds:slips", args=[campaign.id])).text
    chen.post(reverse("rounds:ask_doors", args=[campaign.id]))
    assert Request.objects.get(kind="round").about_kind == "rounds.Target"
    # The round is closed: nobody is called for it any more.
    duty.post(reverse("rounds:close", args=[campaign.id]))
    assert not Callee.objects.filter(rank__isnull=False).exists()
