"""Workers start with compiled code loaded, and one big task can be performed in one."""

import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.engine import compiled, pool
from ft_data.engine.local import Local
from ft_data.engine.work import Task, Work, perform
from ft_data.stages.build import SERVER
from ft_data.text.columns import text_of
from ft_data.text.words import words
from ft_data_tests.realdata import ROOT

ASK = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
from ft_data.engine import pool
from ft_data.engine.work import Task, perform
if __name__ == "__main__":
    pool.warm_up("ft_data.stages.server")
    task = Task("ft_data_tests.engine.test_pool:look", sys.argv[1] + "/a", "one", {}, {})
    done = pool.alone(perform, task)
    print(*pq.read_table(Path(sys.argv[1], done.tables["found"][0].file)).to_pylist()[0].values())
"""


def look(inputs, params) -> Work:
    from ft_data.text.words import _words, word_classes

    loaded = bool(_words.signatures) and word_classes.cache_info().currsize == 1
    return Work({"found": pa.table({"process": [os.getpid()], "loaded": [loaded]})})


def test_kernels_that_were_compiled_before_are_found_and_loaded():
    words(text_of(pa.array(["compiled, and so cached"])))
    assert "ft_data.text.words" in set(compiled._modules())
    assert compiled.load_cached() >= 1


def test_without_workers_a_task_is_performed_here(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "_pool", None)
    monkeypatch.setattr(pool, "_warm", False)
    task = Task("ft_data_tests.engine.test_pool:look", str(tmp_path / "a"), "one", {}, {})
    assert pool.alone(perform, task).rows("found") == 1
    assert pool._pool is None


@pytest.mark.slow
def test_a_worker_has_compiled_code_loaded_and_takes_a_task_of_its_own(tmp_path):
    words(text_of(pa.array(["compiled, and so cached"])))
    env = os.environ | {"PYTHONPATH": str(ROOT), "FT_DATA_WORKERS": "2"}
    (tmp_path / "ask.py").write_text(ASK)
    command = [sys.executable, str(tmp_path / "ask.py"), str(tmp_path)]
    asked = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, cwd=tmp_path)
    process, loaded = asked.communicate()[0].split()
    assert loaded == "True"
    assert int(process) != asked.pid


def test_while_the_server_wakes_this_process_works(tmp_path, monkeypatch):
    monkeypatch.setenv("FT_DATA_WORKERS", "2")
    answers = iter([False, False, True])
    monkeypatch.setattr(pool, "_awake", lambda: next(answers))
    folder = str(tmp_path / "a")
    tasks = [
        Task("ft_data_tests.engine.test_pool:look", folder, f"k{n}", {}, {}, rows=5_000 - n) for n in range(4)
    ]
    try:
        receipts = Local(SERVER).run(tasks)
    finally:
        pool.stop()
    made = [
        pq.read_table(tmp_path / one.tables["found"][0].file).to_pylist()[0]["process"] for one in receipts
    ]
    assert made[:2] == [os.getpid()] * 2
    assert os.getpid() not in made[2:]
