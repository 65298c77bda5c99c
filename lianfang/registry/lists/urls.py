"""Doors of 名单."""

from django.urls import path

from . import pages

app_name = "lists"
urlpatterns = [
    path("", pages.index, name="index"),
    path("upload/", pages.upload, name="upload"),
    path("import-all/", pages.choose_all, name="choose_all"),
    path("export/", pages.export_index, name="export"),
    path("<uuid:import_id>/", pages.show, name="show"),
    path("<uuid:import_id>/progress/", pages.progress, name="progress"),
    path("<uuid:import_id>/import/", pages.choose, name="choose"),
    path("<uuid:import_id>/rows/", pages.rows, name="rows"),
    path("<uuid:import_id>/problems/", pages.problems, name="problems"),
    path("<uuid:import_id>/join-again/", pages.join_again, name="join_again"),
    path("<uuid:import_id>/undo/", pages.undo, name="undo"),
]
