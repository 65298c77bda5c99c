"""区域: committees, compounds, buildings, doors; the address grammar."""

from django.apps import AppConfig


class PlacesApp(AppConfig):
    """区域: committees, compounds, buildings, doors; the address grammar."""

    name = "lianfang.registry.places"
    label = "places"
