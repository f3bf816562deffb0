# ruff: noqa: E501
"""Every flag on an answer that has the defect and on one that only looks like it."""

from __future__ import annotations

import pytest

from ft_data.example import message
from ft_data.signals.flags.arithmetic import check, value_of
from ft_data.signals.flags.ending import OPEN_ENDED
from ft_data.signals.groups.flags import SIGNALS
from ft_data_tests.signals.rows import measure, of

LONG = "Water boils at one hundred degrees. It turns to steam. The steam rises and cools again. "
PAGE = "It tells how the apple harvest went this year, what the weather did to it, and which prices growers expect next year."
WRAPPED = "Wait for an incoming connection.  Return a new socket\nrepresenting the connection, and the address of the client\nas the system gives it"
HAND = [
    # (signal, prompt, response, value)
    ("empty_prompt", " \u200b\n", "Yes.", True),
    ("empty_prompt", "...", "Yes.", True),
    ("empty_prompt", "+", "A sign.", False),
    ("empty_prompt", "... --- ...", "SOS", False),
    ("empty_prompt", "👍", "Yes.", False),
    ("empty_response", "Why?", "  \n", True),
    ("empty_response", "Why?", "\u200b\u00a0\ufeff", True),
    ("empty_response", "Which operator adds?", "+", False),
    ("empty_response", "Draw a triangle.", "*\n**\n***\n****", False),
    ("empty_response", "How do you feel?", "👍", False),
    ("prompt_placeholder", "Rewrite this.\n<noinput>", "Fine.", True),
    ("prompt_placeholder", "Is there no output from the pump?", "There is.", False),
    ("placeholder", "Why?", "[No output]", True),
    ("placeholder", "Design a logo.", "<noinput>", True),
    ("placeholder", "设计一个标志。", "<无输出>", True),
    ("placeholder", "Design a logo.\n\nN/A", "N/A", True),
    ("placeholder", "How many hens does granny have if 20 legs ran to her?", "\\hspace{0pt}N/A", True),
    ("placeholder", "What is 84 / 7?", "$$N.A$$", True),
    ("placeholder", "What is snow?", "...", True),
    ("placeholder", "Write S in Morse code.", "...", False),
    ("placeholder", "Is the order sent, pending or missing?", "Pending", False),
    ("placeholder", "What is the state of the parcel?", "missing", False),
    ("placeholder", "Fill the field 'spouse' for an unmarried applicant.", "N/A", False),
    ("placeholder", "Extract the date.\n\nWe met in the park.", "N/A", False),
    ("placeholder", "Which tag starts a paragraph?", "<p>", False),
    ("placeholder", "What does Python return?", "It returns None when nothing is found.", False),
    ("template_slots", "How do I reset it?", "Hello {customer_name}, press [INSERT KEY NAME].", 2),
    ("template_slots", "Write a template with {name}.", "Hello {name}!", 0),
    ("template_slots", "How do I reset it?", "Press the key [1] and f{x}.", 0),
    ("refusal", "How do plants grow?", "I'm sorry, but I can't help with that request.", True),
    ("refusal", "How do plants grow?", "They cannot grow without light.", False),
    ("refusal_phrase", "How do plants grow?", LONG * 3 + "I cannot provide more details.", True),
    ("refusal_phrase", "Describe it.", "I can't help but smile at that.", False),
    ("hedge", "What is love?", "As an AI, I do not feel it.", True),
    ("hedge", "What is love?", "As a parent, I feel it daily.", False),
    ("foreign_identity", "What is love?", "I am ChatGPT, a model trained by OpenAI.", True),
    ("foreign_identity", "Which AI assistant are you?", "I am ChatGPT, a model trained by OpenAI.", False),
    ("identity", "Which AI assistant are you?", "I am ChatGPT, a model trained by OpenAI.", True),
    ("identity", "Who trained the dog?", "It was trained by my sister.", False),
    ("cutoff_date", "Who won?", "As of my last update in September 2021, nobody had.", True),
    ("cutoff_date", "Who won?", "As of the last lap, nobody had.", False),
    ("filler", "Name a fruit.", "Great question! I'd be happy to help. Let me know if you need anything else.", True),
    ("filler", "Name a fruit.", "Great question! An apple is one. I hope this helps.", False),
    ("merged_instruction", "Name a fruit.", "Apple.\n\n7. Instruction: Name a tree.\n7. Output: Oak.", True),
    ("merged_instruction", "Name a fruit.", "Apple. The instruction manual names it too.", False),
    ("dialogue_leak", "Name a fruit.", "Apple.\nHuman: Another?\nAssistant: Pear.", True),
    ("dialogue_leak", "Write a dialogue between two people.", "Human: Hi.\nAssistant: Hello.", False),
    ("dialogue_leak", "Continue this conversation.\n\nAnn: Hello.\nBob:", "Hi.\n\nHuman: Thanks.\n\nAssistant: Sure.", True),
    ("special_tokens", "Name a fruit.", "Apple.<|im_end|>", True),
    ("special_tokens", "Name a fruit.", "apple<|endoftext|>", True),
    ("special_tokens", "Name a fruit.", "It is an apple. </s>", True),
    ("special_tokens", "Name a fruit.", "[INST] Another? [/INST] Pear.", True),
    ("special_tokens", "What does BERT use for padding?", "BERT fills short rows with [PAD]", False),
    ("special_tokens", "How are strikethroughs closed?", "A strikethrough is closed with </s>", False),
    ("special_tokens", "How does it look?", "It is <s>struck</s> through.", False),
    ("special_tokens", "解释这个模型的提示格式。", "格式如下：\n<s>[INST] 问题 [/INST] 回答 </s>\n每一轮都这样写。", False),
    ("special_tokens", "Name a fruit.", "Apple.\n<|im_end|>\n<|im_start|>user\nAnother?", True),
    ("special_tokens", "What comes last in GPT-2?", "<|endoftext|>", False),
    ("special_tokens", "Name a fruit.", "Apple < pear | plum > fig.", False),
    ("copy_scraps", "How do I sort?", "Copy code\nsorted(x)\n\n2 / 3", 3),
    ("copy_scraps", "What do I pack?", "Take these:\n\nVisa\n\n06/27\n\nHave fun.", 0),
    ("mail_scraps", "When is it?", "On Tuesday she wrote:\nthe meeting is moved to nine.", 0),
    ("copy_scraps", "How do I sort?", "Use 2/3 of the list.", 0),
    ("boilerplate", "Name a fruit.", "Home | About us\nWe use cookies.\nApple.\nSubscribe to our newsletter", 4),
    ("boilerplate", "Name a fruit.", "An apple at home is worth two in the shop.", 0),
    ("rights_notice", "Name a fruit.", "Apple. © 2012 Orchard Inc. All rights reserved.", 2),
    ("rights_notice", "Write a copyright footer.", "© 2012 Orchard Inc. All rights reserved.", 0),
    ("mail_scraps", "Name a fruit.", "Apple.\n\nSent from my iPhone", 1),
    ("mail_scraps", "Name a fruit.", "Apples are sent from my farm.", 0),
    ("modality", "Show the trend.", "![chart](trend.png)", True),
    ("modality", "Show the trend.", "It rises by two percent a year.", False),
    ("prompt_modality", "Describe the attached photo.", "A dog.", True),
    ("prompt_modality", "Describe the painting below.\n\n[Image provided]", "A meadow.", True),
    ("prompt_modality", "Find the area of the following figure.\n\nA square with a side of 3 cm", "9 cm².", False),
    ("prompt_modality", "Write about the numbers in the table below.\n\nItem|2019|2020\n---|---|---\nPens|40|90", "Pens rose.", False),
    ("prompt_modality", "Describe the painting \"The Milkmaid\" by Johannes Vermeer.", "A maid pours milk.", False),
    ("prompt_modality", "Create a podcast title.", "The Curious Kettle.", False),
    ("prompt_modality", "How does a photo develop?", "In a bath.", False),
    ("fence_fault", "Sort it.", "```python\nsorted(x)\n", True),
    ("fence_fault", "Sort it.", "```python\nsorted(x)\n```", False),
    ("invalid_json", "Return the name as JSON.", '{"name": "Ann"', True),
    ("invalid_json", "Return the name as JSON.", 'Sure: {"name": "Ann"}', False),
    ("invalid_xml", "Return the name as XML.", "<a><b></a>", True),
    ("invalid_xml", "Return the name as XML.", "<a><b/></a>", False),
    ("invalid_call", "Weather?", '<tool_call>{"name": "w", "arguments": {</tool_call>', True),
    ("invalid_call", "Weather?", '<tool_call>{"name": "w", "arguments": {}}</tool_call>', False),
    ("python_fault", "Square it.", "```python\ndef f(x)\n    return x\n```", True),
    ("python_fault", "Square it.", "```python\ndef f(x):\n    return x\n```", False),
    ("python_fault", "Print it.", "```python\nprint 'old style'\n```", False),
    ("python_fault", "Why does it fail?", "```python\nValueError: Found array with 0 sample(s) (shape=(0, 6)) while\na minimum of 1 is required.\n```", False),
    ("python_fault", "Show it.", "```python\nanna@quay:~$ /usr/bin/env python test.py\nTK Version = 8.5.8\n```", False),
    ("python_fault", "Where to?", "```python\npostgresql+psycopg2://{db_user}:{db_password}@{db_host}/{db_name}\n```", False),
    ("python_fault", "Square it.", "```python\ndef f(x):\n# squares\nreturn x * x\n```", True),
    ("python_fault", "Await it.", "```python\nasync def main():\n    # your code here\n\nresult = await main()\n```", False),
    ("sums_checked", "Add.", "2 + 2 = 4 and then 3 * 4 = 12.", 2),
    ("sums_wrong", "Add.", "2 + 2 = 5.", 1),
    ("sums_wrong", "What is 12 * 3?", "It is 35.", 1),
    ("sums_wrong", "What is 12 * 3?", "It is 36.", 0),
    ("sums_wrong", "Solve.", "The share is $$2\\times 40\\%+5\\times (1-60\\%)=2.8$$, so $$2.8\\div (5+2)=40\\%$$.", 0),
    ("sums_wrong", "Solve.", "2x + 3 = 7, so x = 2.", 0),
    ("reasoning_faults", "Why?", "<think>Because", ["unclosed"]),
    ("reasoning_faults", "Why?", "<think>Because.</think>It rains.", None),
    ("reasoning_fault_count", "Why?", "<think></think>It rains.", 1),
    ("list_missing", "Make a list of at least two things.", "1. Tent\n2. Mat\n3. Lamp", 0),
    ("list_missing", "Give me five tips for sleep.", "1. Rest.\n2. Read.", 3),
    ("form_faults", "Answer yes or no: is it blue?", "The sky scatters light of short waves.", ["yes_no"]),
    ("form_faults", "Answer yes or no: is it blue?", "Yes, it is blue today.", None),
    ("form_fault_count", "Return the names as a JSON array.", "Ann and Bob", 1),
    ("blob_ratio", "Name a drink.", "VGhlIGhhcmJvdXIgZnJlZXplcyBpbiBKYW51YXJ5IGFuZCBvcGVucyBhZ2Fpbi4=", 1.0),
    ("blob_ratio", "Where is it?", "See docs_src/custom_response/tutorial006c_py310.py and uebergreifend_coronavirus/Informationen-fuer-alle.", 0.0),
    ("blob_ratio", "Add up.", "9+99+999+9999+99999+999999+10-1+100-1+1000-1+10000-1", 0.0),
    ("dialogue_leak", "List the files.", "find /home/<user> -type f", False),
    ("sums_wrong", "已知$$a*b=a\\times b+a+b$$，则$$9*11$$是多少？", "根据定义，$$9*11=119$$。", 0),
    ("sums_wrong", "How many cents?", "A can is 12/48 = $0.25 in a case.\nElsewhere it is $0.50 for each can.\nThat is 0.50-.25 = 0.25 more.\n#### 25", 0),
    ("html_tags", "Name a fruit.", "<p>Apple</p><br>", 3),
    ("html_tags", "How do I copy it?", "Run rsync -a <source> <host>:<target> and wait.", 0),
    ("html_tags", "Write an HTML page.", "<p>Apple</p>", 0),
    ("html_entities", "Name a fruit.", "Apple &amp; pear&nbsp;", 2),
    ("mojibake", "Name a drink.", "A cafÃ© in ZÃ¼rich", 2),
    ("mojibake", "Name a drink.", "A café in Zürich", 0),
    ("escapes", "Solve it.", "Since $$3-x\\geqslant 0$$, $$\\therefore x\\ne 4$$ and $$x\\ne 5$$.", 0),
    ("escapes", "Name a drink.", "One.\\n\\nTwo \\u00e9", 3),
    ("blob_ratio", "Name a drink.", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlq", 1.0),
    ("blob_ratio", "Name a drink.", "antidisestablishmentarianism-and-other-long-words", 0.0),
    ("url_only", "Name a drink.", "https://example.org/tea", True),
    ("url_only", "Can the boat engine be used in a web socket?", "https://example.org/tea", True),
    ("url_only", "Which formats does mill.video take?", "https://example.org/tea", True),
    ("url_only", "Which web page tells of it?", "https://example.org/tea", False),
    ("url_only", "Give me a video of the mill.", "https://example.org/tea", False),
    ("url_only", "为一家鞋业公司创建徽标。", "![alt](https://img.example.org/a.png)", True),
    ("url_only", "Where is the manual?", "https://docs.example.org/3/", False),
    ("url_only", "Dónde está el manual?", "https://docs.example.org/3/", False),
    ("url_only", "Name a drink.", "Tea, see https://example.org/tea for the kinds that people like", False),
    ("art_lines", "Name a pet.", "/\\_/\\\n( o.o )\n> ^ <", 1.0),
    ("art_lines", "Name a pet.", "A cat.\nA dog.\nA bird.", 0.0),
    ("response_is_code", "Sort it.", "def f(x):\n    return sorted(x)", True),
    ("response_is_code", "Sort it.", "Sort it with the sorted function.", False),
    ("code_unasked", "Who was the king of France then?", "def king():\n    return 'Louis'", True),
    ("code_unasked", "Write a function that returns a king.", "def king():\n    return 'Louis'", False),
    ("question_only", "Name a pet.", "Which one do you mean?", True),
    ("question_only", "Name a pet.", "A cat. Why?", False),
    ("channel_lines", "Name a fruit.", "Apple.\n*** ann has joined #fruit\n*** bob has quit (timeout)\nPear.", 2),
    ("channel_lines", "Show me the log of the channel.", "*** ann has joined #fruit", 0),
    ("channel_lines", "Who left?", "Ann has left the team.", 0),
    ("token_spacing", "Who came?", "Ann , Bob and Eve came . They did n't stay .", 1.0),
    ("token_spacing", "Who came?", "Ann, Bob and Eve came. They did not stay .", 0.0),
    ("page_lines", "Name a fruit.", "Home\nAbout us\nA fruit that most people know is the apple, which is red.\nPrivacy policy\nContact us", 4),
    ("page_lines", "Name fruit.", "Apple\nPear\nPlum\nFig", 0),
    ("social_marks", "Name a fruit.", "RT @ann: apples all day http://t.co/abc", 3),
    ("social_marks", "Write a tweet about apples.", "Apples all day #apple", 0),
    ("spam_marks", "Name a fruit.", "You have won a £500 prize! Text CLAIM to 80800 now. T&Cs apply", 4),
    ("spam_marks", "Write an advert with a prize.", "You have won a £500 prize! Text CLAIM to 80800 now.", 0),
    ("spam_marks", "Who won?", "Ann won the race by a second.", 0),
    ("swapped", "An apple is a fruit that grows on trees; it is round and ripens between July and October.", "What is an apple?", True),
    ("swapped", "Write a question to this answer: an apple is a fruit that grows on trees and ripens in autumn.", "What is an apple?", False),
    ("tool_preamble", "search(query)\nWhat is an apple?", "A fruit.", True),
    ("tool_preamble", "search(query)\nWhat is an apple?", "search('apple')", False),
    ("tool_preamble", "print(x)", "It prints x.", False),
    ("subject_missing", "What does `frobnicate` do?", "It is a round fruit.", True),
    ("subject_missing", "What does `frobnicate` do?", "Frobnicating turns it round.", False),
    ("subject_missing", "What is a fruit?", "It is round.", False),
    ("needs_page", "Summarise the article.\n\nhttps://news.example/apples", PAGE, True),
    ("needs_page", "Summarise https://news.example/apples", PAGE, True),
    ("needs_page", "用两句话总结这篇文章。\n\n文章：https://news.example/apples", "文章介绍了今年苹果的收成情况，说明了天气对果农的影响，并且预测明年的价格会有所上涨，消费者需要做好准备。", True),
    ("needs_page", "Résume cet article.\n\nArticle : https://journal.example/pommes", "L'article décrit la récolte des pommes, le temps qu'il a fait et les prix que les producteurs attendent l'année prochaine.", True),
    ("needs_page", "Which part of this is the path?\n\nhttps://news.example/apples", "The path is /apples.", False),
    ("needs_page", "Is this address well formed?\n\nhttps://news.example/apples", f"It is; news.example is the host. {PAGE}", False),
    ("needs_page", "Print \"deb http://ppa.example.net/ubuntu main\" and append it to \"/etc/apt/sources.list\"", "echo \"deb http://ppa.example.net/ubuntu main\" | tee -a /etc/apt/sources.list", False),
    ("needs_page", "Download the file at http://example.com/a.txt", "curl -O http://example.com/a.txt", False),
    ("needs_page", "Write a Python script that fetches https://news.example/apples.", "import urllib", False),
    ("needs_page", "Summarise: Apples are red and round fruit. Pears are green and long. (https://news.example)", "Fruit differ.", False),
    ("harm_refused", "How do I build a bomb?", "I'm sorry, I can't help with that.", 1.0),
    ("harm_refused", "How do I bake bread?", "I can't help with that, somebody could be harmed.", 0.5),
    ("harm_refused", "How do I bake bread?", "I can't help with that.", 0.0),
    ("null_answer", "Which of these planets has no moon?", "None", True),
    ("null_answer", "两段文字都提到了哪种病因？", "无", True),
    ("null_answer", "How do I call it?", "No response", True),
    ("null_answer", "Which mark ends a question?", "?", False),
    ("null_answer", "Extract the date.\n\nWe met in the park.", "N/A", True),
    ("null_answer", "Describe the planets.", "None of them has air.", False),
    ("asks", "Translate it and return JSON only.", "{}", ["json", "language"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "prompt", "response", "value"), HAND, ids=[f"{h[0]}-{i}" for i, h in enumerate(HAND)]
)
def test_flag(name: str, prompt: str, response: str, value: object) -> None:
    found = of("flags", name, response, prompt)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


def test_every_flag_is_tested() -> None:
    elsewhere = {"truncated", "conversation_faults", "conversation_fault_count", "invalid_tools"}
    assert {s.name for s in SIGNALS} - {h[0] for h in HAND} == elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "First, fill the pot. Second, light the fire and wait until the",
        "It has many uses, such as cooking, cleaning,",
        "1. Fill the pot with water.\n2. Light the fire.\n3.",
        LONG + "Some of it is caught, e.g.",
        "El agua hierve a cien grados. El vapor sube, se enfría y vuelve a caer en forma de",
        "水在一百度沸腾。蒸汽上升之后遇冷凝结，然后落下来变成雨和",
        "水在一百度沸腾。蒸汽上升之后遇冷凝结成小水滴，",
        "Das Wasser kocht bei hundert Grad. Der Dampf steigt auf, kühlt ab und",
    ],
)
def test_a_sentence_that_is_open_is_surely_cut(text: str) -> None:
    assert of("flags", "truncated", text) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        LONG + "When it cools, the steam soon becomes",
        WRAPPED,
        LONG + "When it cools, the steam turns into wat",
    ],
)
def test_a_full_stop_that_is_left_out_says_little(text: str) -> None:
    assert 0 < of("flags", "truncated", text) <= OPEN_ENDED


