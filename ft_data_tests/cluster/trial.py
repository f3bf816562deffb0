"""Counts words by an exchange on the engine that the environment names: ``python -m ... FOLDER PARTITIONS [map|reduce]``.

Named one of the two halves, a worker is killed in it. Run in a process of its own, as engines want one.
"""

import sys
from pathlib import Path

from ft_data.engine import choice
from ft_data.stages.build import SERVER
from ft_data_tests.engine import counting


def main(folder: Path, partitions: int, breaks: str = "") -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    engine = choice.engine(SERVER)
    maps, reduce = counting.tasks(folder, rows=10_000, breaks=breaks, mark=str(folder.with_suffix(".died")))
    heard = []
    receipts = engine.exchange(maps, reduce, partitions, lambda receipt, task: heard.append(task.key))
    assert counting.found(folder, receipts) == counting.EXPECTED
    assert sorted(heard) == sorted(receipt.key for receipt in receipts)
    assert not breaks or folder.with_suffix(".died").exists()
    assert engine.exchange([], reduce, partitions) == receipts  # all is finished: nothing is asked of anybody
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
