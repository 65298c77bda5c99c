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
        "forms.too_many_files": (_("More than %(limit)s files came with one questionnaire."), 413),
        "forms.file_too_large": (_("“%(name)s” is larger than %(limit)s MB."), 413),
        "forms.code_wrong": (_("“%(found)s” is no code: small letters, digits and _, at least three."), 400),
        "forms.code_taken": _("There is a questionnaire “%(found)s” already."),
        "forms.begins_in_the_past": (_("A version counts from today on at the earliest."), 400),
        "forms.already_begun": _("This version has begun; its first day stays."),
        "forms.only_version": _("This is the only version in force. Hand in another one first."),
        "forms.decided_already": _("These answers are decided already: %(state)s."),
        "forms.reason_missing": (_("Say why."), 400),
        "forms.no_version": _("Nobody knows which questionnaire these answers belong to."),
        "forms.book_refused": (_("%(count)s places in the workbook have to be mended: %(first)s"), 422),
        "forms.book_empty": (_("The file is empty."), 422),
        "forms.book_damaged": (_("The workbook is damaged and cannot be read. Save it again in Excel."), 422),
        "forms.book_encrypted": (_("The workbook is protected by a password. Save it without one."), 422),
        "forms.book_hostile": (
            _("The file carries constructs that no questionnaire needs; it was not opened."),
            422,
        ),
        "forms.book_not_a_workbook": (_("This is no Excel workbook. Hand in an .xlsx or .xls file."), 415),
        "forms.book_too_large": (_("The workbook is larger than any questionnaire; it was not opened."), 413),
        "forms.book_too_slow": (_("Reading the workbook took too long; it was stopped."), 413),
    }
)
