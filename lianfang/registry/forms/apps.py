"""表单: questionnaires as XLSForm workbooks, their versions, and what was answered."""

from django.apps import AppConfig


class FormsApp(AppConfig):
    """表单: questionnaires and submissions."""

    name = "lianfang.registry.forms"
    label = "forms"