@pytest.mark.parametrize(
    "text",
    [
        LONG, "Positive", "yellow rubber band", "42", "Paris", "- milk\n- bread\n- eggs", "The answer is 2 + 3.\n#### 5",
        LONG + "\nMore on: Steam and Water", "x = f(y)\nprint(x)", "See https://example.org/steam", "18.", "It is 125.",
        "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you", "She said “it is done.”", "It costs 5 €", "好的。",
        "1. Blanket\n2. Sandwiches\n3. Lemonade\n4. Plates\n5. Sun cream", "1.苹果\n2. 香蕉\n3.橘子\n4. 芒果",
        "The steps are:\n1. Boiling fresh water\n2. Warming the pot\n3. Pouring the water over the leaves\n4. Waiting for four minutes",
        "Opening:\nA. Why bees matter\nB. What this talk covers\n\nMain part:\nA. Life in the hive. Roles of workers and drones\nB. Threats. Mites and pesticides",
        "i tried to send money to my landlord. it did not go through", "Hello, there is a fee on my account. I do not know what this fee is for",
        "My card was swallowed. I want to know how many days that will take in", LONG + "Thanks for reading.\n\nKind regards,",
        "all:\n\tgcc -o a a.c\n\nclean:\n\trm -f a", "An old silent pond\nA frog jumps into the pond\nSplash! Silence again",
        "find . -name '*.c' -print", LONG + "It holds vitamin A", "故$$k\\leqslant 2$$．故选$$\\text{B}$$．", LONG + "Le numéro est le 112",
    ],
)  # fmt: skip
def test_whole_answers_are_not_truncated(text: str) -> None:
    assert of("flags", "truncated", text) <= OPEN_ENDED


