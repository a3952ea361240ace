import time
import pytest
from demo import loading
from admission.models import Application
from collections import Counter
pytestmark = [pytest.mark.django_db, pytest.mark.urls("j_urls")]
def test_it():
    t=time.time()
    loading.load()
    print(time.time()-t)
    print(Counter(Application.objects.values_list("state", flat=True)))
