"""What pages of visits ask: a visit by hand, a team with its shift, the terms, an answer of the police."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, clock
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.places.models import Committee, Compound
from lianfang.registry.places.selectors import Looked, look_up

from . import rules
from .models import Team
from .operations.asking import Ask, Needs
from .operations.teaming import Hours, Seat

GOING = ("police", "doctor", "committee_worker")
SEATS = 5


class When(forms.DateTimeInput):
    """A local time by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AskForm(forms.Form):
    """申请上门: where, why, how soon, and who must be there."""

    address = forms.CharField(
        required=False, max_length=120, label=_("Address"), help_text=_("Down to the flat, in any spelling")
    )
    is_wide = forms.BooleanField(
        required=False, label=_("The flat is not known: the stair or the compound will do")
    )
    kind = forms.ChoiceField(choices=list(rules.KINDS.items()), label=_("Reason for the visit"))
    urgency = forms.ChoiceField(choices=list(rules.URGENCIES.items()), label=_("How soon"), initial="today")
    doctor = forms.BooleanField(required=False, label=_("A doctor"))
    police = forms.BooleanField(required=False, label=_("The police"))
    female = forms.BooleanField(required=False, label=_("A woman at the door"))
    language = forms.ChoiceField(
        required=False, choices=list(rules.LANGUAGES.items()), label=_("Language spoken there")
    )
    note = forms.CharField(required=False, max_length=200, label=_("Remark"))

    def __init__(self, viewer: Actor, person: UUID | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.person = viewer, person
        self.about: tuple[str, UUID | None] = ("", None)
        self.place: dict[str, Any] = {}
        if person:
            del self.fields["address"], self.fields["is_wide"]

    def clean(self) -> dict[str, Any]:
        """The flat that the address leads to; less only where somebody says that less will do."""
        said = self.cleaned_data
        if self.person:
            return said
        places = _places(self.viewer, look_up(self.viewer, said.get("address", "")))
        name, found = next(iter(places.items()), ("", None))
        if found is None:
            self.add_error(
                "address", _("No flat of yours is known there. Write the address down to the flat.")
            )
        elif name != "door" and not said.get("is_wide"):
            known = getattr(found, "whole", str(found))
            word = _("Only %(place)s is known there, not the flat. Write the flat, or tick that it will do.")
            self.add_error("address", word % {"place": known})
        else:
            self.place = {name: found.id}
        return said

    def ask(self) -> Ask:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        return Ask(
            kind=said["kind"],
            person=self.person,
            **self.place,
            urgency=said["urgency"],
            needs=Needs(said["doctor"], said["police"], said["female"], said["language"]),
            note=said["note"],
            about_kind=self.about[0],
            about_id=self.about[1],
        )


def _places(viewer: Actor, looked: Looked) -> dict[str, Any]:
    """Where an address leads within the viewer's area, the furthest first."""
    walls = looked.compound
    is_mine = walls is not None and (viewer.sees_whole or walls.committee_id in viewer.committees)
    found = {"door": looked.door, "building": looked.building, "compound": walls if is_mine else None}
    return {name: place for name, place in found.items() if place is not None}


class TeamForm(forms.Form):
    """三人小组: a name, up to five people with their parts, and where they go."""

    name = forms.CharField(max_length=40, label=_("Name of the team"))
    committees = forms.MultipleChoiceField(
        required=False,
        label=_("Goes to"),
        help_text=_("None chosen: everywhere"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, viewer: Actor, team: Team | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Committee.objects.visible_to(viewer).order_by("code", "name")
        self.fields["committees"].choices = [(str(one.id), one.name) for one in areas]  # type: ignore[attr-defined]
        people = [("", "—"), *_people(viewer)]
        seats = list(team.members.filter(left_at=None).order_by("joined_at", "id")) if team else []
        for n in range(SEATS):
            self._seat(n, people, seats[n] if n < len(seats) else None)
        if team:
            self.fields["name"].disabled = True
            self.fields["name"].initial = team.name
            self.fields["committees"].initial = [str(key) for key in team.committees]

    def _seat(self, n: int, people: list[tuple[str, str]], seat: Any) -> None:
        parts = list(rules.PARTS.items())
        usual = ("doctor", "police", "cadre")[min(n, 2)]
        self.fields[f"user{n}"] = forms.ChoiceField(
            choices=people, required=False, label=_("Member"), initial=str(seat.user) if seat else ""
        )
        self.fields[f"part{n}"] = forms.ChoiceField(
            choices=parts, required=False, label=_("Part in the team"), initial=seat.part if seat else usual
        )
        self.fields[f"female{n}"] = forms.BooleanField(
            required=False, label=_("woman"), initial=bool(seat and seat.is_female)
        )
        self.fields[f"language{n}"] = forms.ChoiceField(
            choices=list(rules.LANGUAGES.items()),
            required=False,
            label=_("Speaks also"),
            initial=seat.languages[0] if seat and seat.languages else "",
        )

    def rows(self) -> list[list[Any]]:
        """The seats' fields, a row each."""
        names = ("user", "part", "female", "language")
        return [[self[f"{name}{n}"] for name in names] for n in range(SEATS)]

    def seats(self) -> list[Seat]:
        """Who was chosen."""
        said = self.cleaned_data
        return [
            Seat(
                UUID(said[f"user{n}"]),
                said[f"part{n}"] or "cadre",
                said[f"female{n}"],
                (said[f"language{n}"],) if said[f"language{n}"] else (),
            )
            for n in range(SEATS)
            if said[f"user{n}"]
        ]

    def areas(self) -> list[UUID]:
        """The committees chosen."""
        return [UUID(key) for key in self.cleaned_data["committees"]]


class ShiftForm(forms.Form):
    """班次: from when until when, from where, with how many sets of protection."""

    begins_at = forms.DateTimeField(widget=When, label=_("From"))
    ends_at = forms.DateTimeField(widget=When, label=_("Until"))
    base = forms.ChoiceField(required=False, label=_("Starts from"))
    sets = forms.IntegerField(min_value=0, max_value=200, initial=10, label=_("Sets of protection"))
    days = forms.IntegerField(
        required=False, min_value=1, max_value=14, initial=1, label=_("On so many days running")
    )

    def __init__(self, viewer: Actor, at: datetime, *args: Any, **kwargs: Any) -> None:
        start = at.astimezone(clock.LOCAL).replace(minute=0, second=0, microsecond=0)
        kwargs.setdefault(
            "initial", {"begins_at": start, "ends_at": start + timedelta(hours=8), "sets": 10, "days": 1}
        )
        super().__init__(*args, **kwargs)
        rows = Compound.objects.visible_to(viewer).order_by("committee__code", "sort_key", "name")
        places = [(str(one.id), f"{one.committee} {one.name}") for one in rows.select_related("committee")]
        self.fields["base"].choices = [("", _("middle of its area")), *places]  # type: ignore[attr-defined]

    def hours(self) -> Hours:
        """What was filled in, as the operation takes it."""
        said = self.cleaned_data
        base = UUID(said["base"]) if said["base"] else None
        return Hours(said["begins_at"], said["ends_at"], base, said["sets"])


class TermsForm(forms.Form):
    """时限: the numbers that visits are planned by."""

    begins_on = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=_("From")
    )
    urgent_minutes = forms.IntegerField(min_value=10, max_value=240, label=_("Minutes for the urgent class"))
    day_from = forms.TimeField(label=_("Knock from"))
    day_until = forms.TimeField(label=_("Knock until"))
    daylight_from = forms.TimeField(label=_("Elderly people from"))
    daylight_until = forms.TimeField(label=_("Elderly people until"))
    elderly_from = forms.IntegerField(min_value=50, max_value=100, label=_("Elderly from the age of"))
    revisit_minutes = forms.IntegerField(
        min_value=30, max_value=1440, label=_("Minutes before a second knock")
    )
    check_minutes = forms.IntegerField(min_value=10, max_value=2880, label=_("Minutes for a police check"))
    metres_a_minute = forms.IntegerField(min_value=20, max_value=300, label=_("Metres walked a minute"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("day_from", "day_until", "daylight_from", "daylight_until"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        for kind, label in rules.KINDS.items():
            self.fields[f"minutes_{kind}"] = forms.IntegerField(min_value=1, max_value=240, label=label)

    def general(self) -> list[Any]:
        """The fields beside the minutes by kind."""
        return [field for field in self if not field.name.startswith("minutes_")]

    def by_kind(self) -> list[Any]:
        """The minutes by kind."""
        return [field for field in self if field.name.startswith("minutes_")]

    def terms(self) -> rules.Terms:
        """What was filled in, as the rules take it."""
        said = dict(self.cleaned_data)
        said.pop("begins_on")
        minutes = {kind.value: said.pop(f"minutes_{kind}") for kind in rules.KINDS}
        return rules.Terms(**said, minutes=minutes)


class AnswerForm(forms.Form):
    """核查答复: what the police found out."""

    answer = forms.ChoiceField(
        choices=list(rules.ANSWERS.items()), widget=forms.RadioSelect, label=_("Result of the check")
    )
    note = forms.CharField(required=False, max_length=300, label=_("How it was found out"))


def _people(viewer: Actor) -> list[tuple[str, str]]:
    """Accounts that may go, with their posts' committees."""
    posts = Post.objects.visible_to(viewer).filter(ended_at=None, role__in=GOING).select_related("committee")
    where: dict[UUID, set[str]] = {}
    for post in posts:
        label = f"{post.get_role_display()} {post.committee or ''}".strip()
        where.setdefault(post.user_id, set()).add(label)
    users = User.objects.visible_to(viewer).filter(pk__in=where, left_at=None).order_by("sort_key", "name")
    return [(str(one.id), f"{one.name}（{'、'.join(sorted(where[one.id])[:2])}）") for one in users]
