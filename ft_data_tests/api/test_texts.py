"""`clean` and `scan_pii`: one text at a time, without a home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ft_data
from ft_data.cleaning.privacy import scan

DIRTY = 'Caf\u00c3\u00a9 &amp; bar.\n\n\n\nWrite to  anna.muster@mails.org or +44 20 7947 0958, key "sk_live_4eC39HqLyjWDarjtT1zdp7dc".'


def test_a_text_is_repaired_and_masked_and_every_change_is_said():
    found = ft_data.clean(DIRTY)
    assert found.text.startswith("Café & bar.") and "[EMAIL]" in found.text and "[PHONE]" in found.text
    rules = {edit.rule for edit in found.edits}
    assert {"mojibake", "entities", "whitespace", "pii_email", "pii_phone", "pii_secret"} <= rules
    assert ft_data.clean(found.text) == ft_data.Cleaned(found.text, ())
    assert "muster" not in repr(found) and "7946" not in repr(found)


def test_settings_are_those_of_a_recipe():
    assert ft_data.clean("a &lt; b", html="keep").text == "a &lt; b"
    assert ft_data.clean("Mail anna.muster@mails.org", pii="keep").edits == ()
    assert ft_data.clean("Mail anna.muster@mails.org", keep=["pii_email"]).edits == ()
    assert "[PHONE]" in ft_data.clean("Bitte 030 901820 anrufen", languages=["de"]).text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"htlm": "keep"}, "`htlm`: no such setting; there are .*html"),
        ({"html": "yes"}, "`html`"),
        ({"pii": "pseudonym"}, "key of a home"),
    ],
)
def test_a_wrong_setting_is_said(settings, words):
    with pytest.raises(ft_data.WrongInput, match=words):
        ft_data.clean("x", **settings)


@pytest.mark.parametrize("function", [ft_data.clean, ft_data.scan_pii])
def test_what_is_no_text_is_a_type_error(function):
    with pytest.raises(TypeError, match="NoneType"):
        function(None)


def test_findings_say_kind_and_place_and_never_the_value():
    found = ft_data.scan_pii(DIRTY)
    assert [one.kind for one in found] == ["email", "phone", "secret"]
    assert DIRTY[found[0].start : found[0].end] == "anna.muster@mails.org"
    assert found[0]._fields == ("kind", "start", "end")
    assert ft_data.scan_pii("Write to info@mails.org", public="organisations") == []


@given(st.text(max_size=300) | st.text(alphabet="a1 @.-+:\ud800é", max_size=60))
def test_scanning_agrees_with_the_check_of_a_version_and_cleaning_leaves_nothing(text):
    found = ft_data.scan_pii(text)
    counts: dict[str, int] = {}
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        counts[one.kind] = counts.get(one.kind, 0) + 1
    assert counts == scan(text)
    assert ft_data.scan_pii(ft_data.clean(text).text, public="organisations") == []
