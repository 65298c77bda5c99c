"""提醒规则: the chain of reminders, read by those at the desk, set by the commander."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lianfang.core import Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.response.screening.forms import Day

from .. import operations
from ..models import ReminderRule
from ..operations.reminding import rule_on
from ..rules.reminding import Chain

SEERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER)


class ReminderRuleForm(forms.Form):
    """Minutes of each step; left empty, the step is left out."""

    begins_on = forms.DateField(widget=Day, label=gettext_lazy("From"))
    before = forms.IntegerField(
        min_value=0, max_value=600, required=False, label=gettext_lazy("Before the slot opens (minutes)")
    )
    at = forms.IntegerField(
        min_value=0, max_value=600, required=False, label=gettext_lazy("After it has opened (minutes)")
    )
    after = forms.IntegerField(
        min_value=0, max_value=600, required=False, label=gettext_lazy("Again, before it is late (minutes)")
    )
    household = forms.IntegerField(
        min_value=0,
        max_value=600,
        required=False,
        label=gettext_lazy("To somebody else at home, before it is late (minutes)"),
        help_text=gettext_lazy("Whoever is late after that is called."),
    )

    def chain(self) -> Chain:
        """The chain that is asked for."""
        said = self.cleaned_data
        return Chain(said["before"], said["at"], said["after"], said["household"])


@open_to(*SEERS)
@require_http_methods(["GET", "POST"])
def reminder_rules(request: ActorRequest) -> HttpResponse:
    """The rule in force, those set, and the form for a new one."""
    viewer, at = request.actor, clock.now()
    rule, is_ruler = rule_on(viewer.subdistrict, clock.day_of(at)), viewer.role == Role.COMMANDER
    steps = {name: getattr(rule, name) for name in ("before", "at", "after", "household")}
    form = ReminderRuleForm(request.POST or None, initial={**steps, "begins_on": clock.day_of(at)})
    if request.method == "POST" and form.is_valid():
        operations.set_reminder_rule(
            by=viewer, chain=form.chain(), begins_on=form.cleaned_data["begins_on"], at=at
        )
        say(request, _("The reminders are set."))
        return redirect("observation:reminder_rules")
    rules = ReminderRule.objects.visible_to(viewer).order_by("-begins_on")[:20]
    facts = {"rule": rule, "rules": rules, "form": form, "is_ruler": is_ruler}
    return render(
        request, "observation/reminder_rules.html", facts, status=400 if request.method == "POST" else 200
    )
