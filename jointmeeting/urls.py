"""Addresses of the joint meeting, the convenor's dashboard and the county's figures."""

from django.urls import include, path

from jointmeeting.views import agenda, convenor, decided, figures, meetings, minutes, topics

meeting_urls = [
    path("", meetings.show, name="meeting"),
    path("edit/", meetings.edit, name="meeting-edit"),
    path("papers/<uuid:paper>/", meetings.paper, name="meeting-paper"),
    path("call/", meetings.call, name="meeting-call"),
    path("cancel/", meetings.cancel, name="meeting-cancel"),
    path("agenda/", agenda.agenda, name="meeting-agenda"),
    path("agenda/<int:pk>/remove/", agenda.remove, name="meeting-item-remove"),
    path("agenda/<int:pk>/result/", agenda.result, name="meeting-item-result"),
    path("reply/", minutes.reply, name="meeting-reply"),
    path("attendance/", minutes.attendance, name="meeting-attendance"),
    path("minutes/", minutes.draft, name="meeting-minutes"),
    path("minutes/sign/", minutes.sign, name="meeting-minutes-sign"),
    path("minutes/return/", minutes.send_back, name="meeting-minutes-return"),
    path("correction/", minutes.correct, name="meeting-correction"),
    path("correction/sign/", minutes.sign_correction, name="meeting-correction-sign"),
    path("correction/drop/", minutes.drop_correction, name="meeting-correction-drop"),
    path("decided/new/", decided.new, name="decided-new"),
    path("close/", minutes.close, name="meeting-close"),
]

topic_urls = [
    path("", topics.show, name="topic"),
    path("join/", topics.join, name="topic-join"),
    path("put-off/", topics.put_off, name="topic-put-off"),
    path("withdraw/", topics.withdraw, name="topic-withdraw"),
]

decided_urls = [
    path("", decided.show, name="decided-item"),
    path("report/", decided.report, name="decided-report"),
    path("remind/", decided.remind, name="decided-remind"),
    path("put-off/", decided.put_off, name="decided-put-off"),
    path("close/", decided.close, name="decided-close"),
]

urlpatterns = [
    path("meetings/", meetings.index, name="meeting-list"),
    path("meetings/new/", meetings.new, name="meeting-new"),
    path("meetings/roster/", meetings.roster, name="meeting-roster"),
    path("meetings/of/<uuid:case_uuid>/", agenda.of_case, name="meeting-of-case"),
    path("meetings/topics/", topics.index, name="topic-list"),
    path("meetings/topics/new/", topics.new, name="topic-new"),
    path("meetings/topics/<uuid:uuid>/", include(topic_urls)),
    path("meetings/decided/", decided.index, name="decided-list"),
    path("meetings/decided/<uuid:uuid>/", include(decided_urls)),
    path("meetings/<uuid:uuid>/", include(meeting_urls)),
    path("convenor/", convenor.dashboard, name="convenor"),
    path("convenor/sign/", convenor.sign_several, name="convenor-sign"),
    path("figures/", figures.show, name="figures"),
]
