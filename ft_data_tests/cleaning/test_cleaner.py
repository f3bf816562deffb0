import pickle

import pytest

from ft_data.cleaning import RULES, Cleaner, scan
from ft_data.cleaning.privacy.replace import PLACEHOLDERS, pseudonym
from ft_data.recipe.schema import Clean

KEY = b"a key for tests"


def cleaner(profile="chat", names=(), **settings):
    return Cleaner(Clean(**settings), profile, KEY, names)


def rules(edits):
    return {edit.rule: edit.count for edit in edits}


def test_clean_text_is_returned_as_it_is():
    text = "A plain sentence, and another one."
    assert cleaner().clean(text) == (text, ())


def test_repairs_run_before_masking():
    text, edits = cleaner().clean("Write to ann\u200ba@po\u200bst.nebulae.org &amp; wait  here.<|endoftext|>")
    assert text == "Write to [EMAIL] & wait here."
    assert rules(edits) == {"entities": 1, "invisible": 2, "end_tokens": 1, "whitespace": 1, "pii_email": 1}


def test_damage_under_damage_is_repaired_too():
    assert cleaner().clean("It&acirc;&euro;&trade;s hers")[0] == "It’s hers"


def test_personal_data_edits_carry_counts_only():
    _, edits = cleaner().clean("anna@post.nebulae.org, bo@post.nebulae.org and +44 7700 950123")
    assert {(e.rule, e.count, e.before, e.after) for e in edits} == {
        ("pii_email", 2, None, None),
        ("pii_phone", 1, None, None),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Mail an\u200bna@post.nebulae.org at once",
        "Mail <b>anna</b>@post.nebulae.org at once, because the <i>parcel</i> has to leave the house today.",
        "caf\u00c3\u00a9 anna@post.nebulae.org",
        "Call  +44  7700  950123  now",
        "card 4242\u00ad4242\u00ad4242\u00ad4242 it is",
        "<p>Reach Anna under anna@post.nebulae.org or at the "
        "counter. She is there from nine to five on every day.</p>",
    ],
)
def test_snippets_show_no_personal_data(text):
    cleaned, edits = cleaner().clean(text)
    assert scan(cleaned) == {}
    for edit in edits:
        shown = f"{edit.before or ''} {edit.after or ''}"
        assert "post.nebulae.org" not in shown
        assert not any(part in shown for part in ("7700", "950123", "4242"))


def test_snippets_are_short_and_show_the_change():
    _, edits = cleaner().clean("word " * 60 + "caf\u00c3\u00a9 " + "word " * 60)
    edit = next(e for e in edits if e.rule == "mojibake")
    assert "caf\u00c3\u00a9" in edit.before and "café" in edit.after
    assert len(edit.before) <= 80 and len(edit.after) <= 80


def test_signature_edits_show_nothing():
    _, edits = cleaner().clean("It works now.\n\n-- \nMaria Lind\nExample Ltd", letters=True)
    assert [(e.rule, e.before, e.after) for e in edits] == [("mail_signature", None, None)]


@pytest.mark.parametrize(
    "family", ["unicode", "mojibake", "control", "html", "whitespace", "quotes", "boilerplate", "marks"]
)
def test_a_family_can_be_kept(family):
    mine = {rule.name for rule in RULES if rule.family == family} - {"encodable"}
    text = (
        "cafe\u0301 Ã© x\u200by <br/>Two sentences stand here. "
        "They say little, but there are enough words in them.<br/> "
        "&amp;  “so”\n\n-- \nMaria<|endoftext|>"
    )
    _, edits = cleaner(**{family: "keep"}, pii="keep").clean(text)
    assert not mine & set(rules(edits))


def test_one_rule_can_be_kept():
    text = "Stop!!!!!  Now."
    assert cleaner().clean(text, role="assistant")[0] == "Stop! Now."
    assert cleaner().clean(text, role="user")[0] == "Stop!!!!! Now.", "who asks may shout"
    kept = cleaner(keep=["repeated_punctuation"])
    assert kept.clean(text, role="assistant")[0] == "Stop!!!!! Now."
    assert cleaner(keep=["pii_ip"]).clean("198.211.113.9 a@post.nebulae.org")[0] == "198.211.113.9 [EMAIL]"


def test_code_profile_leaves_code_alone():
    text = "def f( a ):\n    return  a   # wow!!!!!\n\n\n\nprint('&amp; <br>')\n"
    assert cleaner("code").clean(text) == (text, ())


def test_data_roles_keep_boilerplate():
    text = "Order 7\n\n--\nshipped"
    assert cleaner().clean(text, role="tool", letters=True)[0] == text
    assert cleaner().clean(text, role="user", letters=True)[0] == "Order 7"


MAIL = "From: Ben Ray\nSent: Tuesday\nTo: Ida Fox\nSubject: The roof\n\nHi Ida,\n\nthe roof leaks.\n\n--\nBen"


@pytest.mark.parametrize(
    "text",
    [
        f"Say in one line what this mail wants:\n\n{MAIL}",
        f"Of course:\n\n{MAIL}",
        "Shorten:\n\nOn Tuesday, 4 June, Ben Ray wrote:\n> The roof leaks.",
        "Lawyers like to add:\n\nThis message is confidential and intended only for the addressee.",
        "Mend the roof\n\nThe gutter was loose.\n--\nMore of it in the log.",
        "Add the line below.\n\nSent from my iPhone",
    ],
)
def test_a_mail_that_is_asked_about_or_written_stays(text):
    assert cleaner().clean(text, role="user") == (text, ())
    assert cleaner(boilerplate="everywhere").clean(text, role="user")[0] != text


