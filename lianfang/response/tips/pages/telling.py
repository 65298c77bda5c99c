"""反映线索: the public page behind a QR code, its thanks with a code, and how far it is; the poster."""

from __future__ import annotations

from collections.abc import Callable
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
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.core import Refused, Role, cipher, clock, tenant
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.core.refusal import status
from lianfang.registry.forms.further import Further
from lianfang.registry.places.models import Compound

from .. import asking, codes, forms, kinds, operations, selectors
from ..models import Tip

POSTERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMANDER)
SIGNER = Signer(salt="tips.told", sep=":")
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
def tell(request: HttpRequest, office: Subdistrict, compound_id: UUID | None = None) -> HttpResponse:
    """What was seen, where, when; no name asked."""
    compound = Compound.objects.of(office.id).get(pk=compound_id) if compound_id else None
    offered = kinds.offered(office.id, clock.now())
    form = forms.TellForm(offered, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, office, form, compound)
    if form.is_baited:
        return redirect(request.path)
    further = asking.further(office.id, request.POST, clock.now())
    if further.is_growing or not all([form.is_valid(), further.is_valid()]):
        return _form(
            request, office, form, compound, further=further, code=200 if further.is_growing else 400
        )
    told = form.told(
        answered=further.answered(),
        compound=compound.id if compound else None,
        language=get_language() or "",
        sender=cipher.lookup("sender", request.META.get("REMOTE_ADDR", "")),
    )
    try:
        made = operations.tell(by=system(office.id, "tips"), told=told, at=clock.now())
    except Refused as refusal:
        return _form(
            request, office, form, compound, further=further, said=str(refusal), code=status(refusal.code)
        )
    return _on(request, office, made)


def _form(
    request: HttpRequest,
    office: Subdistrict,
    form: forms.TellForm,
    compound: Compound | None,
    *,
    further: Further | None = None,
    said: str = "",
    code: int = 200,
) -> HttpResponse:
    context = {
        "office": office,
        "help_phone": office.help_phone,
        "form": form,
        "further": further or asking.further(office.id, None, clock.now()),
        "compound": compound,
        "said": said,
        "days": forms.days(clock.day_of(clock.now())),
    }
    return render(request, "tips/tell.html", context, status=code)


def _on(request: HttpRequest, office: Subdistrict, made: Tip) -> HttpResponse:
    url = reverse("tips:told", args=[office.code, made.id, SIGNER.signature(made.id.hex)])
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": url})
    return redirect(url)


@public
@require_GET
@for_office
def told(request: HttpRequest, office: Subdistrict, tip_id: UUID, sign: str) -> HttpResponse:
    """Thanks, and the code by which one may ask how far it is."""
    if not constant_time_compare(SIGNER.signature(tip_id.hex), sign):
        raise Http404
    context = {
        "office": office,
        "help_phone": office.help_phone,
        "code": codes.code_of(tip_id),
        "link": request.build_absolute_uri(reverse("tips:status", args=[office.code])),
    }
    return render(request, "tips/told.html", context)


@public
@require_http_methods(["GET", "POST"])
@for_office
def how_far(request: HttpRequest, office: Subdistrict) -> HttpResponse:
    """How far it is, for whoever holds a code; nothing about anybody who was named."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    found = selectors.status_of(office.id, form.cleaned_data["code"]) if form.is_valid() else None
    context = {
        "office": office,
        "help_phone": office.help_phone,
        "form": form,
        "found": found,
        "is_unknown": form.is_bound and found is None,
    }
    return render(request, "tips/status.html", context, status=404 if context["is_unknown"] else 200)


@open_to(*POSTERS)
@require_GET
def poster(request: ActorRequest) -> HttpResponse:
    """An A4 poster with the QR of the page, for the whole subdistrict or for one compound's gate."""
    viewer = request.actor
    office = Subdistrict.objects.get(pk=viewer.subdistrict)
    compounds = Compound.objects.visible_to(viewer).select_related("committee").order_by("sort_key", "name")
    if viewer.committees:
        compounds = compounds.filter(committee_id__in=viewer.committees)
    chosen = next((one for one in compounds if str(one.id) == request.GET.get("compound")), None)
    args = [office.code, chosen.id] if chosen else [office.code]
    context = {
        "office": office,
        "compounds": compounds,
        "chosen": chosen,
        "link": request.build_absolute_uri(
            reverse("tips:tell_compound" if chosen else "tips:tell", args=args)
        ),
        "label": _("QR code to the page for tips"),
    }
    return render(request, "tips/poster.html", context)
