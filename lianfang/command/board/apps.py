"""指挥: the board, where the command post sees at every hour where it stands."""

from django.apps import AppConfig


class BoardApp(AppConfig):
    """指挥: figures, committees by who lags, sources and joins, the fortnight by day."""

    name = "lianfang.command.board"
    label = "board"
