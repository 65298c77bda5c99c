"""What places refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "places.code_wrong": (
            _(
                "%(code)s (%(name)s) is not a division code: it must have 12 digits. Correct it and upload again."
            ),
            400,
        ),
        "places.code_elsewhere": (
            _("%(code)s (%(name)s) is not a committee of %(home)s. Upload your own subdistrict's codes."),
            400,
        ),
    }
)
