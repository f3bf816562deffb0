"""A step is charged what it used, wherever it was used."""

import subprocess
import sys
import time

import pytest

from ft_data.engine.usage import BETWEEN, TOTAL, Meter, family, measured

BUSY = "import time\nblock = bytes(60 << 20)\nwhile time.process_time() < 0.3: pass\n"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other processes are seen on Linux"
)


def busy(seconds: float) -> None:
    begin = time.process_time()
    while time.process_time() - begin < seconds:
        pass


def test_cpu_is_charged_to_its_step_and_that_of_processes_too():
    with Meter() as meter:
        with measured("own"):
            busy(0.2)
        with measured("started"):
            subprocess.run([sys.executable, "-c", BUSY], check=True)
        busy(0.1)
        with measured("own"):
            busy(0.1)
    found = {one.step: one for one in meter.spent()}
    assert list(found) == ["own", "started", BETWEEN, TOTAL]
    assert found["own"].cpu >= 0.28 and found["own"].waiting <= found["own"].clock - 0.28
    assert found["started"].cpu >= 0.28  # though this process did nothing but wait
    assert found["started"].waiting >= 0.2
    assert found[BETWEEN].cpu >= 0.08
    parts = [one for name, one in found.items() if name != TOTAL]
    assert found[TOTAL].cpu == pytest.approx(sum(one.cpu for one in parts), abs=0.05)
    assert found[TOTAL].memory == max(one.memory for one in parts) > 0


def test_a_process_that_still_runs_counts():
    with Meter() as meter, measured("step"):
        process = subprocess.Popen([sys.executable, "-c", BUSY + "print(flush=True)\ninput()"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        assert process.stdout.readline() and process.pid in family()
    process.communicate(b"\n")
    step = meter.spent()[0]
    assert step.cpu >= 0.25 and step.memory >= 60


def test_without_a_meter_nothing_is_measured():
    with measured("step"):
        pass
    with Meter() as meter:
        pass
    assert [one.step for one in meter.spent()] == [BETWEEN, TOTAL]


def test_a_step_that_fails_is_charged():
    with Meter() as meter, pytest.raises(ValueError), measured("step"):
        raise ValueError
    assert meter.spent()[0].step == "step"
