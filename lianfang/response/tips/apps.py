"""线索: what neighbours saw, checked before anybody is approached; who told, kept apart."""

from django.apps import AppConfig


class TipsApp(AppConfig):
    """线索: tips and what became of them."""

    name = "lianfang.response.tips"
    label = "tips"

    def ready(self) -> None:
        """Adds the texts that go back to whoever told."""
        from . import letters  # noqa: F401