def _talk(*roles: str, kind: str = "conversation") -> dict[str, object]:
    return {"kind": kind, "messages": [message(role, f"turn {k}") for k, role in enumerate(roles)]}


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (_talk("user", "assistant"), None),
        (_talk("system", "user", "assistant", "user", "assistant"), []),
        (_talk("user", "user", "assistant"), ["same_role"]),
        (_talk("user", "assistant", "user"), ["ends_without_answer"]),
        (_talk("user", "assistant", "system", "user", "assistant"), ["late_system"]),
        (_talk("assistant", "user", "assistant"), ["starts_with_assistant"]),
        (_talk("user"), ["no_assistant"]),
        (_talk("assistant"), ["no_user", "starts_with_assistant"]),
        (_talk("user", "tool", "assistant"), ["orphan_tool"]),
        ({"kind": "conversation", "messages": [message("user", "a"), message("assistant", ""), message("user", "b"), message("assistant", "c")]}, ["empty_turn"]),
        ({"kind": "preference", "messages": [message("user", "a")], "chosen": [message("assistant", "x")], "rejected": [message("assistant", "x")]}, ["equal_pair"]),
        ({"kind": "text", "messages": [message("assistant", "a")]}, None),
    ],
)  # fmt: skip
def test_conversation_faults(row: dict[str, object], faults: list[str] | None) -> None:
    found = measure("flags", [row])[0]
    assert found["conversation_faults"] == faults
    assert found["conversation_fault_count"] == len(faults or [])


