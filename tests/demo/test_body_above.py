"""The body above that the county's file names is not always the one that the county points at: a city's 编办 may pass the list while
its government approves the cases (`open_upper_body --over`).
"""

from accounts.actions import create_unit, set_above, set_upper_body
from accounts.models import UnitKind
from admission.actions import approval
from admission.states import State
from audit import clock
from audit.record import SYSTEM
from demo import other_counties
from documents.models import PaperKind
from documents.papers import papers_about
from tests.matrix.other_counties import FACTS


def test_what_goes_upward_is_addressed_to_the_body_that_the_file_names(db):
    county = other_counties.build(FACTS["arong"], "!", townships=1)
    government = county.upper_body
    between = create_unit(
        county=None,
        key="hlbe_bianban",
        code="hbb",
        name="呼伦贝尔市委编办",
        kind=UnitKind.UPPER,
        by=SYSTEM,
    )
    set_upper_body(county=county, unit=between, by=SYSTEM)
    set_above(unit=between, above=government, by=SYSTEM)
    stage = other_counties.stage_of(county)
    made = other_counties.Walk(stage, other_counties.texts(stage, "lcj", "林场路口值守登记"), -20)
    stage.play([made.script(State.UPPER_REVIEW)])

    made.do(approval.record_filing, "bianban-jb", number="阿政请〔2026〕7号", sent_on=clock.today())

    filing = papers_about(made.case.uuid).get(kind=PaperKind.FILING)
    assert filing.content["document"]["to"] == [government.name] == ["呼伦贝尔市人民政府"]