def test_lone_surrogates_never_stop_the_show():
    for settings in ({}, {"control": "keep"}, {"pii": "keep"}):
        text, _ = cleaner(**settings).clean("bad \ud800 text")
        text.encode("utf-8")
        cleaner(**settings).mask_value("bad \ud800 value")[0].encode("utf-8")


@pytest.mark.parametrize("mode", ["mask", "drop", "review"])
def test_modes_that_mask(mode):
    text, edits = cleaner(pii=mode).clean("a@post.nebulae.org")
    assert text == "[EMAIL]"
    assert rules(edits) == {"pii_email": 1}


def test_keep_mode_finds_nothing():
    assert cleaner(pii="keep").clean("a@post.nebulae.org") == ("a@post.nebulae.org", ())


def test_pseudonyms_agree_within_a_scope_and_differ_between_scopes_and_keys():
    mine = cleaner(pii="pseudonym")
    one, _ = mine.clean(
        "Anna@Post.nebulae.org wrote, anna@post.nebulae.org answered, bo@post.nebulae.org left.",
        scope="doc-1",
    )
    a, b, c = [part.split("]")[0] for part in one.split("[")[1:]]
    assert a == b != c
    assert mine.clean("anna@post.nebulae.org", scope="doc-1")[0] == f"[{a}]"
    assert mine.clean("anna@post.nebulae.org", scope="doc-2")[0] != f"[{a}]"
    other = Cleaner(Clean(pii="pseudonym"), "chat", b"another key")
    assert other.clean("anna@post.nebulae.org", scope="doc-1")[0] != f"[{a}]"
    assert mine.clean("+44 7700 950123")[0] == mine.clean("+44-7700-950-123")[0]


def test_pseudonyms_of_a_dataset_agree_in_every_record_and_stay_as_they_are():
    wide = cleaner(pii="pseudonym", pseudonyms="dataset")
    text, _ = wide.clean("Write to anna@post.nebulae.org soon.", scope="a")
    assert text == wide.clean("Write to Anna@post.nebulae.org soon.", scope="b")[0]
    assert wide.clean(text, scope="a")[0] == text


def test_pseudonyms_are_spread_over_the_space():
    seen = {pseudonym(KEY, "", "email", f"user{i}@post.nebulae.org") for i in range(2000)}
    assert len(seen) == 2000


def test_placeholders_are_stable_for_every_kind():
    for label in PLACEHOLDERS.values():
        for text in (
            f"[{label}]",
            f"call [{label}] or [{label}-HKTRBN], [{label}] 12",
            f"{label.lower()}: [{label}].",
        ):
            assert cleaner().clean(text) == (text, ())


def test_people_of_the_row_are_masked_in_its_texts():
    text, edits = cleaner().clean(
        "Dear Zofia Eriksen, ZOFIA wrote. Will will reply to Ms Eriksen.", people=["Zofia Eriksen", "Will"]
    )
    assert text == "Dear [NAME], [NAME] wrote. Will will reply to Ms [NAME]."
    assert rules(edits) == {"pii_name": 3}
    assert cleaner().clean(text, people=["Zofia Eriksen", "Will"])[0] == text


def test_values_are_masked_but_not_repaired():
    mine = cleaner(names=["customer"])
    assert mine.mask_value("T-1001  <b>x</b> &amp;") == ("T-1001  <b>x</b> &amp;", ())
    assert mine.mask_value("a@post.nebulae.org\x00") == (
        "[EMAIL]",
        mine.mask_value("a@post.nebulae.org\x00")[1],
    )
    assert mine.mask_value("Zofia Eriksen", column="customer")[0] == "[NAME]"
    assert mine.mask_value("Zofia Eriksen", column="city")[0] == "Zofia Eriksen"
    assert mine.mask_value("[NAME]", column="customer") == ("[NAME]", ())
    assert mine.mask_value("", column="customer") == ("", ())


def test_names_can_be_kept():
    mine = Cleaner(Clean(names="keep"), "chat", KEY, ["customer"])
    assert mine.mask_value("Zofia Eriksen", column="customer")[0] == "Zofia Eriksen"


def test_a_cleaner_travels_to_worker_processes():
    copy = pickle.loads(pickle.dumps(cleaner()))
    assert copy.clean("a@post.nebulae.org")[0] == "[EMAIL]"


def test_rules_are_named_documented_and_known_to_the_recipe():
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    for rule in RULES:
        assert rule.apply.__doc__ and rule.guards and rule.family in Clean.model_fields
        assert rule.shows in ("kept", "cut", "nothing")


@pytest.mark.parametrize(
    ("asked", "answer", "kept"),
    [
        ("选（A）还是（B）？", "（A） Paris", True),
        ("选哪个？", "（A） Paris", True),
        ("Which one?", "（A） Paris", False),
        ("find me a place .", "there are three named ink , angel , and sakoon , so choose .", True),
        ("Who came?", "Ann , Bob and Eve came , they did n't stay , and left .", False),
        ("Ann , Bob and Eve came , did n't they ?", "Ann , Bob and Eve came , they did n't stay .", False),
    ],
)
def test_a_repair_reaches_both_sides_of_a_talk_or_none(asked, answer, kept):
    both = cleaner()
    both.weigh((asked, answer))
    assert (both.clean(answer, role="assistant", asked=[asked])[0] == answer) == kept
    both.weigh(())
    assert both.clean(answer, role="assistant", asked=[asked])[0] != answer