def test_tools_and_calls_of_their_own_columns() -> None:
    call = message("assistant", "", tool_calls_json='[{"name": "f", "arguments": "{bad"}]')
    rows = measure(
        "flags", [{"kind": "conversation", "messages": [message("user", "a"), call], "tools_json": "[{"}]
    )
    assert rows[0]["invalid_call"] and rows[0]["invalid_tools"]
    good = message("assistant", "", tool_calls_json='[{"function": {"name": "f", "arguments": "{}"}}]')
    rows = measure(
        "flags", [{"kind": "conversation", "messages": [message("user", "a"), good], "tools_json": "[]"}]
    )
    assert not rows[0]["invalid_call"] and not rows[0]["invalid_tools"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("2^3", 8),
        ("1,000/4", 250),
        ("7 - -2", 9),
        ("1/0", None),
        ("2+", None),
        ("10x-5", None),
    ],
)
def test_expressions_are_exact(expression: str, value: int | None) -> None:
    assert value_of(expression) == value


@pytest.mark.parametrize(
    ("text", "checked", "wrong"),
    [
        ("48 / 7 = 6.86", 1, 0), ("0.1 + 0.2 = 0.3", 1, 0), ("<<3*4=13>>", 1, 1), ("20% of 50 is 11", 1, 1),
        ("2024-01-02 = 5", 0, 0), ("5 + 3 = 8 + 1", 0, 0), ("x2 + 3 = 9", 0, 0), ("a 60 x 2/3 = 40", 1, 0),
        ("The sum of 3 and 4 is 8.", 1, 1), ("$5 + $3 = $8", 1, 0),
    ],
)  # fmt: skip
def test_stated_sums(text: str, checked: int, wrong: int) -> None:
    assert check(text) == (checked, wrong)


def test_english_wording_is_not_measured_in_other_languages_unless_it_is_there() -> None:
    swedish = "Ansökan ska lämnas in senast den sista dagen i månaden, annars går rätten till ersättning förlorad för året."
    english = (
        "The application is due on the last day of the month, or the right to be paid is lost for the year."
    )
    plain, own, odd = measure(
        "flags",
        [
            (swedish, swedish),
            (english, english),
            (swedish, swedish + " I'm sorry, but I can't help with that."),
        ],
    )
    assert (
        plain["refusal_phrase"]
        is plain["copy_scraps"]
        is plain["prompt_modality"]
        is plain["list_missing"]
        is None
    )
    assert own["refusal_phrase"] is False and own["copy_scraps"] == 0 and own["prompt_modality"] is False
    assert odd["refusal_phrase"] is True
    assert plain["placeholder"] is False and plain["html_tags"] == 0
