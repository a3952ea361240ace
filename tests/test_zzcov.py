import collections, pytest, time
from django.db import transaction
from hypothesis import given, settings, strategies as st
import tests.test_histories as h
from tests.test_histories import *
@pytest.mark.parametrize("kind", ["department", "township", "revocation"])
def test_cov(small_county, kind):
    C = collections.Counter(); lens=[]; ends=collections.Counter()
    real_make=Model.make
    begun = beginnings(kind)
    def make(self, move):
        C[self.state, move[0]] += 1
        real_make(self, move)
    Model.make=make
    real=h.check_end
    def ce(s, m): ends[m.state]+=1; real(s,m)
    h.check_end = ce
    t=time.process_time()
    @settings(max_examples=80, database=None)
    @given(st.data())
    def history(data):
        with transaction.atomic():
            model, system = data.draw(st.sampled_from(begun))
            run_history(data.draw, deepcopy(model), system.again())
            transaction.set_rollback(True)
    try: history()
    finally: h.check_end=real; Model.make=real_make
    by=collections.defaultdict(dict)
    for (s,a),n in C.items(): by[s][a]=n
    print(kind, "ends", dict(ends), "cpu", time.process_time()-t)
    for s in by: print("  ", s, by[s])
