"""What the ordinary run of script/test leaves to `script/test --release`, which CI runs (decision record 0031).

It leaves out only what stands beside the main path, from application to list: what other issues of the project brought. By the
beginnings of the tests' ids. Whoever calls pytest without script/test runs all that is collected.
"""

import os

# Journeys, pages, matrices and histories beside the main path, and what the other counties repeat of it.
JOURNEYS = (
    "tests/browser/test_after_admission.py",
    "tests/browser/test_between.py",
    "tests/browser/test_editions.py",
    "tests/browser/test_joint_meeting.py",
    "tests/browser/test_list_import.py",
    "tests/browser/test_other_counties.py",
    "tests/browser/test_pages.py::test_pages[list]",
    "tests/browser/test_pages.py::test_pages[management]",
    "tests/browser/test_pages.py::test_pages[region]",
    "tests/browser/test_pages.py::test_pages[supervision]",
    "tests/browser/test_pages.py::test_pages[voice]",
    "tests/browser/test_public_list.py",
    "tests/browser/test_region.py",
    "tests/browser/test_supervision.py",
    "tests/browser/test_vetting_and_purchases.py",
    "tests/browser/test_working_day.py",
    "tests/demo/test_articles_on_papers.py",
    "tests/demo/test_articles_told.py::test_a_paper_names_the_article_that_it_is_issued_under_with_its_document",
    "tests/demo/test_desk_costs.py::test_the_figures_where_nobody_counted_them_yet",
    "tests/demo/test_desk_costs.py::test_the_list_of_every_seat",
    "tests/demo/test_fixed_words.py",
    "tests/demo/test_marked_up.py",
    "tests/demo/test_other_counties.py",
    "tests/demo/test_other_histories.py",
    "tests/demo/test_region.py",
    "tests/demo/test_renamed_bodies.py",
    "tests/demo/test_sixth_county.py",
    "tests/demo/test_what_is_shown.py",
    "tests/demo/test_words_by_state.py",
    "tests/matrix/test_following.py",
    "tests/matrix/test_other_counties.py",
    "tests/test_following_histories.py",
    "tests/test_meeting_histories.py",
    "tests/test_scripts.py",
)
# What the list as a public service, papers, the work of the joint meeting, the working day and what follows admission add.
RULES_AND_PAGES = (
    "tests/accounts/test_errands.py",
    "tests/admission/test_absence.py",
    "tests/admission/test_changes.py",
    "tests/admission/test_correcting.py",
    "tests/admission/test_damaged_papers.py",
    "tests/admission/test_region.py",
    "tests/admission/test_succession.py",
    "tests/admission/test_whole.py",
    "tests/documents/test_archival.py",
    "tests/documents/test_binder.py",
    "tests/documents/test_editable.py",
    "tests/documents/test_every_kind.py",
    "tests/documents/test_fonts.py",
    "tests/documents/test_kept.py",
    "tests/documents/test_layout.py",
    "tests/documents/test_number_years.py",
    "tests/documents/test_papers.py",
    "tests/documents/test_press.py",
    "tests/documents/test_signing.py",
    "tests/documents/test_tagging.py",
    "tests/documents/test_texts.py",
    "tests/documents/test_unkept.py",
    "tests/jointmeeting/test_corrections.py",
    "tests/jointmeeting/test_decided.py",
    "tests/jointmeeting/test_letters.py",
    "tests/jointmeeting/test_papers.py",
    "tests/jointmeeting/test_succession.py",
    "tests/jointmeeting/test_topics.py",
    "tests/regimes/test_excluded.py",
    "tests/regimes/test_list_path.py",
    "tests/regimes/test_other_counties.py",
    "tests/regimes/test_own_names.py",
    "tests/regimes/test_own_rules.py",
    "tests/regimes/test_quotations.py",
    "tests/regimes/test_sources.py",
    "tests/regimes/test_temporary_sources.py",
    "tests/registry/test_api.py",
    "tests/registry/test_awaits_above.py",
    "tests/registry/test_caching.py",
    "tests/registry/test_comparison.py",
    "tests/registry/test_corrigenda.py",
    "tests/registry/test_downloads.py",
    "tests/registry/test_drafts.py",
    "tests/registry/test_edition_number.py",
    "tests/registry/test_edition_paper.py",
    "tests/registry/test_ended_departments.py",
    "tests/registry/test_errands.py",
    "tests/registry/test_everywhere.py",
    "tests/registry/test_feed.py",
    "tests/registry/test_feedback.py",
    "tests/registry/test_filing.py",
    "tests/registry/test_import_races.py",
    "tests/registry/test_kinds_and_archive.py",
    "tests/registry/test_list_import.py",
    "tests/registry/test_poster.py",
    "tests/registry/test_postings.py",
    "tests/registry/test_region.py",
    "tests/registry/test_righting.py",
    "tests/registry/test_round_trip.py",
    "tests/registry/test_search.py",
    "tests/registry/test_slips.py",
    "tests/registry/test_still_acts.py",
    "tests/registry/test_table_reading.py",
    "tests/registry/test_township_page.py",
    "tests/registry/test_which_county.py",
    "tests/supervision/",
    "tests/test_clocks.py",
    "tests/test_following_races.py",
    "tests/test_races.py::TestBoth::test_the_calendar_is_edited_while_a_report_begins_within_another_act",
    "tests/test_races.py::TestBoth::test_two_units_answer_a_matter",
    "tests/test_races.py::TestOneWinner::test_buying_against_applying_for_the_same_duty",
    "tests/test_races.py::TestOneWinner::test_closing_a_report_twice",
    "tests/test_races.py::TestOneWinner::test_one_matter_one_application_a_year",
    "tests/test_races.py::TestOneWinner::test_one_number_put_right_twice",
    "tests/test_races.py::TestOneWinner::test_sending_a_draft_against_dropping_it",
    "tests/test_races.py::TestOneWinner::test_the_last_answer_against_withdrawing_the_matter",
    "tests/test_races.py::TestOneWinner::test_the_same_is_bought_once_for_a_township",
    "tests/test_races.py::TestOneWinner::test_two_adjustments_or_cancellations_of_one_duty",
    "tests/test_races.py::TestOneWinner::test_two_persons_settling_one_corrigendum",
    "tests/test_races.py::TestOneWinner::test_withdrawing_a_report_against_its_finding",
    "tests/voice/",
    "tests/workday/",
)
# On PostgreSQL besides: pages and forms, which ask it nothing that the actions and the cut matrix, which opens every address, do not.
ON_SQLITE = (
    "tests/accounts/test_management.py",
    "tests/admission/test_act_pages.py",
    "tests/admission/test_application_form.py",
    "tests/admission/test_case_page.py",
    "tests/admission/test_consultation_pages.py",
    "tests/admission/test_ending_pages.py",
    "tests/admission/test_opinion_pages.py",
    "tests/admission/test_review_page.py",
    "tests/demo/",
    "tests/jointmeeting/test_pages.py",
    "tests/matrix/test_ways_in.py",
)
# Addresses that the ordinary run asks for as everybody, those of a case and the two lists of cases: the others as one seat that
# may and one that may not, as on PostgreSQL.
ADDRESSES = {
    *(
        "case",
        "case-version",
        "case-compare",
        "case-clock",
        "case-file",
        "case-edit",
        "case-file-add",
        "case-file-remove",
    ),
    *(
        "case-act",
        "case-remind",
        "case-overdue",
        "position",
        "position-paper",
        "initial-review",
        "opinion",
        "opinion-paper",
    ),
    *("convenor-sign", "meeting-of-case", "desk", "case-list", "case-new", "case-register"),
}


def asked_as_everybody(name):
    """Whether this run asks for the address as every kind of seat."""
    return not os.environ.get("ORDINARY") or name in ADDRESSES


def asked_by_everybody_in(situation, variants):
    """Whether this run asks for the addresses of a case in the situation as every kind of seat: a variant of a state not."""
    return not os.environ.get("ORDINARY") or situation not in variants


def left(on_postgres):
    """The beginnings of the ids that the ordinary run leaves out on that database."""
    return JOURNEYS + RULES_AND_PAGES + (ON_SQLITE if on_postgres else ())
