"""A full disk: exit 2, what is full, and the run goes on once there is room."""

from __future__ import annotations

import errno
import os
import subprocess

import pytest

from ft_data.cli import room
from ft_data_tests.pipeline import helpers


@pytest.fixture
def small(tmp_path):
    """A disk of 1.1 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1100k", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_named_and_the_run_goes_on_when_there_is_room(small):
    home = helpers.make(small, lines=helpers.rows()[:36])
    found = helpers.command(home, "run", "demo")
    assert found.returncode == 2
    assert f"no room left on {small}" in found.stderr and "[SQL:" not in found.stderr
    kept = helpers.parts(home)
    subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
    found = helpers.command(home, "run", "demo")
    assert found.returncode == 0, found.stderr
    assert kept <= helpers.parts(home) and (small / "releases/demo/1.0.0").is_dir()


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), True),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), True),
        (RuntimeError("IOException: Could not write file: No space left on device"), True),
        (RuntimeError("(sqlite3.OperationalError) database or disk is full"), True),
        (
            RuntimeError("(sqlite3.OperationalError) disk I/O error"),
            False,
        ),  # there is room: it is something else
        (ValueError("not enough values to unpack"), False),
        (FileNotFoundError(errno.ENOENT, "no such file"), False),
    ],
)
def test_what_a_full_disk_says_is_known(error, full, tmp_path):
    said = room.missing(error, tmp_path)
    assert (said is not None) is full
    try:
        raise RuntimeError("a run failed") from error
    except RuntimeError as outer:
        assert (room.missing(outer, tmp_path) is not None) is full
    assert not full or f"no room left on {tmp_path}" in said
