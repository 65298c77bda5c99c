"""The pages of trust: the record, its chain, what is kept why and how long, orders and holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Refused, Role, clock, notices
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.actor import LABELS, STAFF
from lianfang.core.listing import page_of

from . import operations, selectors, wording
from .exports import Sheet, export
from .forms import HoldForm, OrderForm, SoughtForm, in_days
from .models import Entry

KEEPERS = (Role.COMMANDER, Role.DATA_OFFICER)
FIRST_DAYS = 14


@open_to(*STAFF)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The record: all of it for those who answer for it, one's own acts for everybody else."""
    sought = SoughtForm(request.GET).sought()
    page = page_of(request, selectors.entries(request.actor, sought))
    facts = {
        "page": page,
        "sought": sought,
        "reads_all": selectors.reads_all(request.actor),
        "events": sorted(((code, str(words)) for code, words in wording.EVENTS.items()), key=lambda e: e[1]),
        "day": sought.day.isoformat() if sought.day else "",
    }
    return render(request, "ledger/index.html", facts)


@open_to(*STAFF)
@require_GET
def export_entries(request: ActorRequest) -> HttpResponse:
    """The record as it is filtered now, as Excel; at most 20,000 rows, the newest."""
    rows = selectors.entries(request.actor, SoughtForm(request.GET).sought())[:20_000]
    sheet = Sheet(
        title=_("Record"),
        headings=[_("Time"), _("Who"), _("Role"), _("What"), _("About"), _("Reason")],
        rows=([_row(entry) for entry in rows.iterator(2000)]),
        widths=(18, 14, 14, 26, 20, 40),
    )
    return export(sheet, by=request.actor, at=clock.now())


def _row(entry: Entry) -> list[object]:
    what, about = wording.event(entry.event), wording.kind(entry.about_kind)
    return [entry.at, entry.actor_name, str(LABELS[Role(entry.role)]), what, about, entry.reason]


@open_to(*KEEPERS)
@require_GET
def chain(request: ActorRequest) -> HttpResponse:
    """Whether the record is as it was written."""
    return render(request, "ledger/chain.html", {"check": selectors.last_check(request.actor)})


@open_to(*KEEPERS)
@require_POST
def verify(request: ActorRequest) -> HttpResponse:
    """Seals what waits, then walks the whole chain now."""
    at = clock.now()
    operations.seal(by=request.actor, at=at)
    health = operations.check_chain(by=request.actor, at=at)
    facts = {"check": selectors.last_check(request.actor), "health": health}
    return render(request, "ledger/chain.html", facts)


@open_to(*STAFF)
@require_GET
def purposes(request: ActorRequest) -> HttpResponse:
    """数据目录: what is kept, what for, on what basis, how long, and who answers for it."""
    lines = selectors.catalogue(request.actor, clock.now())
    return render(request, "ledger/purposes.html", {"lines": lines})


@open_to(*KEEPERS)
@require_GET
def retention(request: ActorRequest) -> HttpResponse:
    """What tonight will destroy, what is held back, and what went before."""
    at = clock.now()
    facts = {
        "lines": [line for line in selectors.catalogue(request.actor, at) if line.due],
        "holds": [_shown(hold, at, request.actor.id) for hold in selectors.holds(request.actor)],
        "gone": selectors.entries(request.actor, selectors.Sought(event="ledger.expired"))[:20],
    }
    return render(request, "ledger/retention.html", facts)


def _shown(hold: object, at: datetime, me: UUID | None) -> dict[str, object]:
    is_over = bool(hold.lifted_at) or hold.ends_on < clock.day_of(at)  # type: ignore[attr-defined]
    asks_me = not is_over and not hold.approved_by and hold.assessed_by != me  # type: ignore[attr-defined]
    return {"hold": hold, "is_over": is_over, "asks_me": asks_me}


@open_to(*KEEPERS)
def ask_hold(request: ActorRequest) -> HttpResponse:
    """Asks that something be kept beyond its day."""
    at = clock.now()
    first = in_days(clock.day_of(at), 30) | {"person": request.GET.get("person", "")}
    form = HoldForm(request.POST or None, initial=first)
    if request.method != "POST" or not form.is_valid():
        return render(request, "ledger/hold.html", {"form": form})
    try:
        operations.ask_hold(by=request.actor, asked=form.asked(), at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "ledger/hold.html", {"form": form}, status=400)
    notices.say(request, _("Asked. The hold begins when a second person approves it."))
    return redirect("ledger:retention")


@open_to(*KEEPERS)
@require_POST
def approve_hold(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    """The second person's yes."""
    operations.approve_hold(by=request.actor, hold_id=hold_id, at=clock.now())
    notices.say(request, _("The hold is in force."))
    return redirect("ledger:retention")


@open_to(*KEEPERS)
@require_POST
def lift_hold(request: ActorRequest, hold_id: UUID) -> HttpResponse:
    """Ends a hold."""
    operations.lift_hold(by=request.actor, hold_id=hold_id, at=clock.now())
    notices.say(request, _("The hold is lifted."))
    return redirect("ledger:retention")


@open_to(*STAFF)
@require_GET
def orders(request: ActorRequest) -> HttpResponse:
    """调用令: which purposes may read which, why, until when."""
    at = clock.now()
    form = OrderForm(initial=in_days(clock.day_of(at), FIRST_DAYS))
    facts = {"orders": selectors.orders(request.actor), "form": form, "at": at}
    return render(request, "ledger/orders.html", facts)


@open_to(Role.COMMANDER)
@require_POST
def give_order(request: ActorRequest) -> HttpResponse:
    """Gives an order until the end of a day."""
    at, form = clock.now(), OrderForm(request.POST)
    facts = {"orders": selectors.orders(request.actor), "form": form, "at": at}
    if not form.is_valid():
        return render(request, "ledger/orders.html", facts, status=400)
    asked = form.cleaned_data
    ends_at = clock.bounds(asked["ends_on"])[1]
    words = {name: asked[name] for name in ("purpose_from", "purpose_to", "reason")}
    try:
        operations.give_order(by=request.actor, at=at, ends_at=ends_at, **words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "ledger/orders.html", facts, status=400)
    notices.say(request, _("The order is in force."))
    return redirect("ledger:orders")


@open_to(Role.COMMANDER)
@require_POST
def end_order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Ends an order before its day."""
    operations.end_order(by=request.actor, order_id=order_id, at=clock.now())
    notices.say(request, _("The order has ended."))
    return redirect("ledger:orders")
