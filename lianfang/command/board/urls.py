"""Doors of the board."""

from django.urls import path

from . import pages

app_name = "board"
urlpatterns = [
    path("", pages.index, name="index"),
    path("named/", pages.named, name="named"),
    path("export/", pages.export_committees, name="export"),
]
