"""What two threads of a run import is imported before there are two."""

import subprocess
import sys

from ft_data_tests.realdata import ROOT

CODE = """
import sys, threading
threading.Thread.start = lambda thread: print("sqlalchemy.orm.exc" in sys.modules, "great_expectations" in sys.modules)
from ft_data.checks import validator
print("sqlalchemy" in sys.modules)
validator.warm_up()
"""


def test_what_dagsters_storage_imports_meanwhile_is_there_before_the_thread_begins():
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT, check=True)
    assert found.stdout.split() == ["False", "True", "False"]
