import pytest
from demo import county, cases
from demo.story import Stage
from admission.models import Consultation
from audit import clock
pytestmark = [pytest.mark.django_db, pytest.mark.urls("j_urls")]
def test_it():
    c=county.build(); s=Stage(c, clock.today())
    try: s.play([cases.circulating_late(s)])
    except Exception as e: print(type(e))
    for x in Consultation.objects.filter(unit__code="lcz"): print(x.pk,x.version, x.closed_at, x.asked_at, [(p.version, p.answer, p.issued_at) for p in x.positions.all()])
    from admission.models import Application
    a=Application.objects.get(); print(a.version, a.version.frozen_at)
    from admission.versions import changed
    vs=list(a.versions.all()); print(vs, changed(vs[0],vs[-1]))
    for co in a.dossier.concerns[:2]: print(co.unit, co.verdict, co.outdated, co.position)
