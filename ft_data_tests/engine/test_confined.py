"""Work in a child that may take so much and no more."""

import os
import resource
import signal
import time

import pytest

from ft_data.engine import confined
from ft_data.engine.confined import Died, Limits

ROOMY = Limits(1 << 30, 30)


def upto(item):
    yield from range(item)


def test_everything_found_arrives_in_order():
    found = list(confined.each([2, 0, 3], upto, lambda item: ROOMY))
    assert found == [(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)]
    assert list(confined.each([], upto, lambda item: ROOMY)) == []


def hostile(item):
    yield "first"
    if item == "memory":
        bytearray(300 << 20)
    elif item == "seconds":
        while True:
            pass
    elif isinstance(item, int):
        os.kill(os.getpid(), item)
    yield "last"


@pytest.mark.parametrize(
    "item,by",
    [
        ("memory", "memory"),
        (signal.SIGABRT.value, "memory"),
        (signal.SIGKILL.value, "memory"),
        ("seconds", "seconds"),
        (signal.SIGSEGV.value, "signal"),
    ],
)
def test_what_ends_a_child_costs_the_item_it_was_at(item, by):
    found = list(confined.each(["a", item, "b"], hostile, lambda item: Limits(100 << 20, 1)))
    kept = [what for what in found if not isinstance(what[1], Died)]
    assert kept == [("a", "first"), ("a", "last"), (item, "first"), ("b", "first"), ("b", "last")]
    assert [(name, died.by) for name, died in found if isinstance(died, Died)] == [(item, by)]
    assert found.index((item, "first")) + 1 == next(
        i for i, one in enumerate(found) if isinstance(one[1], Died)
    )


def test_a_child_that_waits_for_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(confined, "_STALLED", 1)

    def sleeps(item):
        time.sleep(60)
        yield item

    assert [died.by for _, died in confined.each(["a"], sleeps, lambda item: Limits(1 << 30, 0.2))] == [
        "stalled"
    ]


def test_what_the_work_raises_is_raised_here():
    def broken(item):
        yield item
        raise KeyError("of ours")

    listening = confined.each(["a"], broken, lambda item: ROOMY)
    assert next(listening) == ("a", "a")
    with pytest.raises(KeyError, match="of ours"):
        next(listening)


def test_a_child_holds_nothing_of_its_parent_and_is_gone_when_nobody_listens(tmp_path):
    import fcntl

    held = open(tmp_path / "lock", "w")  # noqa: SIM115
    fcntl.flock(held, fcntl.LOCK_EX)

    def endless(item):
        yield os.getpid()
        while True:
            time.sleep(0.01)
            yield b"x" * 1000

    listening = confined.each(["a"], endless, lambda item: ROOMY)
    _, child = next(listening)
    held.close()
    with open(tmp_path / "lock", "w") as again:
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the child does not hold it
    listening.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_limits_are_those_of_the_child_alone():
    before = [resource.getrlimit(kind) for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU)]
    list(confined.each(["a"], hostile, lambda item: Limits(100 << 20, 1)))
    assert before == [resource.getrlimit(kind) for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU)]
