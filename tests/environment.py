"""Loaded by pytest (`-p`, see pyproject.toml) before Django reads its settings.

Every pytest process, xdist's workers too, gets its own directory for the SQLite file and the
received files, so that two runs in one working tree do not meet. It looks for garbage in cycles seldom:
at Python's own pace that is a sixth of a run.
"""

import atexit
import gc
import os
import shutil
import tempfile

from _pytest.main import wrap_session

for variable in ("DEBUG", "DEMO", "HTTPS", "PASSWORD_PROFILE", "SECRET_KEY"):
    os.environ.pop(variable, None)
os.environ["TESTING"] = "1"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="pytest-var-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
gc.set_threshold(100_000, 50, 50)

# CPython 3.11 keeps its frames in pieces of 16 KiB and gives a piece back to the system as soon as the last frame in
# it returns: a loop that happens to call across the end of one asks for memory at every turn, which was a tenth of a
# run. Everything a run does stands on this one frame. For its 66,000 slots it gets a piece of 131,072 (the next power
# of two in bytes), and those that are left are room for all the others.
wrap_session.__code__ = wrap_session.__code__.replace(co_stacksize=66_000)
