"""电话排摸轮次: thousands of homes called in rounds, and what the phone could not reach goes to the door."""

from django.apps import AppConfig


class RoundsApp(AppConfig):
    """轮次: rounds over the household ledger, the register, or any choice."""

    name = "lianfang.response.rounds"
    label = "rounds"
