"""Rows written for these tests: support answers of every kind, with the verdicts rules would give."""

from __future__ import annotations

from typing import Any

from bench.support.views import row, verdict
from ft_data.example import message

TABLE = "| Plan | Seats | Price |\n|---|---:|---:|\n| Team | 10 | 49 |\n| Company | 100 | 390 |"
CODE = (
    "Use the client like this:\n\n"
    "```python\n"
    "from shop import Client\n\n"
    'client = Client(token="...")\n'
    'for order in client.orders(status="open"):\n'
    "    print(order.number, order.total)\n"
    "```\n\n"
    "The iterator fetches pages as you go."
)
ANSWERS = [
    (
        "You can return any unopened item within thirty days. Print the label from your order"
        " page, put the parcel in the box it came in, and drop it at any post office. The "
        "refund arrives two or three working days after we receive it."
    ),
    "No.",
    (
        "Thanks for asking! Our opening hours are nine to five on weekdays. On Saturdays the "
        "phone line is open until noon, and the chat is there all day."
    ),
    f"Here is how the plans compare:\n\n{TABLE}\n\nYou can change the plan at the end of every month.",
    CODE,
    (
        "Honestly, just google it. Everybody knows how to reset a router, there is a tiny "
        "button on the back that you hold for ten seconds."
    ),
    (
        "Your parcel 48213 left our warehouse on Tuesday. The carrier expects to deliver it "
        "by Friday evening; you will get a message an hour before."
    ),
    (
        "The battery lasts about eleven hours of video. If yours lasts much less, run the "
        "check in Settings, Battery, Health and send us the code it shows."
    ),
]
PROMPTS = [
    "How do I send something back?",
    "Is there a student discount?",
    "When are you open on weekends?",
    "What do the plans cost for a team of eight?",
    "How can I list all my open orders with the Python client?",
    "My router keeps dropping the connection, what should I do?",
    "Where is my parcel? I ordered last week.",
    "How long should the battery last?",
]


def rows_and_ledger(count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """``count`` rows: two thirds wait for people, the others were kept or dropped by a rule."""
    rows, ledger = [], []
    for n in range(count):
        prompt, answer = PROMPTS[n % 8], ANSWERS[n % 8]
        if n >= 8:
            prompt = f"{prompt} (request {n})"
            answer = f"{answer} Reference {n}."
        if n % 16 == 9:
            turns = [
                message("system", "You are the support assistant of a small web shop. Be short and kind."),
                message("user", prompt),
                message("assistant", "Could you tell me your order number, please?"),
                message("user", f"It is {10_000 + n}."),
                message("assistant", answer),
            ]
            one = row(f"row-{n}", "", "", kind="conversation", turns=turns)
        else:
            one = row(f"row-{n}", prompt, answer)
        rows.append(one)
        words = float(len(one["response_text"].split()))
        if n % 6 == 4:
            ledger.append(verdict(one, "keep", score=0.9))
        elif n % 6 == 5:
            detail = [
                {
                    "rule": "impolite",
                    "signal": "toxicity",
                    "value": 0.93,
                    "threshold": "> 0.9",
                    "verdict": "drop",
                }
            ]
            ledger.append(verdict(one, "drop", ["impolite"], 0.1, detail))
        else:
            detail = [
                {
                    "rule": "too_short",
                    "signal": "response_words",
                    "value": words,
                    "threshold": "< 60",
                    "verdict": "review",
                }
            ]
            reasons = ["too_short"]
            if n % 4 == 1:
                reasons.append("tone_doubtful")
                value = (len(one["response_text"]) % 100) / 100
                doubt = {"rule": "tone_doubtful", "signal": "toxicity", "value": value, "threshold": "> 0.6"}
                detail.append({**doubt, "verdict": "review", "evidence": one["response_text"][:60]})
            ledger.append(verdict(one, "review", reasons, 0.5 + (n % 5) / 20, detail))
    pairs = [
        ("Can I pay by invoice?", "Yes, from the second order on.", "No idea, ask somebody else."),
        (
            "Do you ship abroad?",
            "We ship to all of Europe; duties are included.",
            "Shipping abroad is possible in principle.",
        ),
        ("Can I change my address?", "Yes: open the order and press Change address.", "You may."),
    ]
    for prompt, better, worse in pairs:
        for n, answer in enumerate((better, worse)):
            one = row(f"{prompt}-{n}", prompt, answer)
            rows.append(one)
            ledger.append(verdict(one, "keep", score=0.8))
    ranked = row(
        "ranked",
        "How do I cancel?",
        "Open Account, Plan, Cancel.",
        kind="preference",
        rejected="Just stop paying.",
    )
    rows.append(ranked)
    ledger.append(verdict(ranked, "review", ["close_call"], 0.5))
    for one in rows:
        ledger.append(verdict(one, "keep", stage="cleaned"))
        ledger.append(verdict(one, "keep", stage="deduped"))
    return rows, ledger


BANDS = {
    "too_short": {"signal": "response_words", "drop": "< 2", "review": "< 60",
                  "why": "one-word notes are pasted into chats"},
    "tone_doubtful": {"signal": "toxicity", "drop": "> 0.9", "review": "> 0.6", "why": None},
}  # fmt: skip
