"""What a page folds away stays with what it is folded below, and answers it where it says so."""

from __future__ import annotations

import pytest

from .helpers import mapped, said

QUIZ = """# Quiz

###### 1. What is printed?

- A: one
- B: two

<details><summary><b>{title}</b></summary>
<p>

#### {title}: B

Both are counted, so that two is printed in the end, as it always was before.

</p>
</details>

---

###### 2. And now?

It is one.
"""


@pytest.mark.parametrize("title", ["Answer", "답", "答案", "Lösung"])
def test_a_folded_answer_answers_the_question_with_its_choices(title: str) -> None:
    made = mapped({"markdown": QUIZ.format(title=title)}, shape="manual").drafts
    turns = [said(draft.messages) for draft in made]
    asked = "1. What is printed?\n\n- A: one\n- B: two"
    answer = (
        f"#### {title}: B\n\nBoth are counted, so that two is printed in the end, as it always was before."
    )
    assert turns == [
        [("user", asked), ("assistant", answer)],
        [("user", "2. And now?"), ("assistant", "It is one.")],
    ]


def test_what_is_folded_is_not_cut_off_in_a_text() -> None:
    (draft,) = mapped({"markdown": QUIZ.format(title="Answer")}, "pretraining", shape="manual").drafts[:1]
    assert (
        "What is printed?" in draft.messages[0]["content"]
        and "Both are counted" in draft.messages[0]["content"]
    )
    assert "<details>" not in draft.messages[0]["content"] and "<p>" not in draft.messages[0]["content"]


def test_a_fold_that_never_ends_hides_no_heading() -> None:
    text = "# A\n\n" + "word " * 20 + "\n\nWrite `<details>` here.\n\n# B\n\n" + "more " * 20
    made = mapped({"markdown": text}, "pretraining", shape="manual").drafts
    assert len(made) == 2 and "`<details>`" in made[0].messages[0]["content"]
