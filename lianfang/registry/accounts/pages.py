"""The staff pages, the switches of one's own account, and the resident's way in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Refused, Role, clock, notices, tenant
from lianfang.core import actor as actors
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.core.actor import STAFF
from lianfang.core.listing import page_of
from lianfang.core.models import Subdistrict
from lianfang.ledger.exports import Sheet, export

from . import operations, rules, selectors
from .forms import AddForm, PlacementForm, ReasonForm, SoughtForm
from .models import ROLES, User

MANAGERS = (Role.COMMANDER, Role.DATA_OFFICER)
YEAR = 365 * 24 * 3600
LONGEST = 1000  # an address of ours is never longer


@open_to(*MANAGERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Who works here, in which post; filtered and searched."""
    sought = SoughtForm(request.GET).sought()
    rows = selectors.staff(request.actor, sought)
    facts = {
        "page": page_of(request, rows),
        "sought": sought,
        "roles": ROLES,
        "committees": selectors.committees_of(request.actor),
    }
    return render(request, "accounts/index.html", facts)


@open_to(*MANAGERS)
@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The list as it is filtered now, as Excel."""
    rows = selectors.staff(request.actor, SoughtForm(request.GET).sought())
    sheet = Sheet(
        title=_("Staff"),
        headings=[_("Name"), _("User name"), _("Posts"), _("State")],
        rows=([user.name, user.username, "；".join(_said(user)), state_of(user)[1]] for user in rows),
        widths=(16, 20, 60, 12),
    )
    return export(sheet, by=request.actor, at=clock.now())


@open_to(*MANAGERS)
def add(request: ActorRequest) -> HttpResponse:
    """A new person; the initial password is shown on the page that follows, once."""
    form = AddForm(request.POST or None, viewer=request.actor)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/add.html", {"form": form})
    asked = form.cleaned_data
    try:
        user, password = operations.add(
            by=request.actor,
            username=asked["username"],
            name=asked["name"],
            placement=form.placement(),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "accounts/add.html", {"form": form}, status=400)
    return render(request, "accounts/password.html", {"user_": user, "password": password})


@open_to(*MANAGERS)
@require_GET
def stairs(request: ActorRequest) -> HttpResponse:
    """The stairs of the chosen committee, as options."""
    chosen = SoughtForm(request.GET).sought().committee
    rows = selectors.stairs_of(request.actor, UUID(chosen)) if chosen else []
    return render(request, "accounts/stairs.html", {"stairs": rows})


@open_to(*MANAGERS)
@require_GET
def member(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """One person: posts, state, and what can be done."""
    user = selectors.member(request.actor, user_id)
    look, word = state_of(user)
    facts = {
        "member": user,
        "look": look,
        "word": word,
        "is_me": user.pk == request.actor.id,
        "posts": selectors.posts_held(request.actor, user_id),
        "form": PlacementForm(viewer=request.actor),
    }
    return render(request, "accounts/member.html", facts)


@open_to(*MANAGERS)
@require_POST
def give_post(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """One more post."""
    selectors.member(request.actor, user_id)
    form = PlacementForm(request.POST, viewer=request.actor)
    if not form.is_valid():
        notices.wrong(request, _("Choose a role and an area from the lists."))
        return redirect("accounts:member", user_id)
    try:
        post = operations.give_post(
            by=request.actor, user_id=user_id, placement=form.placement(), at=clock.now()
        )
    except Refused as refusal:
        notices.wrong(request, str(refusal))
        return redirect("accounts:member", user_id)
    notices.say(request, _("Post given: %(role)s.") % {"role": post.get_role_display()})
    return redirect("accounts:member", user_id)


@open_to(*MANAGERS)
@require_POST
def end_post(request: ActorRequest, post_id: UUID) -> HttpResponse:
    """Ends a post."""
    post = operations.end_post(by=request.actor, post_id=post_id, at=clock.now())
    notices.say(request, _("Post ended: %(role)s.") % {"role": post.get_role_display()})
    return redirect("accounts:member", post.user_id)


@open_to(*MANAGERS)
@require_POST
def deactivate(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Closes an account; ten seconds to take it back."""
    user = operations.deactivate(by=request.actor, user_id=user_id, at=clock.now())
    said = _("The account of %(name)s is closed.") % {"name": user.name}
    notices.say(request, said, undo=f"/accounts/{user.pk}/reactivate/")
    return redirect("accounts:member", user_id)


