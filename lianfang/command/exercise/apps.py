"""演练: an invented subdistrict, to show the system, to train staff, to test and to load it."""

from django.apps import AppConfig


class ExerciseApp(AppConfig):
    """演练: the demonstration town."""

    name = "lianfang.command.exercise"
    label = "exercise"
