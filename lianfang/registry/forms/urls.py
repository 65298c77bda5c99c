"""Doors of the forms room: the office's pages, and those for ODK Collect behind a key."""

from django.urls import path

from .pages import answers, collecting, keeping, office, phones

app_name = "forms"
KEYED = "key/<slug:code>/<str:token>"
urlpatterns = [
    path("", office.index, name="index"),
    path("add/", office.add, name="add"),
    path("phones/", phones.index, name="phones"),
    path("phones/give/", phones.give, name="give_key"),
    path("phones/<uuid:key_id>/revoke/", phones.revoke, name="revoke_key"),
    path("kept/", keeping.index, name="kept"),
    path("kept/<uuid:kept_id>/", keeping.show, name="kept_one"),
    path("kept/<uuid:kept_id>/decide/", keeping.decide, name="decide"),
    path("answers/<uuid:submission_id>/", answers.show, name="answers_one"),
    path("answers/files/<uuid:attachment_id>/", answers.file, name="attachment"),
    path("versions/<uuid:version_id>/try/", office.attempt, name="try"),
    path("versions/<uuid:version_id>/workbook/", office.workbook, name="workbook"),
    path("versions/<uuid:version_id>/begins/", office.begins, name="begins"),
    path("versions/<uuid:version_id>/withdraw/", office.withdraw, name="withdraw"),
    path("versions/<uuid:version_id>/restore/", office.restore, name="restore"),
    path(f"{KEYED}/formList", collecting.form_list, name="form_list"),
    path(f"{KEYED}/submission", collecting.submission, name="submission"),
    path(f"{KEYED}/form/<uuid:version_id>", collecting.form, name="xform"),
    path(f"{KEYED}/manifest/<uuid:version_id>", collecting.manifest, name="manifest"),
    path(f"{KEYED}/file/<uuid:file_id>", collecting.file, name="file"),
    path("<uuid:questionnaire_id>/", office.questionnaire, name="questionnaire"),
    path("<uuid:questionnaire_id>/answers/", answers.index, name="answers"),
    path("<uuid:questionnaire_id>/upload/", office.upload, name="upload"),
]
