"""Which engine does the work is said by the environment, and what nobody is is refused before anything runs."""

import pytest

from ft_data.engine import choice
from ft_data.engine.choice import NoEngine
from ft_data_tests.pipeline import helpers


@pytest.mark.parametrize(
    "value", ["Local", "ray", "ray://", "ray://host", "spark://host:x", "sc://local", "dask://host:1"]
)
def test_what_is_no_engine_ends_with_2_and_makes_nothing(tmp_path, monkeypatch, value):
    home = helpers.make(tmp_path)
    monkeypatch.setenv(choice.VARIABLE, value)
    ended = helpers.told(home, "run", "demo")
    assert ended.returncode == 2 and f"$FT_DATA_ENGINE is '{value}', which is none of local," in ended.stderr
    assert not home.warehouse("demo").root.exists()


@pytest.mark.parametrize(
    ("value", "extra"),
    [
        ("ray://local", "ray"),
        ("ray://head:10001", "ray"),
        ("spark://local", "spark"),
        ("spark://head:7077", "spark"),
        ("sc://head:15002/;token=hush", "spark"),
    ],
)
def test_an_extra_that_is_missing_is_named_and_a_token_is_not(monkeypatch, value, extra):
    monkeypatch.setenv(choice.VARIABLE, value)
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    with pytest.raises(NoEngine, match=rf"pip install 'ft-data\[{extra}\]'") as refused:
        choice.asked()
    assert "hush" not in str(refused.value)
    monkeypatch.setattr(choice, "find_spec", lambda name: object())
    assert choice.asked() == value


def test_nothing_said_is_this_machine(monkeypatch):
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    assert choice.asked() == "local"
    assert type(choice.engine("ft_data.stages.server")).__name__ == "Local"


def test_an_engine_is_imported_by_its_own_module_alone():
    """Stages, and the kernels of their packages, know nothing of who carries the work."""
    import ast

    from ft_data_tests.realdata import ROOT

    found = {
        path.relative_to(ROOT / "ft_data").as_posix()
        for path in (ROOT / "ft_data").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
        if name.partition(".")[0] in ("ray", "pyspark", "pysail")
    }
    assert found == {"engine/ray.py", "engine/spark.py", "engine/spark_daemon.py"}


@pytest.mark.parametrize(
    "address", ["sc://h:1;token={}", "sc://h:1/;token={}", "ray://me:{}@h:1", "ray://h:1?t={}"]
)
def test_no_refusal_of_an_address_shows_the_token_in_it(monkeypatch, address):
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    monkeypatch.setenv(choice.VARIABLE, address.format("a-s3cret"))
    with pytest.raises(choice.NoEngine) as refused:
        choice.asked()
    assert "s3cret" not in str(refused.value) and address[:5] in str(refused.value)
