"""自主登记: the public page behind a QR code, its thanks and its correction; the poster; the desk's urgent ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, cipher, clock, masking, tenant
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.core.notices import say
from lianfang.core.refusal import status
from lianfang.registry.forms.further import Further
from lianfang.registry.places.models import Compound

from .. import asking, operations, selectors
from ..models import Registration
from ..operations.registering import Family
from ..register_forms import FamilyForm

POSTERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMANDER)
SEERS = (Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.COMMITTEE_WORKER)
SIGNER = Signer(salt="screening.registration", sep=":")
CORRECTED_WITHIN = timedelta(days=14)
# Buttons that ask for one person more, or for the last to be left out.
RESIZED = {"add", "drop"}
View = Callable[..., HttpResponse]


def for_office(view: View) -> View:
    """Opens a public page of the office whose code stands in the address, working as that office."""

    @wraps(view)
    def inside(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        office = Subdistrict.objects.filter(code=code[:9] if len(code) <= 9 else "").first()
        if office is None:
            raise Http404
        with tenant.inside(office.id):
            return view(request, office, **kwargs)

    return inside


@public
@require_http_methods(["GET", "POST"])
@for_office
def join(request: HttpRequest, office: Subdistrict, compound_id: UUID | None = None) -> HttpResponse:
    """The form: one family, eight fields for the first, four for each further one."""
    compound = _compound(office, compound_id)
    form = FamilyForm(request.POST if request.method == "POST" else None)
    url = request.path
    if request.method != "POST":
        return _form(request, office, form, url=url, compound=compound)
    if RESIZED & request.POST.keys():
        return _resized(request, office, url=url, compound=compound)
    if form.is_baited:
        return redirect(url)
    further = _further(office, request, form)
    if not _is_sound(form, further):
        return _form(request, office, form, url=url, compound=compound, further=further)
    try:
        family = _family(request, form, further, compound.id if compound else None)
        made = operations.register(by=_public(office), family=family, at=clock.now())
    except Refused as refusal:
        return _refused(request, office, form, refusal, url=url, compound=compound)
    return _on(request, office, made)


def _further(office: Subdistrict, request: HttpRequest, form: FamilyForm) -> Further:
    """What the office's workbook asks further of these people, with what was sent."""
    data = request.POST if request.method == "POST" else None
    return asking.further(office.id, data, form.count, clock.now())


def _is_sound(form: FamilyForm, further: Further) -> bool:
    """Whether everything can be read; both are looked at, so that everything wrong is told at once."""
    return all([form.is_valid(), further.is_valid(), not further.is_growing])


def _family(request: HttpRequest, form: FamilyForm, further: Further, compound: UUID | None) -> Family:
    return form.family(
        compound=compound,
        language=get_language() or "",
        sender=_sender(request),
        answered=further.answered(),
    )


def _form(
    request: HttpRequest,
    office: Subdistrict,
    form: FamilyForm,
    *,
    url: str,
    compound: Compound | None = None,
    further: Further | None = None,
    said: str = "",
    code: int = 0,
) -> HttpResponse:
    context = {
        "office": office,
        "help_phone": office.help_phone,
        "form": form,
        "further": further or _further(office, request, form),
        "url": url,
        "compound": compound,
        "said": said,
        "common": selectors.places_in_force(_public(office), clock.now())[:6],
        "days": _days(clock.now()),
        "is_correction": "correct" in url,
    }
    status_ = code or (400 if form.is_bound else 200)
    return render(request, "screening/join.html", context, status=status_)


def _refused(
    request: HttpRequest, office: Subdistrict, form: FamilyForm, refusal: Refused, *, url: str,
    compound: Compound | None = None,
) -> HttpResponse:  # fmt: skip
    return _form(
        request, office, form, url=url, compound=compound, said=str(refusal), code=status(refusal.code)
    )


def _resized(
    request: HttpRequest, office: Subdistrict, *, url: str, compound: Compound | None = None
) -> HttpResponse:
    """What was typed so far, unjudged, with one person more, or without the last."""
    data = request.POST
    names = ("client_id", "phone", "address", "place", "arrived_on")
    sent = FamilyForm(data)
    people = [
        {name: data.get(f"p{n}-{name}", "")[:60] for name in ("name", "id_number", "celsius")}
        | {"symptoms": data.getlist(f"p{n}-symptoms")[:20]}
        for n in range(max(sent.count - ("drop" in data), 1))
    ]
    form = FamilyForm(initial={"journey": {k: data.get(k, "")[:200] for k in names}, "people": people})
    if "add" in data and form.can_grow:
        form.grow()
    return _form(request, office, form, url=url, compound=compound)


@public
@require_GET
@for_office
def thanks(request: HttpRequest, office: Subdistrict, registration_id: UUID, sign: str) -> HttpResponse:
    """Thanks with the reference and the link to correct it; calm words where somebody is unwell."""
    made = _signed(office, registration_id, sign)
    names = made.registrants.order_by("position").values_list("mention__name", flat=True)  # type: ignore[attr-defined]
    context = {
        "office": office,
        "help_phone": office.help_phone,
        "made": made,
        "names": [masking.name(name) for name in names],
        "link": request.build_absolute_uri(_door("correct", office, made)),
        "label": _("QR code to correct this registration"),
        "until": made.received_at + CORRECTED_WITHIN,
    }
    return render(request, "screening/thanks.html", context)


