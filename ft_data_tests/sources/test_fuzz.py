"""Broken files, some minutes of them: no crash, no hang, nothing lost without a word.

`FT_DATA_FUZZ_SECONDS` of processor time (60), from `FT_DATA_FUZZ_SEED` (a new one each time, printed).
"""

import os
import random
import resource
import traceback
from pathlib import Path

import pytest

from ft_data.engine import confined
from ft_data.sources import reading
from ft_data.sources.model import ReadSettings
from ft_data_tests.sources.fuzzing import CONTAINERS, broken, samples
from ft_data_tests.sources.helpers import EMPTY

LIMITS = ReadSettings(row_bytes=1 << 20, document_bytes=8 << 20)
ROOM = confined.Limits(1 << 30, 10)
AT_ONCE = 40


def spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def looked_at(path):
    """Yield formats, numbers of rows and of what is left out, and reasons, of one file; and of its second reading."""
    for _ in range(2):
        try:
            yield once(path)
        except Exception:
            yield [], 0, 0, [f"internal error: {traceback.format_exc()[-1500:]}"]


def once(path):
    plan = reading.plan(path.parent, path.name)
    rows, left, reasons = 0, 0, [reason for _, reason in plan.rejects]
    for chunk in plan.chunks:
        for batch in reading.read(chunk, path.parent, LIMITS):
            rows, left = rows + len(batch.rows), left + batch.left_out
            reasons += [reason for _, reason in batch.rejects]
    return sorted({chunk.format for chunk in plan.chunks}), rows, left, reasons


def faults(path: Path, found: list, whole: int | None) -> list[str]:
    """Say what is wrong with how a file was read; ``whole`` are the rows of the file that it is the beginning of."""
    died = [one for one in found if isinstance(one, confined.Died)]
    if died:
        return [f"{died[0]}"]
    (formats, rows, left, reasons), again = found
    wrong = [] if (formats, rows, left, reasons) == again else ["another reading gives something else"]
    wrong += [
        reason for reason in reasons if reason.startswith("internal error") or not 3 < len(reason) < 400
    ]
    if not (rows or left or reasons) and not set(formats) & {*EMPTY, "xml"}:
        wrong.append("neither rows nor rejects")
    if whole is not None and rows < whole and not reasons:
        wrong.append(f"{rows} of {whole} rows, and no reject")
    return wrong


@pytest.mark.slow
def test_broken_files_are_read_or_rejected(tmp_path):
    seed = int(os.environ.get("FT_DATA_FUZZ_SEED") or random.randrange(1 << 32))
    seconds = float(os.environ.get("FT_DATA_FUZZ_SECONDS") or 60)
    print(f"FT_DATA_FUZZ_SEED={seed}")
    rng, files = random.Random(seed), samples()
    rows = {}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        rows[name] = next(looked_at(tmp_path / name))[1]
    assert all(rows[name] for name in files if not name.startswith("real")), rows
    start, count, wrong = spent(), 0, []
    while spent() - start < seconds:
        folder = tmp_path / f"{count}"
        folder.mkdir()
        whole = {}
        for number in range(AT_ONCE):
            name = rng.choice(list(files))
            path = folder / f"{number}-{name}"
            cut = rng.random() < 0.15
            data = files[name]
            path.write_bytes(
                data[: rng.randrange(len(data))]
                if cut
                else broken(data, rng.choice(list(files.values())), rng)
            )
            whole[path] = rows[name] if cut and name.rpartition(".")[2] in CONTAINERS else None
        found = {path: [] for path in whole}
        for path, what in confined.each(list(whole), looked_at, lambda path: ROOM):
            found[path].append(what)
        for path, what in found.items():
            for fault in faults(path, what, whole[path]):
                wrong.append((path, fault))
                print(path, fault)
        if not any(path in found for path, _ in wrong):
            for path in whole:
                path.unlink()
        count += AT_ONCE
    print(f"{count} files in {spent() - start:.0f} s of processor time")
    assert not wrong, wrong[:20]
