"""Compiled templates are kept beside the modules, where that may be written."""

from __future__ import annotations

import jinja2
import pytest

from ft_data.evaluation.report.page import environment


def test_a_template_is_compiled_once_until_it_changes(tmp_path, monkeypatch):
    template = tmp_path / "a.html.jinja"
    template.write_text("{{ name }} is here", "utf-8")
    assert environment(tmp_path).get_template(template.name).render(name="Ada") == "Ada is here"
    with monkeypatch.context() as patched:
        patched.setattr(jinja2.Environment, "compile", lambda *args, **kwargs: pytest.fail("compiled again"))
        assert environment(tmp_path).get_template(template.name).render(name="<b>") == "&lt;b&gt; is here"
    template.write_text("{{ name }} left", "utf-8")
    assert environment(tmp_path).get_template(template.name).render(name="Ada") == "Ada left"


def test_a_kept_template_that_is_damaged_is_compiled(tmp_path):
    template = tmp_path / "a.html.jinja"
    template.write_text("{{ name }} is here", "utf-8")
    environment(tmp_path).get_template(template.name)
    (kept,) = (tmp_path / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:-7])
    assert environment(tmp_path).get_template(template.name).render(name="Ada") == "Ada is here"


def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "a.html.jinja").write_text("{{ name }}", "utf-8")
    (tmp_path / "__pycache__").write_text("", "utf-8")
    assert environment(tmp_path).get_template("a.html.jinja").render(name="Ada") == "Ada"
