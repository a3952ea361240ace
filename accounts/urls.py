"""Addresses of this app: everyone's own, then the three administrators' under /manage/."""

from django.urls import path

from accounts.views import importing, manage, oversight, own

urlpatterns = [
    path("login/", own.sign_in, name="login"),
    path("logout/", own.sign_out, name="logout"),
    path("login/kept/", own.kept_form, name="kept"),
    path("seat/", own.switch_seat, name="switch_seat"),
    path("password/", own.password, name="password"),
    path("notices/", own.notices, name="notices"),
    path("notices/read/", own.read_notices, name="read-notices"),
    path("elder/", own.elder, name="elder"),
    path("delegations/", own.delegations, name="delegations"),
    path("delegations/<uuid:uuid>/revoke/", own.revoke_delegation, name="revoke-delegation"),
    path("manage/", manage.manage, name="manage"),
    path("manage/units/", manage.units, name="manage-units"),
    path("manage/units/new/", manage.new_unit, name="manage-new-unit"),
    path("manage/units/<uuid:uuid>/", manage.unit, name="manage-unit"),
    path("manage/people/", manage.people, name="manage-people"),
    path("manage/people/new/", manage.new_person, name="manage-new-person"),
    path("manage/people/import/", importing.import_people, name="manage-import-people"),
    path("manage/people/issued/", manage.issued, name="manage-issued"),
    path("manage/people/<uuid:uuid>/", manage.person, name="manage-person"),
    path("manage/people/<uuid:uuid>/password/", manage.reset_password, name="manage-reset-password"),
    path("manage/people/<uuid:uuid>/active/", manage.set_active, name="manage-set-active"),
    path("manage/seats/", manage.seats, name="manage-seats"),
    path("manage/seats/new/", manage.new_seat, name="manage-new-seat"),
    path("manage/seats/<uuid:uuid>/end/", manage.end_seat, name="manage-end-seat"),
    path("manage/roster/", manage.roster, name="manage-roster"),
    path("manage/roster/new/", manage.new_roster_entry, name="manage-new-roster-entry"),
    path("manage/roster/<uuid:uuid>/end/", manage.end_roster_entry, name="manage-end-roster-entry"),
    path("manage/delegations/", manage.delegations, name="manage-delegations"),
    path("manage/delegations/new/", manage.new_delegation, name="manage-new-delegation"),
    path("manage/locked/", oversight.locked, name="manage-locked"),
    path("manage/locked/<uuid:uuid>/unlock/", oversight.unlock, name="manage-unlock"),
    path("manage/administrators/", oversight.administrators, name="manage-administrators"),
    path("manage/administrators/new/", oversight.new_administrator, name="manage-new-administrator"),
    path("manage/policy/", oversight.policy, name="manage-policy"),
    path("manage/events/", oversight.events, name="manage-events"),
    path("manage/events/verify/", oversight.verify_events, name="manage-verify-events"),
]
