"""Addresses of the joint meeting, the convenor's dashboard and the county's figures."""

from django.urls import include, path

from jointmeeting.views import (
    agenda,
    circulars,
    convenor,
    decided,
    figures,
    meetings,
    minutes,
    reports,
    roster,
    shared,
    topics,
)

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

circular_urls = [
    path("", circulars.show, name="circular"),
    path("edit/", circulars.edit, name="circular-edit"),
    path("issue/", circulars.issue, name="circular-issue"),
    path("read/", circulars.read, name="circular-read"),
    path("paper/", circulars.paper, name="circular-paper"),
    path("papers/<uuid:paper>/", circulars.paper, name="circular-paper-before"),
    path("correct/", circulars.correct, name="circular-correct"),
    path("scans/<uuid:file>/", circulars.scan, name="circular-scan"),
]
report_urls = [
    path("", reports.show, name="special-report"),
    path("edit/", reports.edit, name="special-report-edit"),
    path("issue/", reports.issue, name="special-report-issue"),
    path("answer/", reports.answer, name="special-report-answer"),
    path("paper/", reports.paper, name="special-report-paper"),
    path("papers/<uuid:paper>/", reports.paper, name="special-report-paper-before"),
    path("correct/", reports.correct, name="special-report-correct"),
    path("scans/<uuid:file>/", reports.scan, name="special-report-scan"),
]

urlpatterns = [
    path("meetings/", meetings.index, name="meeting-list"),
    path("meetings/new/", meetings.new, name="meeting-new"),
    path("meetings/roster/", roster.show, name="meeting-roster"),
    path("meetings/roster/issue/", roster.issue, name="roster-issue"),
    path("meetings/roster/<uuid:uuid>/", roster.paper, name="roster-paper"),
    path("meetings/roster/<uuid:uuid>/papers/<uuid:paper>/", roster.paper, name="roster-paper-before"),
    path("meetings/roster/<uuid:uuid>/correct/", roster.correct, name="roster-correct"),
    path("meetings/roster/<uuid:uuid>/scans/<uuid:file>/", roster.scan, name="roster-scan"),
    path("meetings/circulars/", circulars.index, name="circular-list"),
    path("meetings/circulars/new/", circulars.new, name="circular-new"),
    path("meetings/circulars/<uuid:uuid>/", include(circular_urls)),
    path("meetings/reports/", reports.index, name="special-report-list"),
    path("meetings/reports/new/", reports.new, name="special-report-new"),
    path("meetings/reports/<uuid:uuid>/", include(report_urls)),
    path("meetings/shared/", shared.index, name="shared-list"),
    path("meetings/shared/new/", shared.new, name="shared-new"),
    path("meetings/shared/<uuid:uuid>/file/", shared.file, name="shared-file"),
    path("meetings/shared/<uuid:uuid>/withdraw/", shared.withdraw, name="shared-withdraw"),
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
    path("figures/xlsx/", figures.workbook, name="figures-xlsx"),
]
