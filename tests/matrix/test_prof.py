import cProfile, pstats, logging
import pytest
from tests.matrix.test_matrix import *
def test_prof(lingchuan):
    logging.disable(logging.ERROR)
    m = Matrix("circulating")
    import time
    for label, method, kind in [("case","get","other department head"),("act accept","get","township head"),("act accept","post","township head"),("act accept","get","office handler"),("case","get","office handler"),("case","get","applicant head"),("case-version 1","get","applicant head"), ("case-edit","get","applicant head"), ("case","get","system administrator"), ("case","get","nobody")]:
        for rep in range(3):
            t=time.process_time(); 
            row=ROWS[label]; data = sent_to(label, m.there) if method=="post" else None
            a=ask(m.browsers[kind], method, address(row,m.there), data)
            d=time.process_time()-t
        print(label, method, kind, a.status, round(d*1000,1),"ms")
    p=cProfile.Profile(); p.enable()
    for i in range(30):
        ask(m.browsers["other department head"], "get", address(ROWS["case"],m.there))
    p.disable()
    pstats.Stats(p).sort_stats("cumulative").print_stats(55)
    logging.disable(logging.NOTSET)
