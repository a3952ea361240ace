from django.urls import path

from registry.views import archive, duties, editions, imports, kinds

urlpatterns = [
    path("", duties.duty_list, name="duty-list"),
    path("duties/<uuid:uuid>/", duties.duty, name="duty"),
    path("duties/<uuid:uuid>/versions/<int:number>/", duties.duty, name="duty-version"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/publish/", editions.edition_publish, name="edition-publish"),
    path("editions/<int:year>/<int:number>/", editions.edition, name="edition"),
    path("kinds/", kinds.kind_list, name="kind-list"),
    path("kinds/new/", kinds.kind_new, name="kind-new"),
    path("kinds/<slug:key>/", kinds.kind_edit, name="kind-edit"),
    path("archive/", archive.archive_list, name="archive-list"),
    path("archive/new/", archive.archive_new, name="archive-new"),
    path("archive/import/", archive.archive_import, name="archive-import"),
    path("archive/<uuid:uuid>/files/<uuid:file>/", archive.archive_file, name="archive-file"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<uuid:uuid>/", imports.list_import, name="import"),
    path("imports/<uuid:uuid>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<uuid:uuid>/drop/", imports.import_drop, name="import-drop"),
    path("imports/<uuid:uuid>/again/", imports.import_again, name="import-again"),
    path("imports/<uuid:uuid>/file/", imports.import_file, name="import-file"),
]
