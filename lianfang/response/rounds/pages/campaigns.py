"""轮次: the list, a new one with its counts before it starts, progress, the next round, the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.ledger.exports import Sheet, export
from lianfang.response.calls import policies

from .. import forms, operations, rules, selectors
from ..models import Campaign
from ..operations.opening import OPENERS

READERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)
RUNNERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER)
COLUMNS = (
    rules.State.WAITING,
    rules.State.NOTHING,
    rules.State.CAME_BACK,
    rules.State.NOT_YET,
    rules.State.REFUSED,
    rules.State.UNREACHED,
    rules.State.DOOR,
    rules.State.VISITED,
)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Rounds, open ones first, each with how far it is."""
    context = {"rows": selectors.campaigns(request.actor), "may_open": request.actor.role in OPENERS}
    return render(request, "rounds/index.html", context)


@open_to(*RUNNERS)
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """A new round: counted first (homes, numbers, dials to expect), then started."""
    viewer, at = request.actor, clock.now()
    form = forms.RoundForm(viewer, request.POST or None, initial=_initial(request))
    context: dict[str, Any] = {"form": form, "selections": selectors.selections(viewer)}
    if request.method == "POST" and form.is_valid():
        try:
            done = _act(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if done is not None:
                return redirect("rounds:campaign", campaign_id=done.id)
            context |= _counts(request, form)
    is_wrong = form.is_bound and bool(form.errors)
    return render(request, "rounds/new.html", context | {"now": at}, status=400 if is_wrong else 200)


def _initial(request: ActorRequest) -> dict[str, Any]:
    """A kept choice, filled in."""
    key = request.GET.get("selection", "")
    found = next((one for one in selectors.selections(request.actor) if str(one.id) == key), None)
    if found is None:
        return {
            "base": "ledger",
            "name": _("Phone round %(day)s") % {"day": clock.day_of(clock.now()).strftime("%m-%d")},
        }
    facts = {"name": found.name, "base": found.base, "source": found.source, "region": found.region}
    return facts | {"committees": [str(key) for key in found.committees]}


def _act(request: ActorRequest, form: forms.RoundForm) -> Campaign | None:
    """Starts it, or keeps the choice; counting alone changes nothing."""
    viewer, at = request.actor, clock.now()
    if "start" in request.POST:
        made = operations.open_round(by=viewer, plan=form.plan(), at=at)
        say(request, _("The round has begun: %(n)s homes") % {"n": made.homes})
        return made
    if "keep" in request.POST:
        kept = operations.open_selection(
            by=viewer, name=form.cleaned_data["name"], choice=form.choice(), at=at
        )
        say(request, _("Kept: %(name)s") % {"name": kept.name})
    return None


def _counts(request: ActorRequest, form: forms.RoundForm) -> dict[str, Any]:
    viewer, at = request.actor, clock.now()
    found = selectors.counted(viewer, form.choice(), at)
    tries = policies.terms(viewer.subdistrict, at).most_tries_of_round
    per_day = form.cleaned_data["per_day"]
    return {
        "counted": found,
        "committees": selectors.of_committees(viewer, found.by_committee),
        "reckonings": selectors.reckonings(viewer, found, tries=tries, per_day=per_day, at=at),
        "tries": tries,
    }


@open_to(*READERS)
@require_GET
def campaign(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """One round: how far it is in each committee, those that lag first."""
    viewer, one = request.actor, selectors.campaign(request.actor, campaign_id)
    is_own = viewer.role in RUNNERS and _may_close(request, one)
    context = {
        "campaign": one,
        **_live(request, one),
        "may_run": is_own and one.stand == rules.Stand.RUNNING,
        "may_close": is_own and one.is_open,
    }
    return render(request, "rounds/campaign.html", context)


def _may_close(request: ActorRequest, one: Campaign) -> bool:
    viewer = request.actor
    if viewer.role == Role.COMMITTEE_WORKER:
        return bool(one.committees) and set(one.committees) <= viewer.committees
    return viewer.role in OPENERS


def _live(request: ActorRequest, one: Campaign) -> dict[str, Any]:
    viewer = request.actor
    found = selectors.progress(viewer, one)
    words = [str(rules.STATES[state]) for state in COLUMNS]
    return {
        "campaign": one,
        "progress": found,
        "headings": words,
        "lines": [(line, [(state.value, line.of(state)) for state in COLUMNS]) for line in found.lines],
        "rounds": [(number, line) for number, line in selectors.by_round(viewer, one)],
        "changed_at": selectors.last_change(viewer, one),
    }


@open_to(*READERS)
@require_GET
def live(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The figures again, asked for every ten seconds while the page is open."""
    one = selectors.campaign(request.actor, campaign_id)
    return render(request, "rounds/parts/progress.html", _live(request, one))


@open_to(*RUNNERS)
@require_POST
def begin_next(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The next round, with those not reached."""
    done = operations.begin_next(by=request.actor, campaign_id=campaign_id, at=clock.now())
    say(request, _("Round %(number)s has begun.") % {"number": done.number})
    return redirect("rounds:campaign", campaign_id=done.id)


@open_to(*RUNNERS)
@require_POST
def pause(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Nobody is called for it until it goes on; taken back by going on."""
    done = operations.pause(by=request.actor, campaign_id=campaign_id, at=clock.now())
    undo = reverse("rounds:resume", args=[done.id])
    say(request, _("The round is paused. Nobody is called for it until it goes on."), undo)
    return redirect("rounds:campaign", campaign_id=done.id)


@open_to(*RUNNERS)
@require_POST
def resume(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """It goes on."""
    done = operations.resume(by=request.actor, campaign_id=campaign_id, at=clock.now())
    say(request, _("The round goes on. Whoever is still to call is in the queue again."))
    return redirect("rounds:campaign", campaign_id=done.id)


@open_to(*RUNNERS)
@require_POST
def close(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The end of a round."""
    done = operations.close(by=request.actor, campaign_id=campaign_id, at=clock.now())
    say(request, _("The round is closed."))
    return redirect("rounds:campaign", campaign_id=done.id)


@open_to(*READERS)
@require_GET
def export_coverage(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Coverage by committee as Excel: figures only."""
    viewer, at = request.actor, clock.now()
    one = selectors.campaign(viewer, campaign_id)
    found = selectors.progress(viewer, one)
    headings = [_("Committee"), _("Homes"), *(str(rules.STATES[state]) for state in COLUMNS), _("Coverage %")]
    lines = [
        [
            line.name or _("committee not known"),
            line.total,
            *(line.of(state) for state in COLUMNS),
            line.coverage,
        ]
        for line in found.lines
    ]
    return export(Sheet(f"{_('Coverage')} {one.name}", headings, lines, (16, 8)), by=viewer, at=at)
