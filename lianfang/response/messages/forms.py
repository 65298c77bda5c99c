"""What pages of messages ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused, masking
from lianfang.registry.people.models import Person

from . import rules
from .models import SendingRule
from .operations.setting import Hours


class Day(forms.DateInput):
    """A date by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Clock(forms.TimeInput):
    """A time of day by the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class TextForm(forms.Form):
    """One text in one language, from a day on."""

    body = forms.CharField(
        label=_("Text"), max_length=rules.texts.LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    begins_on = forms.DateField(label=_("In force from"), widget=Day())


class HoursForm(forms.Form):
    """Quiet hours and throttles, from a day on."""

    begins_on = forms.DateField(label=_("In force from"), widget=Day())
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=Clock())
    quiet_to = forms.TimeField(label=_("Quiet until"), widget=Clock())
    per_hour = forms.IntegerField(label=_("To one number, at most an hour"), min_value=1, max_value=60)
    group_per_minute = forms.IntegerField(
        label=_("To one staff group, at most a minute"),
        min_value=1,
        max_value=20,
        help_text=_("WeCom takes 20."),
    )
    base_url = forms.URLField(
        label=_("Address under which residents reach this office"), required=False, max_length=120,
        assume_scheme="https", help_text=_("Stands before the links in messages, for example https://lianfang.example"),
    )  # fmt: skip

    @staticmethod
    def of(rule: SendingRule) -> dict[str, Any]:
        """What the form shows of the rule in force."""
        minutes = {"quiet_from": rule.quiet_from, "quiet_to": rule.quiet_to}
        clocks = {name: f"{value // 60:02}:{value % 60:02}" for name, value in minutes.items()}
        rest = {name: getattr(rule, name) for name in ("per_hour", "group_per_minute", "base_url")}
        return {**clocks, **rest}

    def hours(self) -> Hours:
        """The rule that is asked for."""
        said = self.cleaned_data
        quiet = {name: said[name].hour * 60 + said[name].minute for name in ("quiet_from", "quiet_to")}
        rest = {name: said[name] for name in ("per_hour", "group_per_minute", "base_url")}
        return Hours(**quiet, **rest)


class MemberForm(forms.Form):
    """Which one of the household is holding the telephone; the only one need not say so."""

    person = forms.ChoiceField(
        label=_("Whose WeChat is it?"), error_messages={"required": _("Tap whose WeChat it is.")}
    )

    def __init__(self, grown: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["person"]
        chosen.choices = [(str(one.id), _called(one)) for one in grown]


def _called(person: Person) -> str:
    year = f"（{person.born_on.year}）" if person.born_on else ""
    return f"{masking.name(person.name)}{year}"


SECRET = forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"})


class SmsForm(forms.Form):
    """A gateway for text messages over HTTP."""

    url = forms.URLField(label=_("Gateway address"), assume_scheme="https", max_length=300)
    body = forms.CharField(
        label=_("What is sent"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        initial='{"mobile": "{number}", "content": "{text}", "id": "{id}"}',
        help_text=_("JSON; {number}, {text} and {id} are filled in."),
    )  # fmt: skip
    headers = forms.CharField(
        label=_("Headers with the gateway's key"), max_length=2000, required=False, widget=SECRET,
        help_text=_("JSON, for example {\"Authorization\": \"…\"}. Left empty it stays as it is."),
    )  # fmt: skip
    encoding = forms.ChoiceField(label=_("As"), choices=[("json", "JSON"), ("form", _("form"))])
    code_at = forms.CharField(
        label=_("Where the answer's code stands"), max_length=60, required=False, initial="code"
    )
    ok = forms.CharField(label=_("Codes that mean taken"), max_length=200, required=False, initial="0 OK 200")
    filtered = forms.CharField(
        label=_("Codes that mean filtered: never sent again"), max_length=200, required=False
    )
    refused = forms.CharField(
        label=_("Codes that mean refused: never sent again"), max_length=200, required=False
    )
    id_at = forms.CharField(
        label=_("Where the answer's number stands"), max_length=60, required=False, initial="id"
    )
    id_field = forms.CharField(
        label=_("What comes in: name of its number"), max_length=40, required=False, initial="id",
        help_text=_("As the gateway calls it in the messages and reports it sends here."),
    )  # fmt: skip
    from_field = forms.CharField(
        label=_("… of the sender's telephone"), max_length=40, required=False, initial="from"
    )
    text_field = forms.CharField(label=_("… of the text"), max_length=40, required=False, initial="text")
    time_field = forms.CharField(label=_("… of the time"), max_length=40, required=False, initial="time")
    report_id_field = forms.CharField(
        label=_("Delivery reports: name of the message's number"), max_length=40, required=False, initial="id"
    )
    report_field = forms.CharField(
        label=_("… of what became of it"), max_length=40, required=False, initial="status"
    )
    secret = forms.CharField(
        label=_("Secret for messages that come in"), max_length=200, required=False, widget=SECRET,
        help_text=_("The gateway sends it as Bearer, or signs the body with it (HMAC-SHA256, X-Signature)."),
    )  # fmt: skip

    def settings(self) -> dict[str, Any]:
        """The settings as the way keeps them. Raises `messages.channel_wrong` for what is no JSON."""
        said = dict(self.cleaned_data)
        for name in ("body", "headers"):
            said[name] = _json(said[name]) if said[name] else {}
        for name in ("ok", "filtered", "refused"):
            said[name] = said[name].replace(",", " ").split()
        return said


class WechatForm(forms.Form):
    """The official account."""

    account = forms.CharField(
        label=_("Name under which residents find it"), max_length=40, required=False,
        help_text=_("Shown on the household's own page, where they tie their account."),
    )  # fmt: skip
    app_id = forms.CharField(label="AppID", max_length=60)
    secret = forms.CharField(label="AppSecret", max_length=100, required=False, widget=SECRET)
    token = forms.CharField(label="Token", max_length=100, required=False, widget=SECRET)
    aes_key = forms.CharField(
        label="EncodingAESKey", max_length=43, min_length=43, required=False, widget=SECRET,
        help_text=_("With it only sealed calls are taken."),
    )  # fmt: skip

    def settings(self) -> dict[str, Any]:
        """The settings as the way keeps them."""
        return dict(self.cleaned_data)


class UrlForm(forms.Form):
    """A staff group or e-mail, by the address that apprise reads."""

    name = forms.CharField(label=_("Name"), max_length=60)
    url = forms.CharField(
        label=_("Address"), max_length=500, widget=SECRET,
        help_text=_("As apprise reads it: wecombot://key/, dingtalk://token/, mailto://…?to={address}"),
    )  # fmt: skip

    def settings(self) -> dict[str, Any]:
        """The settings as the way keeps them."""
        return {"url": self.cleaned_data["url"].strip()}


FORMS: dict[str, type[forms.Form]] = {
    rules.Kind.SMS: SmsForm,
    rules.Kind.WECHAT: WechatForm,
    rules.Kind.GROUP: UrlForm,
    rules.Kind.EMAIL: UrlForm,
}


def shown(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a way begins with: its settings as they are, but no secret."""
    fields = FORMS[kind].base_fields
    open_ones = {name for name, field in fields.items() if not isinstance(field.widget, forms.PasswordInput)}
    return {name: _written(value) for name, value in settings.items() if name in open_ones}


def _written(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused("messages.channel_wrong", what="JSON")
    return found
