"""What the ordinary run of script/test leaves to `script/test --release`, which CI runs (decision record 0031).

By the beginnings of the tests' ids. Whoever calls pytest without script/test runs all that is collected.
"""

# Journeys, pages, matrices and histories beside the main path, and what the other counties repeat of it.
ON_BOTH = (
    "tests/browser/test_after_admission.py",
    "tests/browser/test_between.py",
    "tests/browser/test_editions.py",
    "tests/browser/test_joint_meeting.py",
    "tests/browser/test_list_import.py",
    "tests/browser/test_other_counties.py",
    "tests/browser/test_pages.py::test_pages[meetings]",
    "tests/browser/test_pages.py::test_pages[region]",
    "tests/browser/test_pages.py::test_pages[supervision]",
    "tests/browser/test_pages.py::test_pages[voice]",
    "tests/browser/test_public_list.py",
    "tests/browser/test_region.py",
    "tests/browser/test_supervision.py",
    "tests/browser/test_vetting_and_purchases.py",
    "tests/browser/test_working_day.py",
    "tests/demo/test_marked_up.py",
    "tests/demo/test_other_counties.py",
    "tests/demo/test_other_histories.py",
    "tests/demo/test_region.py",
    "tests/demo/test_renamed_bodies.py",
    "tests/demo/test_sixth_county.py",
    "tests/demo/test_words_by_state.py",
    "tests/matrix/test_following.py",
    "tests/matrix/test_other_counties.py",
    "tests/test_following_histories.py",
    "tests/test_meeting_histories.py",
    "tests/test_scripts.py",
)
# On PostgreSQL it is cut and runs there.
ON_SQLITE = ("tests/matrix/test_elsewhere.py::test_a_meeting",)
# What a page shows is the same on both; that each answers on PostgreSQL too is seen by the matrix. The demonstration, and
# races of what follows admission.
ON_POSTGRES = (
    "tests/accounts/test_acting.py",
    "tests/accounts/test_management.py",
    "tests/admission/test_act_pages.py",
    "tests/admission/test_application_form.py",
    "tests/admission/test_case_page.py",
    "tests/admission/test_changes.py",
    "tests/admission/test_conditions.py",
    "tests/admission/test_consultation_pages.py",
    "tests/admission/test_desk.py",
    "tests/admission/test_ending_pages.py",
    "tests/admission/test_opinion_pages.py",
    "tests/admission/test_review_page.py",
    "tests/demo/test_demo.py",
    "tests/documents/test_every_kind.py",
    "tests/documents/test_texts.py",
    "tests/jointmeeting/test_convenor.py",
    "tests/jointmeeting/test_pages.py",
    "tests/jointmeeting/test_papers.py",
    "tests/registry/test_corrigenda.py",
    "tests/registry/test_downloads.py",
    "tests/registry/test_drafts.py",
    "tests/registry/test_edition_paper.py",
    "tests/registry/test_everywhere.py",
    "tests/registry/test_feed.py",
    "tests/registry/test_import_races.py",
    "tests/registry/test_postings.py",
    "tests/registry/test_region.py",
    "tests/registry/test_righting.py",
    "tests/registry/test_round_trip.py",
    "tests/registry/test_township_page.py",
    "tests/registry/test_views.py",
    "tests/test_following_races.py",
    "tests/voice/test_burdens.py",
    "tests/voice/test_evaluations.py",
    "tests/voice/test_figures.py",
    "tests/voice/test_matters.py",
    "tests/voice/test_offered.py",
    "tests/voice/test_refusals.py",
    "tests/voice/test_told.py",
    "tests/voice/test_vetting.py",
)


def left(on_postgres):
    """The beginnings of the ids that the ordinary run leaves out on that database."""
    return ON_BOTH + (ON_POSTGRES if on_postgres else ON_SQLITE)
