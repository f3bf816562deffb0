"""Whether kernels must be compiled first, which a run says before it seems to stand still."""

from __future__ import annotations

import os

import pytest

from ft_data.engine.compiled import cached


@pytest.mark.parametrize(("age", "said"), [(None, False), (60, True), (-60, False)])
def test_kernels_are_cached_where_their_index_is_newer_than_their_source(tmp_path, monkeypatch, age, said):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    source = tmp_path / "text/scan.py"
    index = tmp_path / "text/__pycache__/scan.counted-12.py311.nbi"
    index.parent.mkdir(parents=True)
    source.write_text("")
    if age is not None:
        index.write_bytes(b"")
        stamp = source.stat().st_mtime
        os.utime(index, (stamp + age, stamp + age))
    assert cached(tmp_path) is said
    index.with_name("gone.counted-1.py311.nbi").write_bytes(b"")  # of a module that was removed
    assert cached(tmp_path) is said
