"""留痕: the append-only record of every write, reveal and export."""

from django.apps import AppConfig


class LedgerApp(AppConfig):
    """留痕: the append-only record of every write, reveal and export."""

    name = "lianfang.ledger"
    label = "ledger"
