"""What the forms room refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "forms.not_for_this_role": (_("Questionnaires are for the commander and the data officer."), 403),
        "forms.invalid": (_("%(count)s answers need another look: %(first)s"), 422),
        "forms.instance_taken": _(
            "Other answers have come in under this number already; both are kept apart."
        ),
        "forms.withdrawn": _("This version of the questionnaire has been withdrawn."),
        "forms.too_many_files": (_("More than %(limit)s files came with one questionnaire."), 413),
        "forms.file_too_large": (_("“%(name)s” is larger than %(limit)s MB."), 413),
    }
)