@open_to(*MANAGERS)
@require_POST
def reactivate(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Opens a closed account again."""
    user = operations.reactivate(by=request.actor, user_id=user_id, at=clock.now())
    notices.say(request, _("The account of %(name)s is open again.") % {"name": user.name})
    return redirect("accounts:member", user_id)


@open_to(*MANAGERS)
@require_POST
def reset_sign_in(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """A new one-time password, shown once."""
    password = operations.reset_sign_in(by=request.actor, user_id=user_id, at=clock.now())
    user = selectors.member(request.actor, user_id)
    return render(request, "accounts/password.html", {"user_": user, "password": password})


@open_to(*MANAGERS)
@require_POST
def freeze(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Stops one account now."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    user = operations.freeze(by=request.actor, user_id=user_id, at=clock.now(), reason=reason)
    said = _("The account of %(name)s is frozen.") % {"name": user.name}
    notices.say(request, said, undo=f"/accounts/{user.pk}/thaw/")
    return redirect("accounts:member", user_id)


@open_to(*MANAGERS)
@require_POST
def thaw(request: ActorRequest, user_id: UUID) -> HttpResponse:
    """Lets a frozen account in again."""
    user = operations.thaw(by=request.actor, user_id=user_id, at=clock.now())
    notices.say(request, _("The account of %(name)s can sign in again.") % {"name": user.name})
    return redirect("accounts:member", user_id)


@open_to(*MANAGERS)
@require_POST
def freeze_all(request: ActorRequest) -> HttpResponse:
    """A breach: everybody else is stopped in one step."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    count = operations.freeze_all(by=request.actor, at=clock.now(), reason=reason)
    notices.say(
        request, _("%(count)d accounts are frozen; all other sessions have ended.") % {"count": count}
    )
    return redirect("/accounts/?state=frozen")


@open_to(*STAFF)
@require_POST
def switch_role(request: ActorRequest) -> HttpResponse:
    """Works on in another of one's roles."""
    wanted = request.POST.get("role", "")
    if wanted not in selectors.roles_of(request.user):  # type: ignore[arg-type]
        raise Refused("accounts.role_not_held")
    request.session[selectors.SESSION_ROLE] = wanted
    notices.say(request, _("You now work as %(role)s.") % {"role": str(actors.LABELS[Role(wanted)])})
    return redirect("today")


@open_to(*STAFF)
@require_POST
def large_type(request: ActorRequest) -> HttpResponse:
    """长辈版 on or off."""
    large = not request.user.large_type  # type: ignore[union-attr]
    operations.set_large_type(by=request.actor, large=large, at=clock.now())
    return redirect("today")


@public
@require_GET
def resident_link(request: HttpRequest, subdistrict: str, token: str) -> HttpResponse:
    """A resident's link: says who asks, and opens with one press (previews of messages must not spend it).

    On a telephone that is inside by it already it leads straight on.
    """
    key = UUID(hex=subdistrict)
    with tenant.inside(key):
        if selectors.is_visiting_by(request, key, token):
            return redirect("today")
    return render(request, "accounts/link.html", {"path": request.path, "help_phone": _help_phone(key)})


@public
@require_POST
def enter(request: HttpRequest, subdistrict: str, token: str) -> HttpResponse:
    """Begins a visit: of two hours, or for a printed slip until the end of the observation."""
    key = UUID(hex=subdistrict)
    try:
        with tenant.inside(key):
            link = operations.use_link(by=actors.system(key, "link"), token=token, at=(at := clock.now()))
    except Refused as refusal:
        facts = {"sentence": str(refusal), "help_phone": _help_phone(key)}
        return render(request, "accounts/link_over.html", facts, status=410)
    request.session.flush()
    request.session[selectors.SESSION_LINK] = {"subdistrict": str(key), "link": str(link.pk)}
    request.session.set_expiry(int(((link.visit_until or at + rules.VISIT_LASTS) - at).total_seconds()))
    answer = redirect("today")
    # The telephone's language, read when the link was opened, holds for the visit.
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, get_language() or settings.LANGUAGE_CODE)
    # Not a secret: whose help phone to show when the visit is over.
    answer.set_cookie(selectors.COOKIE_OFFICE, key.hex, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


def _help_phone(subdistrict: UUID) -> str:
    return str(Subdistrict.objects.filter(pk=subdistrict).values_list("help_phone", flat=True).first() or "")


@public
@require_POST
def type_size(request: HttpRequest) -> HttpResponse:
    """长辈版 on or off on this telephone, for pages that need no account."""
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    is_ours = is_ours and wanted.startswith("/") and len(wanted) < LONGEST
    answer = HttpResponseRedirect(wanted if is_ours else "/")
    if request.COOKIES.get(selectors.COOKIE_LARGE):
        answer.delete_cookie(selectors.COOKIE_LARGE)
    else:
        answer.set_cookie(selectors.COOKIE_LARGE, "1", max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@open_to(Role.RESIDENT)
@require_POST
def leave(request: ActorRequest) -> HttpResponse:
    """Ends a resident's visit."""
    request.session.flush()
    return render(request, "accounts/left.html", {})


def state_of(user: User) -> tuple[str, str]:
    """An account's state as a look and a word."""
    if user.left_at:
        return "quiet", _("closed")
    if user.frozen_at:
        return "bad", _("frozen")
    return ("due", _("initial password")) if user.must_change_password else ("done", _("working"))


def _said(user: User) -> list[str]:
    return [" ".join(filter(None, (post.get_role_display(), post.where))) for post in user.posts.all()]
