"""Addresses of the workbench and the cases. Every act on a whole case is `acts/<verb>/`."""

from django.urls import include, path

from admission.views import (
    acts,
    application,
    case,
    consultation,
    desk,
    desk_choices,
    files,
    inside,
    opinion,
    paper,
    printing,
    region,
    regulation,
    several,
    whole,
)

case_urls = [
    path("", case.show, name="case"),
    path("edit/", application.edit, name="case-edit"),
    path("versions/<int:number>/", case.version, name="case-version"),
    path("compare/", case.compare, name="case-compare"),
    path("whole/", whole.show, name="case-whole"),
    path("whole/pdf/", whole.pdf, name="case-whole-pdf"),
    path("clock/", case.clock, name="case-clock"),
    path("inside/", inside.inside, name="case-inside"),
    path("papers/<uuid:paper>/", paper.show, name="case-paper"),
    path("papers/<uuid:paper>/pdf/", paper.pdf, name="case-paper-pdf"),
    path("papers/<uuid:paper>/docx/", paper.docx, name="case-paper-docx"),
    path("papers/<uuid:paper>/number/", paper.correct, name="case-paper-number"),
    path("files/", files.add, name="case-file-add"),
    path("files/<uuid:file>/", files.download, name="case-file"),
    path("files/<uuid:file>/remove/", files.remove, name="case-file-remove"),
    path("consultations/<int:pk>/", consultation.position, name="position"),
    path("consultations/<int:pk>/paper/", consultation.position_on_paper, name="position-paper"),
    path("units/<uuid:unit>/remind/", consultation.remind, name="case-remind"),
    path("units/<uuid:unit>/overdue/", consultation.overdue, name="case-overdue"),
    path("initial-review/", opinion.initial_review, name="initial-review"),
    path("reviews/<int:pk>/", opinion.write, name="opinion"),
    path("reviews/<int:pk>/paper/", opinion.on_paper, name="opinion-paper"),
    path("acts/<slug:verb>/", acts.act_page, name="case-act"),
]

urlpatterns = [
    path("regulation/", regulation.regulation, name="regulation"),
    path("regulation/interpret/", regulation.interpret, name="regulation-interpret"),
    path("desk/", desk.desk, name="desk"),
    path("desk/choices/", desk_choices.choices, name="desk-choices"),
    path("desk/choices/keep/", desk_choices.keep, name="desk-keep"),
    path("desk/choices/drop/", desk_choices.drop, name="desk-drop"),
    path("desk/print/", printing.chosen, name="desk-print"),
    path("desk/print/pdf/", printing.pdf, name="desk-print-pdf"),
    path("desk/remind/", several.remind_several, name="desk-remind"),
    path("cases/", desk.case_list, name="case-list"),
    path("cases/new/", application.new, name="case-new"),
    path("cases/register/", application.register, name="case-register"),
    path("cases/<uuid:case_uuid>/", include(case_urls)),
    path("region/cases/", region.cases, name="region-cases"),
]
