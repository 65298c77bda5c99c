"""上门: teams, requests, the order of doors, what was found there."""

from django.apps import AppConfig


class VisitsApp(AppConfig):
    """上门: who knocks at which door, when, and what came of it."""

    name = "lianfang.response.visits"
    label = "visits"