@public
@require_http_methods(["GET", "POST"])
@for_office
def correct(request: HttpRequest, office: Subdistrict, registration_id: UUID, sign: str) -> HttpResponse:
    """The same form, filled with what was said; identity numbers are not shown again, empty ones stay."""
    made, url = _signed(office, registration_id, sign), request.path
    if made.superseded_by.exists() and request.POST.get("client_id") is None:  # type: ignore[attr-defined]
        return _over(request, office)
    if request.method != "POST":
        return _correction(request, office, made)
    if RESIZED & request.POST.keys():
        return _resized(request, office, url=url, compound=made.compound)
    form = FamilyForm(request.POST)
    if form.is_baited:
        return redirect(url)
    further = _further(office, request, form)
    if not _is_sound(form, further):
        return _form(request, office, form, url=url, compound=made.compound, further=further)
    try:
        family = _family(request, form, further, made.compound_id)
        done = operations.correct(by=_public(office), registration_id=made.id, family=family, at=clock.now())
    except Refused as refusal:
        return _refused(request, office, form, refusal, url=url, compound=made.compound)
    return _on(request, office, done)


def _correction(request: HttpRequest, office: Subdistrict, made: Registration) -> HttpResponse:
    form = FamilyForm(initial=_said(made))
    further = _further(office, request, form)
    further.begin(asking.said_before(made))
    return _form(request, office, form, url=request.path, compound=made.compound, further=further)


def _over(request: HttpRequest, office: Subdistrict) -> HttpResponse:
    sentence = str(Refused("screening.corrected_already"))
    facts = {"office": office, "help_phone": office.help_phone, "sentence": sentence}
    return render(request, "screening/join_over.html", facts, status=410)


def _said(made: Registration) -> dict[str, Any]:
    """What a family said, for its own correction; numbers of documents stay unshown."""
    rows = list(made.registrants.select_related("mention").order_by("position"))  # type: ignore[attr-defined]
    first = rows[0].mention
    phones = first.contacts.values_list("number", flat=True)
    address = first.address.removeprefix(str(made.compound)) if made.compound else first.address
    journey = {"phone": "、".join(phones), "address": address, "place": first.from_place}
    people = [
        {
            "name": one.mention.name,
            "celsius": one.celsius or "",
            "symptoms": one.symptoms,
        }
        for one in rows
    ]
    return {"journey": journey | {"arrived_on": first.arrived_on}, "people": people}


def _signed(office: Subdistrict, registration_id: UUID, sign: str) -> Registration:
    """The registration whose link this is; 404 for every other, and for one whose time is over."""
    if not constant_time_compare(SIGNER.signature(registration_id.hex), sign):
        raise Http404
    rows = Registration.objects.of(office.id).select_related("compound")
    found = rows.filter(pk=registration_id, received_at__gt=clock.now() - CORRECTED_WITHIN).first()
    if found is None:
        raise Http404
    return found


def _door(name: str, office: Subdistrict, made: Registration) -> str:
    return reverse(f"screening:{name}", args=[office.code, made.id, SIGNER.signature(made.id.hex)])


def _on(request: HttpRequest, office: Subdistrict, made: Registration) -> HttpResponse:
    url = _door("thanks", office, made)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": url})
    return redirect(url)


def _public(office: Subdistrict) -> Actor:
    return system(office.id, "self-registration")


def _sender(request: HttpRequest) -> bytes:
    """A keyed hash of the network address: it counts, and is read back by nobody."""
    return cipher.lookup("sender", request.META.get("REMOTE_ADDR", ""))


def _compound(office: Subdistrict, key: UUID | None) -> Compound | None:
    if key is None:
        return None
    return Compound.objects.of(office.id).select_related("committee").get(pk=key)


def _days(at: datetime) -> list[tuple[str, Any]]:
    today = clock.day_of(at)
    words = (_("today"), _("yesterday"), _("the day before"))
    return [(word, today - timedelta(days=n)) for n, word in enumerate(words)]


@open_to(*POSTERS)
@require_GET
def poster(request: ActorRequest) -> HttpResponse:
    """An A4 poster with the QR of the page, for the whole subdistrict or for one compound's gate."""
    viewer = request.actor
    office = Subdistrict.objects.get(pk=viewer.subdistrict)
    compounds = Compound.objects.visible_to(viewer).select_related("committee").order_by("name")
    if viewer.committees:
        compounds = compounds.filter(committee_id__in=viewer.committees)
    chosen = next((one for one in compounds if str(one.id) == request.GET.get("compound")), None)
    url = (
        reverse("screening:join_compound", args=[office.code, chosen.id])
        if chosen
        else reverse("screening:join", args=[office.code])
    )
    context = {
        "office": office,
        "compounds": compounds,
        "chosen": chosen,
        "link": request.build_absolute_uri(url),
        "label": _("QR code to the registration page"),
    }
    return render(request, "screening/poster.html", context)


@open_to(*SEERS)
@require_GET
def urgent(request: ActorRequest) -> HttpResponse:
    """Families that registered themselves as unwell and whom nobody has verified yet."""
    at = clock.now()
    return render(request, "screening/urgent.html", {"found": selectors.urgent(request.actor, at), "now": at})


@open_to(*SEERS)
@require_POST
def acknowledge(request: ActorRequest, registration_id: UUID) -> HttpResponse:
    """Seen: from now on it has somebody's name on it; on to the verification where it stands already."""
    made = operations.acknowledge_registration(
        by=request.actor, registration_id=registration_id, at=clock.now()
    )
    say(request, _("Seen: %(reference)s") % {"reference": made.reference})
    mine = [one for one in selectors.urgent(request.actor, clock.now()) if one.registration == made.id]
    if mine and mine[0].report:
        return redirect("screening:report", report_id=mine[0].report)
    return redirect("screening:urgent")
