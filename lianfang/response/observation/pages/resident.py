"""居民自报: the household's own page behind its link, and the slip that carries the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock, ids
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts import operations as accounts
from lianfang.response.messages import selectors as messages
from lianfang.response.screening.rules import read_celsius

from .. import family, forms, operations, rules, selectors
from ..family import Member
from ..operations.readings import Typed
from ..rules.slots import Key
from .listing import TYPISTS

SLIP_OUTLASTS = timedelta(days=2)
USUAL = ("36.3", "36.5", "36.7", "36.9")


@dataclass(frozen=True, slots=True)
class Asked:
    """One member on the form: the lines it is made of, and the id that makes a retry count once."""

    member: Member
    form: forms.ReadingForm
    client_id: str
    slot: str


@public
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Today's two slots of the household: those still wanted are asked for, the others are thanked for.

    Without a visit (a link never opened, spent or over) it says so plainly, with the help phone.
    """
    resident: Actor | None = getattr(request, "actor", None)
    if resident is None or resident.role != Role.RESIDENT:
        return render(request, "observation/mine_over.html", {}, status=410)
    at = clock.now()
    found = family.members(resident, at)
    if request.method == "POST":
        return _take(request, resident, found, at)
    return _shown(request, resident, found, at)


def _shown(
    request: HttpRequest,
    resident: Actor,
    found: list[Member],
    at: datetime,
    *,
    asked: list[Asked] | None = None,
) -> HttpResponse:
    wanted = _asked(found, request.GET) if asked is None else asked
    context = {
        "members": found,
        "asked": wanted,
        "filled": [one for one in found if one.standing is not None],
        "abnormal": family.abnormal(found),
        "today": clock.day_of(at),
        "draft": " ".join([clock.day_of(at).isoformat(), *(one.slot for one in wanted)]),
        "usual": USUAL,
        "methods": rules.METHODS.items(),
        "retest": max((one.episode.protocol.terms.retest_minutes for one in found), default=5),
        "opens_at": min((one.opens_at for one in found if one.opens_at), default=None),
        "tomorrow": _tomorrow(found, at),
        "has_account": bool(found) and messages.official_account(resident.subdistrict) is not None,
        "ended": None if found else family.last_ended(resident),
    }
    return render(request, "observation/mine.html", context, status=200 if asked is None else 400)


def _asked(found: list[Member], chosen: QueryDict) -> list[Asked]:
    """Who is asked: everybody whose open slot is empty; with `again` or `correct` that one alone."""
    key = chosen.get("correct") or chosen.get("again") or ""
    some = [one for one in found if one.episode.id.hex == key and one.slot is not None]
    wanted = some or [one for one in found if one.is_wanted]
    return [Asked(one, _form(one, None), ids.new().hex, _slot_of(one)) for one in wanted]


def _form(one: Member, data: QueryDict | None) -> forms.ReadingForm:
    prefix = one.episode.id.hex
    if data is not None:
        data = data.copy()
        data[f"{prefix}-celsius"] = read_celsius(data.get(f"{prefix}-celsius", "")[:20])
    return forms.ReadingForm(
        one.episode.protocol.terms.symptoms, data, prefix=prefix, initial={"method": "axillary"}
    )


def _slot_of(one: Member) -> str:
    today = one.strip.today
    return f"{today.isoformat()} {one.slot.code}" if one.slot else ""


def _tomorrow(found: list[Member], at: datetime) -> list[tuple[rules.Slot, datetime, datetime]]:
    """Tomorrow's slots with their times, of whoever is still observed then."""
    day = clock.day_of(at) + timedelta(days=1)
    cells = next((cells for one in found if (cells := one.strip.on(day))), ())
    return [(c.slot, c.slot.at(day, c.slot.opens), c.slot.at(day, c.slot.due)) for c in cells]


def _take(request: HttpRequest, resident: Actor, found: list[Member], at: datetime) -> HttpResponse:
    """Keeps what the form holds; one line that cannot be read, and nothing is kept."""
    sent = [(one, _form(one, request.POST)) for one in found if _was_sent(one, request.POST)]
    answers = [
        Asked(one, form, form["client_id"].value() or "", form["slot"].value() or "") for one, form in sent
    ]
    valid = [form.is_valid() for _one, form in sent]
    if not all(valid):
        return _shown(request, resident, found, at, asked=answers)
    again = request.POST.get("again", "")
    typed = [_typed(one, form, at, again=again) for one, form in sent if not form.is_blank]
    if not typed:
        raise Refused("observation.reading_empty")
    receipts = operations.record_readings(by=resident, typed=typed, at=at)
    refusal = next((receipt.refusal for receipt in receipts if receipt.refusal), None)
    if refusal is not None:
        raise refusal
    return _thanked(request)


def _was_sent(one: Member, data: QueryDict) -> bool:
    return any(name.startswith(one.episode.id.hex) for name in data)


def _typed(one: Member, form: forms.ReadingForm, at: datetime, *, again: str) -> Typed:
    """The reading for the slot its form was shown for. What the household itself gave before is corrected by
    it, unless it says that this was measured again: then both stand."""
    day, code = form.chosen_slot()
    key: Key = (day or clock.day_of(at), code or (one.slot.code if one.slot else ""))
    if not family.is_writable(one, key, at):
        raise Refused("observation.slot_not_open")
    before = family.standing_in(one, key)
    is_own = before is not None and before.channel == "self" and again != one.episode.id.hex
    found = form.cleaned_data
    return Typed(
        client_id=found["client_id"],
        episode=one.episode.id,
        celsius=found["celsius"],
        method=found["method"] or "axillary",
        symptoms=tuple(found["symptoms"]),
        channel="self",
        slot_day=key[0],
        slot=key[1],
        supersedes=before.id if before is not None and is_own else None,
    )


def _thanked(request: HttpRequest) -> HttpResponse:
    """On to the thanks; the page's script asks for the address and goes there itself."""
    url = reverse("observation:mine")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": url})
    return redirect(url)


@open_to(*TYPISTS)
@require_POST
def slip(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """A quarter of an A4 page for the household: QR and link to its own page, the two times of the day.

    Made by POST, because each printing gives a new link; it opens on a few telephones until the observation
    ends.
    """
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    if not one.is_active:
        raise Refused("observation.not_in_this_state", state=str(rules.STATES[rules.State(one.state)]))
    until = clock.at_local(one.last_day + timedelta(days=1)) + SLIP_OUTLASTS
    if until <= at:
        until = at + SLIP_OUTLASTS
    path = accounts.give_slip(by=viewer, person=one.person_id, until=until, at=at)
    context = {
        "episode": one,
        "office": Subdistrict.objects.get(pk=viewer.subdistrict),
        "link": request.build_absolute_uri(path),
        "label": _("QR code to the household's own page"),
        "times": [
            (slot, slot.at(one.last_day, slot.opens), slot.at(one.last_day, slot.due))
            for slot in one.protocol.terms.slots
        ],
    }
    return render(request, "observation/slip.html", context)
