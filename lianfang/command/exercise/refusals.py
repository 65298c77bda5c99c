"""What the exercise refuses, in words."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "exercise.not_empty": (
            _("There is a subdistrict already. The demonstration town is only for an empty installation."),
            409,
        ),
    }
)
