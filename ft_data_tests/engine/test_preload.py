"""What workers have loaded when they start, and in which order work is given to them."""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine import pool
from ft_data.engine.local import Local
from ft_data.engine.work import Task, Work
from ft_data.stages.build import SERVER

SEEN = pa.schema([("pandas", pa.bool_()), ("loaded", pa.bool_()), ("number", pa.int64())])


def look(inputs, params) -> Work:
    """Say what this process has loaded, after pyarrow was given a list."""
    numbers = pa.array([params["number"]])
    seen = ["pandas" in sys.modules, "ft_data.cleaning" in sys.modules]
    return Work({"main": pa.table([pa.array(seen[:1]), pa.array(seen[1:]), numbers], schema=SEEN)})


def test_workers_have_the_cleaner_loaded_and_do_without_pandas(tmp_path, monkeypatch):
    monkeypatch.setenv("FT_DATA_WORKERS", "2")
    monkeypatch.setattr(pool, "_awake", lambda: True)  # all is left to workers, whenever they come
    tasks = [
        Task(f"{__name__}:look", str(tmp_path / "looks"), f"k{number}", {}, {"number": number}, rows=number)
        for number in (3_000, 9_000)
    ]
    finished = []
    try:
        receipts = Local(SERVER).run(tasks, lambda receipt, task: finished.append(task.key))
    finally:
        pool.stop()
    assert [receipt.key for receipt in receipts] == ["k3000", "k9000"]
    assert sorted(finished) == ["k3000", "k9000"]
    for receipt in receipts:
        found = pq.read_table(Path(tmp_path) / receipt.tables["main"][0].file).to_pylist()[0]
        assert found["loaded"] and not found["pandas"]
