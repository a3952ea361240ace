from django.urls import path

from registry.views import corrigenda, drafts, duties, editions, postings

urlpatterns = [
    path("", duties.duty_list, name="duty-list"),
    path("duties/<uuid:uuid>/", duties.duty, name="duty"),
    path("duties/<uuid:uuid>/versions/<int:number>/", duties.duty, name="duty-version"),
    path("duties/<uuid:uuid>/corrigendum/", corrigenda.corrigendum_new, name="corrigendum-new"),
    path("corrigenda/", corrigenda.corrigendum_list, name="corrigendum-list"),
    path("corrigenda/<uuid:uuid>/", corrigenda.corrigendum, name="corrigendum"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/compare/", editions.compare, name="edition-compare"),
    path("editions/drafts/", drafts.draft_list, name="edition-drafts"),
    path("editions/drafts/<uuid:uuid>/", drafts.draft, name="edition-draft"),
    path("editions/drafts/<uuid:uuid>/notes/", drafts.draft_notes, name="edition-draft-notes"),
    path("editions/drafts/<uuid:uuid>/step/", drafts.draft_step, name="edition-draft-step"),
    path("editions/drafts/<uuid:uuid>/publish/", drafts.draft_publish, name="edition-draft-publish"),
    path("editions/drafts/<uuid:uuid>/files/<uuid:file>/", drafts.step_file, name="edition-step-file"),
    path("editions/drafts/<uuid:uuid>/<slug:verb>/", drafts.draft_act, name="edition-draft-act"),
    path("editions/<int:year>/<int:number>/", editions.edition, name="edition"),
    path("editions/<int:year>/<int:number>/postings/", postings.postings, name="edition-postings"),
    path("editions/<int:year>/<int:number>/postings/<uuid:file>/", postings.picture, name="posting-picture"),
]
