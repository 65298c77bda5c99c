"""用户: staff, roles over areas, sign-in."""

from django.apps import AppConfig


class AccountsApp(AppConfig):
    """用户: staff, roles over areas, sign-in."""

    name = "lianfang.registry.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listens to sign-in."""
        from . import signals  # noqa: F401
