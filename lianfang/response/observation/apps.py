"""居家观察: the fourteen days, slot by slot, and the duty desk."""

from django.apps import AppConfig


class ObservationApp(AppConfig):
    """居家观察: episodes, readings, alerts, release."""

    name = "lianfang.response.observation"
    label = "observation"
