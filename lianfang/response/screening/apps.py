"""排摸: who came back, on whose word, and what a verification found."""

from django.apps import AppConfig


class ScreeningApp(AppConfig):
    """排摸: reports and their verification."""

    name = "lianfang.response.screening"
    label = "screening"
