"""Doors of the people room."""

from django.urls import path

from .pages import dossier, listing, review

app_name = "people"
urlpatterns = [
    path("", listing.index, name="index"),
    path("export/", listing.export_masked, name="export"),
    path("export-full/", listing.export_full, name="export_full"),
    path("looks/", listing.looks, name="looks"),
    path("households/<uuid:household_id>/", listing.household, name="household"),
    path("review/", review.review, name="review"),
    path("review/decided/", review.decided, name="decided"),
    path("review/<uuid:pair_id>/decide/", review.decide, name="decide"),
    path("review/<uuid:pair_id>/reopen/", review.reopen, name="reopen"),
    path("merges/<uuid:merge_id>/undo/", dossier.unmerge, name="unmerge"),
    path("mentions/<uuid:mention_id>/split/", dossier.split, name="split"),
    path("<uuid:person_id>/", dossier.person, name="person"),
    path("<uuid:person_id>/invite/", dossier.invite, name="invite"),
    path("<uuid:person_id>/reveal/", dossier.reveal, name="reveal"),
    path("<uuid:person_id>/same-as/", dossier.candidates, name="candidates"),
    path("<uuid:person_id>/same-as/<uuid:other_id>/", dossier.merge, name="merge"),
]
