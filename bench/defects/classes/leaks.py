"""What must not be taught: personal data, secrets, test items, templates, other turns, other rows."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@defect(
    "personal_data",
    definition="The answer holds an e-mail address, telephone, card, account or social security number or IP address.",
    origin="natural",
    severity="repair",
    seen_in="presidio-pii: synthetic values in natural sentences; irc-ubuntu; sms-spam",
    marker=r"[\w.+-]+@[\w-]+\.[a-z]{2,}|\b(?:\d[ -]?){13,19}\b|\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}-\d{2}-\d{4}\b|\b(?:\d{1,3}\.){3}\d{1,3}\b",
)
def personal_data(row: Row, rng: Random, patterns: Patterns) -> Planted:
    kind, value, sentence = rng.choice(patterns.personal.values)
    text = rng.choice((f"{row.response} {sentence}", f"{sentence} {row.response}"))
    # A repair masks the value and may keep the sentence, so the clean text keeps it too.
    clean = replace(row, response=text.replace(value, "[masked]"))
    return Planted(
        replace(row, response=text),
        patterns.personal.source,
        clean=clean,
        marks=(value,),
        detail={"kind": kind},
    )


@defect(
    "secret",
    definition="A key, token, password in a connection string or private key stands in the text.",
    origin="constructed",
    severity="repair",
    seen_in="scraped code and support tickets",
    marker=r"AKIA[0-9A-Z]{16}|gh[ps]_\w{30,}|BEGIN (?:RSA |OPENSSH )?PRIVATE KEY|sk-\w{20,}|://\w+:[^@\s/]{6,}@",
)
def secret(row: Row, rng: Random, patterns: Patterns) -> Planted:
    def some(n: int, letters: str = ALPHABET) -> str:
        return "".join(rng.choice(letters) for _ in range(n))

    kind = rng.choice(("aws", "github", "sk", "url", "pem", "jwt"))
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    value, line = {
        "aws": (v := "AKIA" + some(16, upper), f"aws_access_key_id = {v}"),
        "github": (v := "ghp_" + some(36), f'export GITHUB_TOKEN="{v}"'),
        "sk": (v := "sk-" + some(48), f'client = Client(api_key="{v}")'),
        "url": (v := some(14), f"DATABASE_URL=postgres://app:{v}@db.internal.example:5432/main"),
        "pem": (
            v := some(64),
            f"-----BEGIN RSA PRIVATE KEY-----\n{v}\n{some(64)}\n-----END RSA PRIVATE KEY-----",
        ),
        "jwt": (v := f"eyJ{some(33)}.eyJ{some(70)}.{some(43)}", f"Authorization: Bearer {v}"),
    }[kind]
    lead = rng.choice(("This is what I use here:", "My current settings:", "For example, with my account:"))
    text = f"{row.response}\n\n{lead}\n{line}"
    shown = "[masked]" if kind == "pem" else line.replace(value, "[masked]")
    clean = replace(row, response=f"{row.response}\n\n{lead}\n{shown}")
    return Planted(
        replace(row, response=text), clean=clean, marks=tuple(value.split("\n")), detail={"kind": kind}
    )


@defect(
    "benchmark_leak",
    definition="The row holds an item of a benchmark that the dataset must stay clear of.",
    origin="natural",
    severity="drop",
    seen_in="gsm8k and HumanEval items; NuminaMath-TIR overlapped MATH by 11%",
)
def benchmark_leak(row: Row, rng: Random, patterns: Patterns) -> Planted:
    question, answer = rng.choice(patterns.benchmark.values)
    mode = rng.choice(("verbatim", "embedded", "rewrapped"))
    if mode == "verbatim":
        made = Row(question, answer, row.source)
    elif mode == "embedded":
        made = Row(
            f"Here is one from yesterday's homework, please check it. {question} Show your steps.",
            answer,
            row.source,
        )
    else:  # case, marks and line breaks changed, words in order kept
        flat = re.sub(r"[,;]", "", question).replace(". ", ".\n").lower()
        made = Row(f"Question:\n{flat}", f"Solution: {answer}", row.source)
    return Planted(made, patterns.benchmark.source, detail={"mode": mode, "item": question[:60]})


@defect(
    "tool_preamble",
    definition="Before the request stands the description of tools that the row is not about, the same in thousands of rows.",
    origin="natural",
    severity="review",
    seen_in="gpteacher: toolformer rows repeat a dozen preambles",
    marker=r"toolformer|(?i:tool access:)",
)
def tool_preamble(row: Row, rng: Random, patterns: Patterns) -> Planted:
    head = rng.choice(patterns.preambles.values)
    return Planted(
        replace(row, instruction=f"{head}\n{row.instruction}"), patterns.preambles.source, clean=row,
        marks=(head.split("\n")[0],),
    )  # fmt: skip


@defect(
    "unfilled_slot",
    definition="A template was not filled in: `{{NAME}}`, `[Your Name]`, `{product}` stand where values belong.",
    origin="natural",
    severity="drop",
    seen_in="presidio-pii: 2,863 slots in `masked`; taskmaster scenarios; dpo_en_demo",
    marker=r"\{\{\w[\w ]*\}\}|\[(?:Your|insert|Name)\b[^\]]*\]",
)
def unfilled_slot(row: Row, rng: Random, patterns: Patterns) -> Planted:
    slots = [str(rng.choice(patterns.slots.values)) for _ in range(3)]
    head = rng.choice((f"Dear {slots[0]},", f"Hello {slots[0]}, thank you for contacting {slots[1]}."))
    tail = rng.choice(
        (f"Best regards,\n{slots[2]}", f"If anything is unclear, write to {slots[2]} at {slots[1]}.")
    )
    return Planted(replace(row, response=f"{head}\n\n{row.response}\n\n{tail}"), patterns.slots.source)


@defect(
    "next_turn_leak",
    definition="The answer runs on into invented turns: `Human: ...`, `Assistant: ...` inside one answer.",
    origin="natural",
    severity="repair",
    seen_in="hh-rlhf stores whole dialogues in one string; careless splitting leaves them so",
    marker=r"(?m:^(?:Human|Assistant|User|AI): )",
)
def next_turn_leak(row: Row, rng: Random, patterns: Patterns) -> Planted:
    marks = sorted(patterns.role_marks.values, reverse=True)  # the asking side sorts after "Assistant"
    ask, answer = marks[0], marks[-1]
    asks = (
        "Thanks! Can you say that in one sentence?",
        "Are you sure about that?",
        "And what else should I know?",
        "ok thank you",
    )
    replies = (
        "Of course. In short, it does what its name says.",
        "Yes, I am quite sure.",
        "You are welcome!",
        "Happy to help.",
    )
    tail = "".join(
        f"\n\n{ask}: {rng.choice(asks)}\n\n{answer}: {rng.choice(replies)}" for _ in range(rng.randint(1, 3))
    )
    return Planted(
        replace(row, response=row.response + tail), patterns.role_marks.source, clean=row,
        marks=(f"\n{ask}: ", f"\n{answer}: "),
    )  # fmt: skip


@defect(
    "prompt_template",
    definition="A training template stands in the text: `### Instruction:`, `### Response:`, `[INST]`.",
    origin="documented",
    severity="repair",
    seen_in="sets re-exported after formatting; the Alpaca and Llama 2 templates",
    marker=r"(?m:^### (?:Instruction|Response|Input|Human|Assistant))|Below is an instruction that",
)
def prompt_template(row: Row, rng: Random, patterns: Patterns) -> Planted:
    if rng.random() < 0.5:
        head = "Below is an instruction that describes a task. Write a response that appropriately completes the request."
        made = replace(row, instruction=f"{head}\n\n### Instruction:\n{row.instruction}\n\n### Response:")
        return Planted(made, clean=row, marks=("### Instruction:", "### Response:", head))
    made = replace(row, response=f"### Response:\n{row.response}\n\n### End")
    return Planted(made, clean=row, marks=("### Response:", "### End"))


@defect(
    "merged_rows",
    definition="The generator numbered its rows and several were stored as one: the answer goes on with `7. Instruction:`.",
    origin="documented",
    severity="repair",
    seen_in="Alpaca; AlpacaDataCleaned's mergedInstructions script",
    marker=r"\d{1,2}\. ?Instruction:",
)
def merged_rows(row: Row, rng: Random, patterns: Patterns) -> Planted:
    number = rng.randint(2, 19)
    asks = (
        ("Name three primary colours.", "Red, yellow and blue."),
        ("Give a synonym of the word 'rapid'.", "Quick."),
        ("Sort these numbers: 7, 2, 9.", "2, 7, 9"),
        ("Write a headline about a village fair.", "Rain Fails to Stop the Dance at Brookford Fair"),
    )
    tail = ""
    real = [
        (r.instruction, r.response)
        for r in rng.sample(patterns.spare, min(3, len(patterns.spare)))
        if len(r.text()) < 400
    ]
    for step, (ask, answer) in enumerate(rng.sample([*asks, *real], rng.randint(1, 2))):
        n = number + step
        tail += f"\n\n{n}. Instruction: {ask}\n{n}. Input: <noinput>\n{n}. Output: {answer}"
    return Planted(
        replace(row, response=row.response + tail), clean=row, marks=(f"{number}. Instruction:", "<noinput>")
    )


@defect(
    "reasoning_tags",
    definition="Reasoning tags are broken: opened and never closed, closed without opening, or empty.",
    origin="documented",
    severity="repair",
    seen_in="distilled reasoning sets; open-instruct's filter_cots",
    marker=r"</?think(?:ing)?>",
)
def reasoning_tags(row: Row, rng: Random, patterns: Patterns) -> Planted:
    thought = "Okay, the user wants to know this. Let me go through what I know and pick the important part."
    mode = rng.choice(("unclosed", "unopened", "empty", "twice"))
    text = {
        "unclosed": f"<think>\n{thought}\n\n{row.response}",
        "unopened": f"{thought}\n</think>\n\n{row.response}",
        "empty": f"<think>\n\n</think>\n\n{row.response}",
        "twice": f"<think>\n<think>\n{thought}\n</think>\n\n{row.response}",
    }[mode]
    return Planted(
        replace(row, response=text), clean=row, marks=("<think>", "</think>"), detail={"mode": mode}
    )
