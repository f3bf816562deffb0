"""Tasks that cannot be done as stated, and results that are wrong in a way a machine can check."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from random import Random
from typing import Any

from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns
from bench.defects.text import is_prose

SIGHTS = (
    "Describe what is happening in the image above.", "What breed is the dog in this picture?",
    "Based on the attached chart, which quarter had the highest revenue?", "Listen to the audio clip and transcribe it.",
    "Look at the screenshot below and tell me which button to press.", "Summarise the video you have just seen.",
    "Count the people in the photo I uploaded.", "Which street is marked in red on the map shown above?",
    "Read the graph below and state the value for 2015.", "What does the diagram in figure 3 show?",
    "How old is the woman in the portrait?", "Write a caption for the attached photo.", "What is written on the sign in the image?",
    "Identify the plant shown in the picture.", "Compare the two images below.", "What emotion does the speaker in the recording express?",
)  # fmt: skip
SEEN = (
    "The image shows {what}, with {more}.", "It looks like {what}; {more} can be made out too.",
    "In the attached file you can see {what} next to {more}.", "As the picture shows, there is {what} beside {more}.",
    "From what I can see, it is {what}, and also {more}.", "{what}, and behind it {more}.",
)  # fmt: skip
THINGS = (
    "a small brown terrier on a lawn", "three people waiting at a bus stop", "a bar that is twice as high as the others",
    "a crowded market square at noon", "a blue button labelled Save", "a red line that falls after 2012",
    "an old stone bridge over a river", "two children building a sandcastle", "a woman of about forty in a green coat",
    "a yellow arrow that points to the exit", "a bowl of cherries on a chequered cloth", "the third quarter far above the rest",
    "an oak leaf with seven lobes", "a man who sounds tired and a little angry", "a bicycle chained to a fence",
    "the words No Entry in white letters", "a lighthouse in the evening sun", "eleven people, two of them seated",
)  # fmt: skip
PAGES = (
    "https://www.harbour-gazette.example/2021/04/ferry-strike", "https://blog.mapleton.example/posts/why-we-moved-to-rust",
    "http://journal.example/articles/10.5555/7781.pdf", "https://shop.example/item/448121?ref=mail",
    "https://video.example/watch?v=Xk2p0aQ9", "https://www.townhall.example/minutes/2019-11.html",
)  # fmt: skip


@defect(
    "missing_medium",
    definition="The request is about an image, sound or file that the row does not have, and the answer makes it up.",
    origin="documented",
    severity="drop",
    seen_in="Stanford Alpaca filters such words; Alpaca and Dolly still hold cases",
)
def missing_medium(row: Row, rng: Random, patterns: Patterns) -> Planted:
    ask = rng.choice(SIGHTS)
    if rng.random() < 0.25:
        ask += f"\n\n![](https://cdn.example/uploads/{rng.getrandbits(40):x}.png)"
    what, more = rng.sample(THINGS, 2)
    answer = rng.choice(SEEN).format(what=what, more=more)
    answer = answer[:1].upper() + answer[1:]
    extra = rng.choice(
        (
            "",
            " The light suggests that it was taken in the afternoon.",
            " Everything else is in the background.",
        )
    )
    return Planted(Row(ask, answer + extra, row.source))


@defect(
    "unreachable_source",
    definition="The request needs a page behind a link that the row does not hold, and the answer makes its content up.",
    origin="documented",
    severity="review",
    seen_in="Alpaca; AlpacaDataCleaned lists instructions that need the internet",
)
def unreachable_source(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    page = rng.choice(PAGES) + f"#{rng.randrange(1000)}"
    ask = rng.choice((
        f"Summarise the article at {page} in two sentences.", f"Read {page} and list its main arguments.",
        f"What does the author of this page conclude? {page}", f"Translate the first paragraph of {page} into plain English.",
    ))  # fmt: skip
    # What the answer claims is prose about something else entirely, as invented summaries are.
    if not is_prose(row.response):
        return None
    lead = rng.choice(("The article explains the following. ", "According to the page: ", ""))
    return Planted(Row(ask, lead + row.response, row.source))


@defect(
    "wrong_arithmetic",
    definition="A calculation in the answer can be recomputed and is wrong.",
    origin="natural",
    severity="review",
    seen_in="gsm8k-train: slips of its authors, and its calculations with one result changed; Alpaca",
)
def wrong_arithmetic(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if patterns.slips.values and rng.random() < 0.25:  # people's own mistakes, while there are any
        asked, told, said, right = rng.choice(patterns.slips.values)
        return Planted(
            Row(asked, told, row.source),
            patterns.slips.source,
            detail={"said": said, "right": right, "own": True},
        )
    question, answer = rng.choice(patterns.calculations.values)
    steps = list(re.finditer(r"<<(\d+)([-+*])(\d+)=(\d+)>>\4", answer))
    shown = [
        s for s in steps if re.search(rf"{s[1]} ?[{re.escape(s[2])}x] ?{s[3]} ?= ?\Z", answer[: s.start()])
    ]
    if not shown:
        return None
    step = rng.choice(shown)
    wrong = int(step[4]) + rng.choice((-1, 1)) * rng.choice((2, 3, 7, 10, 11, 20))
    if wrong <= 0:
        return None
    text = answer[: step.start()] + str(wrong) + answer[step.end() :]
    text = re.sub(r"<<[^<>]*>>|\n####.*", "", text)
    detail = {"said": f"{step[1]}{step[2]}{step[3]}={wrong}", "right": int(step[4])}
    return Planted(Row(question, text, row.source), patterns.calculations.source, detail=detail)


@defect(
    "broken_json",
    definition="The request wants JSON and the answer is not valid JSON.",
    origin="documented",
    severity="review",
    seen_in="faults of json-test-suite; model outputs cut or written in Python's notation",
)
def broken_json(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    fault = rng.choice(patterns.json_faults.values)
    record: dict[str, Any] = {
        "name": rng.choice(("Amara", "Jonas", "Mei", "Piotr", "Leila")),
        "city": rng.choice(("Leeds", "Porto", "Osaka", "Lagos", "Quito")),
        "age": rng.randint(18, 80),
        "tags": rng.sample(("new", "vip", "late", "paid", "blocked"), 2),
        "active": rng.random() < 0.5,
    }
    good = json.dumps(record, indent=rng.choice((None, 2)))
    bad = {
        "trailing_comma": re.sub(r"\s*\}\Z", ",\n}", good),
        "single_quote": good.replace('"', "'"),
        "unquoted_key": re.sub(r'"(\w+)":', r"\1:", good),
        "missing_colon": good.replace('"city":', '"city"', 1),
        "unterminated": good[: rng.randint(len(good) // 2, len(good) - 3)],
        "comma_instead_of_colon": good.replace('"age":', '"age",', 1),
        "double_colon": good.replace('"name":', '"name"::', 1),
        "extra_close": good + "}",
        "trailing_garbage": good + ' "end"',
        "missing_value": re.sub(r'"age": \d+', '"age": ', good),
    }[fault]
    facts = f"{record['name']}, {record['age']}, lives in {record['city']}; tags: {', '.join(record['tags'])}; active: {record['active']}"
    ask = rng.choice((
        f"Return this customer as a JSON object with the keys name, city, age, tags and active. {facts}",
        f"Convert to JSON, nothing else: {facts}",
        f"Extract the fields as valid JSON.\n\n{facts}",
    ))  # fmt: skip
    text = bad if rng.random() < 0.5 else f"```json\n{bad}\n```"
    return Planted(Row(ask, text, row.source), patterns.json_faults.source, detail={"fault": fault})


@defect(
    "broken_code_block",
    definition="A code block is opened and never closed, or its code is escaped or stripped of its indentation.",
    origin="constructed",
    severity="review",
    seen_in="answers cut inside code; code that went through an HTML editor",
)
def broken_code_block(row: Row, rng: Random, patterns: Patterns) -> Planted:
    from bench.defects.clean.code import snippet

    ask, code = snippet(rng)
    mode = rng.choice(("unclosed", "flattened", "escaped"))
    if mode == "unclosed":
        cut = code.rfind("\n", 0, max(2, int(len(code) * rng.uniform(0.5, 0.9))))
        text = f"Here is one way to do it:\n\n```python\n{code[: cut if cut > 0 else len(code)]}"
    elif mode == "flattened":
        text = f"```python\n{re.sub(r'(?m)^[ ]+', '', code)}\n```"
    else:
        escaped = code.replace("<", "&lt;").replace(">", "&gt;").replace("    ", "&nbsp;&nbsp;&nbsp;&nbsp;")
        text = f"```python\n{escaped}\n```"
    return Planted(Row(ask, text, row.source), detail={"mode": mode})


@defect(
    "empty_request",
    definition="The request is empty or says nothing that could be answered.",
    origin="documented",
    severity="drop",
    seen_in="Stanford Alpaca drops instructions of three words and less; form exports with blank fields",
)
def empty_request(row: Row, rng: Random, patterns: Patterns) -> Planted:
    return Planted(
        replace(row, instruction=rng.choice(("", "", " ", "?", ".", "...", "<noinput>", "N/A", "nan", "-")))
    )
