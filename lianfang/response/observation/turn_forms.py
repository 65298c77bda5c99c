"""变更: one small form for each thing that changes the course of an observation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.core import Actor, clock
from lianfang.registry.places import selectors as places
from lianfang.registry.places.models import Committee
from lianfang.response.screening.forms import ChipRadio, Chips, Day, household_chips

from . import operations, rules
from .models import Episode, Turn
from .operations import Going, NewHome, Receiver

MOMENT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeInput):
    """A local day and time by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


class TurnForm(forms.Form):
    """What all turns ask: for whom of the household, and a remark. `enter` calls the operation for one of them."""

    event: rules.Event
    lede: Any = ""
    button: Any = gettext_lazy("Save")

    mates = forms.MultipleChoiceField(
        required=False, widget=Chips, label=gettext_lazy("Also for these of the household")
    )

    def __init__(self, mates: Iterable[Episode], viewer: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        choices = household_chips((one.id, one.person) for one in mates)
        if choices and "mates" in self.fields:
            self.fields["mates"].choices = choices  # type: ignore[attr-defined]
            self.order_fields([*(name for name in self.fields if name != "mates"), "mates"])
        else:
            self.fields.pop("mates", None)

    @property
    def others(self) -> list[UUID]:
        """The household's episodes that turn along."""
        return [UUID(key) for key in self.cleaned_data.get("mates", [])]

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """The turn of one person."""
        raise NotImplementedError

    def moment(self, at: datetime) -> datetime:
        """The time given, or now."""
        given: datetime | None = self.cleaned_data.get("effective_at")
        return given or at


def _when(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(required=False, widget=Moment, input_formats=[MOMENT], label=label)


def _text(label: Any, *, required: bool = True, length: int = 200, hint: Any = "") -> forms.CharField:
    return forms.CharField(max_length=length, required=required, label=label, help_text=hint)


class WordForm(TurnForm):
    """A remark, for some also when it happened: `acts` is the operation that writes it down."""

    acts: Callable[..., Turn]

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Writes it down for one person."""
        when = {"effective_at": self.moment(at)} if "effective_at" in self.fields else {}
        return self.acts(by=self.viewer, episode_id=episode_id, why=self.cleaned_data["why"], at=at, **when)


class ExtendForm(TurnForm):
    """A later last contact."""

    event = rules.Event.EXTENDED
    lede = gettext_lazy("The count begins anew on a later last contact; the protocol says how long it is.")
    last_contact_on = forms.DateField(widget=Day, label=gettext_lazy("Last contact or exposure on"))
    source = _text(
        gettext_lazy("Who says so"), hint=gettext_lazy("For example the CDC's notice and its number.")
    )

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Counts from the later day."""
        found = self.cleaned_data
        return operations.extend(
            by=self.viewer,
            episode_id=episode_id,
            last_contact_on=found["last_contact_on"],
            source=found["source"],
            at=at,
        )


class TransferForm(TurnForm):
    """To a hospital, a fever clinic or a central site."""

    event = rules.Event.TRANSFERRED
    lede = gettext_lazy("From this moment nothing is asked at home; the count of days goes on.")
    site = forms.ChoiceField(
        choices=list(rules.SITES.items()), widget=ChipRadio, label=gettext_lazy("Where to")
    )
    place = _text(gettext_lazy("Name of the hospital or site"), length=120)
    effective_at = _when(gettext_lazy("Left home at"))
    why = _text(gettext_lazy("Remark"), required=False)

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Takes one person there."""
        found = self.cleaned_data
        going = Going(found["site"], found["place"], self.moment(at), found["why"])
        return operations.transfer(by=self.viewer, episode_id=episode_id, going=going, at=at)


class ReturnForm(WordForm):
    """Back home."""

    event = rules.Event.RETURNED
    lede = gettext_lazy("Observation at home goes on; days already counted stay counted.")
    effective_at = _when(gettext_lazy("Back home at"))
    why = _text(gettext_lazy("Remark"), required=False)
    acts = staticmethod(operations.return_home)


class MoveForm(TurnForm):
    """A new home in the subdistrict, looked up as an address is."""

    event = rules.Event.MOVED
    lede = gettext_lazy("The committee of the new address takes over and sees it on its page at once.")
    address = _text(
        gettext_lazy("New address"), length=120, hint=gettext_lazy("Down to the flat, as it is spoken.")
    )
    committee = forms.ModelChoiceField(
        queryset=Committee.objects.none(),
        required=False,
        empty_label=gettext_lazy("found by the address"),
        label=gettext_lazy("Committee, where the address is not found"),
    )
    effective_at = _when(gettext_lazy("Moved at"))
    why = _text(gettext_lazy("Remark"), required=False)

    def __init__(self, mates: Iterable[Episode], viewer: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(mates, viewer, *args, **kwargs)
        self.fields["committee"].queryset = places.committees(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Follows the address; where it leads to no stair the committee has to be chosen."""
        found = self.cleaned_data
        if text := found.get("address"):
            looked = places.look_up(self.viewer, text)
            chosen = found.get("committee")
            self.building, self.room = looked.found.stair, looked.address.door
            self.hands_to = chosen.pk if chosen else looked.found.committee
            if not self.building and not self.hands_to:
                self.add_error("committee", _("This address is not in the ledger: choose the committee."))
        return found

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Moves one person there."""
        to = NewHome(
            home="" if self.building else self.cleaned_data["address"],
            effective_at=self.moment(at),
            building=self.building,  # type: ignore[arg-type]
            committee=self.hands_to,  # type: ignore[arg-type]
            room=self.room,
            why=self.cleaned_data["why"],
        )
        return operations.move_house(by=self.viewer, episode_id=episode_id, to=to, at=at)


class HandOverForm(TurnForm):
    """Left the subdistrict."""

    event = rules.Event.MOVED_AWAY
    lede = gettext_lazy("Observation ends here and goes on there: first ask whether they have taken over.")
    unit = _text(gettext_lazy("Receiving unit"), length=120)
    phone = _text(gettext_lazy("Its phone"), length=40)
    effective_at = _when(gettext_lazy("Left at"))
    why = _text(gettext_lazy("Remark"), required=False)

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Hands one person over."""
        found = self.cleaned_data
        receiver = Receiver(found["unit"], found["phone"], self.moment(at), found["why"])
        return operations.hand_over(by=self.viewer, episode_id=episode_id, receiver=receiver, at=at)


class RefusalForm(TurnForm):
    """Refuses observation or to sign."""

    event = rules.Event.REFUSED
    lede = gettext_lazy("It stands on the duty desk until they consent. Readings go on being asked.")
    why = _text(gettext_lazy("What they said"))
    asks_police = forms.BooleanField(
        required=False, label=gettext_lazy("Ask the community police officer to come along")
    )

    def enter(self, episode_id: UUID, at: datetime) -> Turn:
        """Writes down one person's refusal."""
        found = self.cleaned_data
        return operations.record_refusal(
            by=self.viewer, episode_id=episode_id, why=found["why"], asks_police=found["asks_police"], at=at
        )


class ConsentForm(WordForm):
    """Consents again."""

    event = rules.Event.RESUMED
    lede = gettext_lazy("The refusal leaves the duty desk; it stays in the path.")
    why = _text(gettext_lazy("Remark"), required=False)
    acts = staticmethod(operations.record_consent)


class DeathForm(WordForm):
    """Passed away; asked for one person only."""

    event = rules.Event.DECEASED
    lede = gettext_lazy("Everything about this observation ends; nobody will call or knock because of it.")
    mates = None  # type: ignore[assignment]
    effective_at = _when(gettext_lazy("Passed away at"))
    why = _text(gettext_lazy("Remark"), required=False)
    acts = staticmethod(operations.record_death)


class WithdrawForm(WordForm):
    """Should not have begun."""

    event = rules.Event.WITHDRAWN
    lede = gettext_lazy("For observations that should never have begun: another person, a wrong date.")
    why = _text(gettext_lazy("What was wrong"))
    acts = staticmethod(operations.withdraw)


FORMS: dict[str, type[TurnForm]] = {
    form.event.value: form
    for form in (
        TransferForm, ReturnForm, ExtendForm, MoveForm, HandOverForm, RefusalForm, ConsentForm,
        WithdrawForm, DeathForm,
    )
}  # fmt: skip


def offered(viewer: Actor, episode: Episode) -> list[tuple[str, Any]]:
    """The entries of the menu 变更: what the table of states and the role allow now."""
    state = rules.State(episode.state)
    found = []
    for kind in FORMS:
        event = rules.Event(kind)
        fits = (state, event) in rules.TRANSITIONS and viewer.role in rules.MAY[event]
        settled = (event == rules.Event.REFUSED and episode.refused_at) or (
            event == rules.Event.RESUMED and not episode.refused_at
        )
        if fits and not settled:
            found.append((kind, rules.EVENTS[event]))
    return found


def now_local(at: datetime) -> datetime:
    """The present minute as the picker shows it."""
    return at.astimezone(clock.LOCAL).replace(second=0, microsecond=0)
