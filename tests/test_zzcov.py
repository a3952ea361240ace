import collections, pytest
from django.db import transaction
from hypothesis import given, settings, strategies as st
import tests.test_histories as h
from tests.test_histories import *
@pytest.mark.parametrize("kind", ["department", "township"])
def test_cov(small_county, kind):
    system = System(*KINDS[kind], people())
    C = collections.Counter(); lens=[]; ends=collections.Counter()
    class M(Model):
        def make(self, move):
            C[self.state, move[0]] += 1
            super().make(move)
    real=h.check_end
    def ce(s, m): ends[m.state]+=1; lens.append(m.clock); real(s,m)
    h.check_end = ce
    @settings(max_examples=100, database=None)
    @given(st.data())
    def history(data):
        with transaction.atomic():
            run_history(data.draw, M(*KINDS[kind]), system.again())
            transaction.set_rollback(True)
    history()
    h.check_end=real
    by=collections.defaultdict(dict)
    for (s,a),n in C.items(): by[s][a]=n
    print(kind, "ends", dict(ends), "len", sum(lens)/len(lens))
    for s in by: print("  ", s, by[s])
