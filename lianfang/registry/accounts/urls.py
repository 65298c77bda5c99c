"""The doors of the accounts room."""

from django.urls import path

from . import pages

app_name = "accounts"
urlpatterns = [
    path("", pages.index, name="index"),
    path("export/", pages.export_list, name="export"),
    path("add/", pages.add, name="add"),
    path("stairs/", pages.stairs, name="stairs"),
    path("freeze-all/", pages.freeze_all, name="freeze_all"),
    path("role/", pages.switch_role, name="switch_role"),
    path("large-type/", pages.large_type, name="large_type"),
    path("type-size/", pages.type_size, name="type_size"),
    path("leave/", pages.leave, name="leave"),
    path("posts/<uuid:post_id>/end/", pages.end_post, name="end_post"),
    path("<uuid:user_id>/", pages.member, name="member"),
    path("<uuid:user_id>/give-post/", pages.give_post, name="give_post"),
    path("<uuid:user_id>/deactivate/", pages.deactivate, name="deactivate"),
    path("<uuid:user_id>/reactivate/", pages.reactivate, name="reactivate"),
    path("<uuid:user_id>/reset/", pages.reset_sign_in, name="reset_sign_in"),
    path("<uuid:user_id>/freeze/", pages.freeze, name="freeze"),
    path("<uuid:user_id>/thaw/", pages.thaw, name="thaw"),
]
