"""The layouts of records that are found without a `map`: what docs/sources.md lists and the tests try.

`python -m ft_data.sources.layouts docs/sources.md` writes the table into the page.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

ASK = {"role": "user", "content": "ask"}
SAY = {"role": "assistant", "content": "say"}
NO = {"role": "assistant", "content": "no"}
_PAIR = (("user: ask", "assistant: say"),)
_TRIPLE = (("user: ask", "chosen: say", "rejected: no"),)
_CALL = {"name": "look", "arguments": {"at": "it"}}
_TOOLED = (("user: ask", "assistant: [look]", "tool: seen", "assistant: say"),)
_CHOICE = (("user: ask\n\nA. no\nB. say", "assistant: B. say"),)


class Known(NamedTuple):
    """A layout: what it is called, a smallest record, and the examples it becomes, one text a turn."""

    name: str
    record: Any
    gives: tuple[tuple[str, ...], ...]
    stage: str = "instruction"
    numbers: str | None = None  # what the source says numbers of choices count from


LAYOUTS: tuple[Known, ...] = (
    Known("Alpaca", {"instruction": "ask", "input": "it", "output": "say"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("prompt and completion", {"prompt": "ask", "completion": "say"}, _PAIR),
    Known("question and answer", {"question": "ask", "answer": "say"}, _PAIR),
    Known("question with context (SQuAD, flat)", {"context": "it", "question": "ask", "answers": {"text": ["say"], "answer_start": [0]}}, (("user: it\n\nask", "assistant: say"),)),
    Known("yes or no (BoolQ)", {"question": "ask", "passage": "it", "answer": True}, (("user: it\n\nask", "assistant: true"),)),
    Known("problem, solution and answer", {"problem": "ask", "solution": "so, say", "answer": "say"}, (("user: ask", "assistant: so, say"),)),
    Known("question, reasoning and answer", {"question": "ask", "reasoning": "hm", "answer": "say"}, (("user: ask", "assistant: (hm) say"),)),
    Known("history (LLaMA-Factory)", {"instruction": "ask", "output": "say", "history": [["a", "b"]], "system": "be"}, (("system: be", "user: a", "assistant: b", "user: ask", "assistant: say"),)),
    Known("instances (self-instruct)", {"instruction": "ask", "instances": [{"input": "", "output": "say"}]}, _PAIR),
    Known("choices and index (MMLU)", {"question": "ask", "choices": ["no", "say"], "answer": 1}, _CHOICE),
    Known("choices and key (ARC, CommonsenseQA)", {"question": "ask", "choices": {"text": ["no", "say"], "label": ["A", "B"]}, "answerKey": "B"}, _CHOICE),
    Known("choices in the question (ARC, as published)", {"question": {"stem": "ask", "choices": [{"text": "no", "label": "A"}, {"text": "say", "label": "B"}]}, "answerKey": "B"}, _CHOICE),
    Known("choices by letter (MedQA)", {"question": "ask", "options": {"A": "no", "B": "say"}, "answer": "say", "answer_idx": "B"}, _CHOICE),
    Known("choices as columns", {"question": "ask", "A": "no", "B": "say", "answer": "B"}, _CHOICE),
    Known("choices as columns (MedMCQA)", {"question": "ask", "opa": "no", "opb": "say", "cop": 1}, _CHOICE),
    Known("choices as columns (WinoGrande)", {"sentence": "ask", "option1": "no", "option2": "say", "answer": "2"}, (("user: ask\n\n1. no\n2. say", "assistant: 2. say"),)),
    Known("endings (HellaSwag)", {"ctx": "ask", "endings": ["no", "say"], "label": "1"}, _CHOICE),
    Known("choices with marks (AQuA)", {"question": "ask", "options": ["A)no", "B)say"], "correct": "B"}, _CHOICE),
    Known("choices in lists of objects", {"problem": "ask", "answer_option_list": [[{"aoVal": "A", "content": "no"}], [{"aoVal": "B", "content": "say"}]], "answer_value": "B"}, _CHOICE),
    Known("text and summary", {"dialogue": "ask", "summary": "say"}, _PAIR),
    Known("article and highlights", {"article": "ask", "highlights": "say"}, _PAIR),
    Known("questions and answers in lists", {"questions": ["ask", "a"], "answers": ["say", "b"]}, (*_PAIR, ("user: a", "assistant: b"))),
    Known("questions about one story (CoQA)", {"story": "it", "questions": [{"input_text": "ask"}, {"input_text": "a"}], "answers": [{"input_text": "say"}, {"input_text": "b"}]}, (("user: it\n\nask", "assistant: say", "user: a", "assistant: b"),)),
    Known("a task and its steps", {"task": "ask", "steps": ["one", "two"]}, (("user: ask", "assistant: 1. one\n2. two"),)),
    Known("tasks and their calls (ToolAlpaca)", {"Name": "it", "Function_Description": {"look": "Looks.\nParameters: {\"at\": \"Required. string. Where.\"}"}, "Instructions": ["ask"], "Golden_Answers": [[{"Action": "look", "Action_Input": "{\"at\": \"it\"}"}]]}, (("user: ask", "assistant: [look]"),)),
    Known("paragraphs with questions (SQuAD)", {"title": "t", "paragraphs": [{"context": "it", "qas": [{"id": "1", "question": "ask", "answers": [{"text": "say", "answer_start": 0}]}]}]}, (("user: it\n\nask", "assistant: say"),)),
    Known("messages (OpenAI)", {"messages": [ASK, SAY]}, _PAIR),
    Known("messages with calls (OpenAI)", {"messages": [ASK, {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "1", "content": "seen"}, SAY]}, _TOOLED),
    Known("messages with parts (Anthropic)", {"system": "be", "messages": [{"role": "user", "content": [{"type": "text", "text": "ask"}]}, {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "look", "input": {}}]}, {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "seen"}]}, SAY]}, (("system: be", *_TOOLED[0]),)),
    Known("messages with parts (Bedrock)", {"system": [{"text": "be"}], "messages": [{"role": "user", "content": [{"text": "ask"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "1", "name": "look", "input": {}}}]}, {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": [{"text": "seen"}]}}]}, {"role": "assistant", "content": [{"text": "say"}]}]}, (("system: be", *_TOOLED[0]),)),
    Known("contents with parts (Gemini)", {"systemInstruction": {"parts": [{"text": "be"}]}, "contents": [{"role": "user", "parts": [{"text": "ask"}]}, {"role": "model", "parts": [{"functionCall": {"name": "look", "args": {}}}]}, {"role": "user", "parts": [{"functionResponse": {"name": "look", "response": "seen"}}]}, {"role": "model", "parts": [{"text": "say"}]}]}, (("system: be", *_TOOLED[0]),)),
    Known("messages with reasoning", {"messages": [ASK, {**SAY, "reasoning_content": "hm"}]}, (("user: ask", "assistant: (hm) say"),)),
    Known("messages with weights", {"messages": [ASK, {**NO, "weight": 0}, ASK, SAY]}, (("user: ask", "assistant: no *0", "user: ask", "assistant: say"),)),
    Known("ShareGPT", {"conversations": [{"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}]}, _PAIR),
    Known("ShareGPT with calls", {"conversations": [{"from": "human", "value": "ask"}, {"from": "function_call", "value": "{\"name\": \"look\", \"arguments\": {}}"}, {"from": "observation", "value": "seen"}, {"from": "gpt", "value": "say"}]}, _TOOLED),
    Known("question and answer in one turn", {"conversation": [{"system": "be", "input": "ask", "output": "say"}, {"input": "a", "output": "b"}]}, (("system: be", "user: ask", "assistant: say", "user: a", "assistant: b"),)),
    Known("human and assistant in one turn", {"conversation": [{"human": "ask", "assistant": "say"}]}, _PAIR),
    Known("texts that take turns (UltraChat)", {"id": "1", "data": ["ask", "say"]}, _PAIR),
    Known("a list of talks (ChatterBot)", {"categories": ["c"], "conversations": [["ask", "say"], ["a", "b", "thanks"]]}, (*_PAIR, ("user: a", "assistant: b"))),
    Known("USER and SYSTEM (MultiWOZ)", {"dialogue_id": "1", "turns": [{"speaker": "USER", "utterance": "ask"}, {"speaker": "SYSTEM", "utterance": "say"}]}, _PAIR),
    Known("agents and messages (Topical-Chat)", {"content": [{"agent": "agent_1", "message": "ask"}, {"agent": "agent_2", "message": "say"}]}, _PAIR),
    Known("a dialogue in one text", {"dialogue": "USER: ask\nASSISTANT: say"}, _PAIR),
    Known("a dialogue in one text with calls (Glaive)", {"system": "SYSTEM: be -\n{\"name\": \"look\", \"parameters\": {}}", "chat": "USER: ask\n\n\nASSISTANT: <functioncall> {\"name\": \"look\", \"arguments\": '{\"at\": \"it\"}'} <|endoftext|>\n\n\nFUNCTION RESPONSE: seen\n\n\nASSISTANT: say <|endoftext|>"}, (("system: be", *_TOOLED[0]),)),
    Known("a tree of replies (OpenAssistant)", {"message_tree_id": "1", "prompt": {"role": "prompter", "text": "ask", "replies": [{"role": "assistant", "text": "no", "rank": 1, "replies": []}, {"role": "assistant", "text": "say", "rank": 0, "replies": []}]}}, _PAIR),
    Known("a tree of replies, ranked", {"message_tree_id": "1", "prompt": {"role": "prompter", "text": "ask", "replies": [{"role": "assistant", "text": "no", "rank": 1, "replies": []}, {"role": "assistant", "text": "say", "rank": 0, "replies": []}]}}, _TRIPLE, "preference"),
    Known("chosen and rejected", {"prompt": "ask", "chosen": "say", "rejected": "no"}, _TRIPLE, "preference"),
    Known("chosen and rejected as chats (TRL)", {"chosen": [ASK, SAY], "rejected": [ASK, NO]}, _TRIPLE, "preference"),
    Known("a chat beside the pair (UltraFeedback)", {"prompt": "ask", "chosen": [ASK, SAY], "rejected": [ASK, NO], "messages": [ASK, SAY]}, _TRIPLE, "preference"),
    Known("a pair of dialogues in text (hh-rlhf)", {"chosen": "\n\nHuman: ask\n\nAssistant: say", "rejected": "\n\nHuman: ask\n\nAssistant: no"}, _TRIPLE, "preference"),
    Known("a pair (LLaMA-Factory)", {"conversations": [{"from": "human", "value": "ask"}], "chosen": {"from": "gpt", "value": "say"}, "rejected": {"from": "gpt", "value": "no"}}, _TRIPLE, "preference"),
    Known("a pair (OpenAI)", {"input": {"messages": [ASK]}, "preferred_output": [SAY], "non_preferred_output": [NO]}, _TRIPLE, "preference"),
    Known("a chat and what is rejected in its end's place (ms-swift)", {"messages": [ASK, SAY], "rejected_response": "no"}, _TRIPLE, "preference"),
    Known("two talks in one list, the better first", {"question": "ask", "answer": [[ASK, SAY], [ASK, NO]]}, _TRIPLE, "preference"),
    Known("ranked answers to a prompt in text (Nectar)", {"prompt": "\n\nHuman: ask\n\nAssistant: ", "answers": [{"answer": "say", "rank": 1.0}, {"answer": "no", "rank": 2.0}]}, _TRIPLE, "preference"),
    Known("a pair in a model's template", {"prompt": "<s>[INST] ask [/INST]", "chosen": "say", "rejected": "no"}, _TRIPLE, "preference"),
    Known("good and bad answers", {"question": "ask", "pos_answer": "say", "neg_answer": "no"}, _TRIPLE, "preference"),
    Known("several good and bad answers", {"prompt": "ask", "chosen": ["say", "yes"], "rejected": ["no"]}, (*_TRIPLE, ("user: ask", "chosen: yes", "rejected: no")), "preference"),
    Known("two answers and a winner", {"prompt": "ask", "response_a": "no", "response_b": "say", "winner": "model_b"}, _TRIPLE, "preference"),
    Known("two answers and a winner in words", {"prompt": "ask", "completion_a": "say", "completion_b": "no", "preference": "a-is-slightly-better"}, _TRIPLE, "preference"),
    Known("answers in order", {"instruction": "ask", "output": ["say", "no"]}, _TRIPLE, "preference"),
    Known("answers and scores", {"prompt": "ask", "responses": ["no", "say"], "scores": [1, 4.5]}, _TRIPLE, "preference"),
    Known("answers and scores, the best one trained", {"prompt": "ask", "responses": ["no", "say"], "scores": [1, 4.5]}, _PAIR),
    Known("answers with their scores (UltraFeedback, raw)", {"instruction": "ask", "completions": [{"response": "no", "overall_score": 2}, {"response": "say", "overall_score": 8}]}, _TRIPLE, "preference"),
    Known("answers and ranks", {"prompt": "ask", "answers": ["no", "say"], "rank": [2, 1]}, _TRIPLE, "preference"),
    Known("judged answers (KTO)", {"prompt": "ask", "completion": "say", "label": "True"}, (("user: ask", "assistant: say", "label: true"),), "preference"),
    Known("inputs and targets (FLAN, P3)", {"inputs": "ask", "targets": "say"}, _PAIR),
    Known("a task with inputs and targets", {"definition": "do", "inputs": "ask", "targets": "say"}, (("user: do\n\nask", "assistant: say"),)),
    Known("source and target, src and tgt, q and a, front and back", {"source": "ask", "target": "say"}, _PAIR),
    Known("intent and snippet, nl and cmd, text and code", {"intent": "ask", "snippet": "say"}, _PAIR),
    Known("title and accepted answer", {"title": "ask", "body": "it", "accepted_answer": "say"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("one field ..._question, one ..._answer", {"faq_question": "ask", "faq_answer": "say"}, _PAIR),
    Known("answers with aliases (TriviaQA)", {"question": "ask", "answer": {"value": "say", "aliases": ["x"]}}, _PAIR),
    Known("titles with sentences (HotpotQA)", {"question": "ask", "answer": "say", "context": {"title": ["t"], "sentences": [["One.", "Two."]]}}, (("user: One. Two.\n\nask", "assistant: say"),)),
    Known("definition and instances (Super-NaturalInstructions)", {"Definition": ["do"], "Instances": [{"input": "ask", "output": ["say"]}]}, (("user: do\n\nask", "assistant: say"),)),
    Known("instruction with input (Unnatural Instructions)", {"instruction": "of {INPUT}", "instances": [{"instruction_with_input": "ask", "input": "it", "output": "say"}]}, _PAIR),
    Known("query, calls and tools (xLAM)", {"query": "ask", "answers": "[{\"name\": \"look\", \"arguments\": {}}]", "tools": "[]"}, (("user: ask", "assistant: [look]"),)),
    Known("a dish with directions", {"title": "ask", "ingredients": ["it"], "directions": ["one", "two"]}, (("user: ask", "assistant: - it\n\n1. one\n2. two"),)),
    Known("texts with their speakers (MedDialog)", {"utterances": ["patient: ask", "doctor: say"]}, _PAIR),
    Known("a chat in ChatML in a text", {"text": "<|im_start|>user\nask<|im_end|>\n<|im_start|>assistant\nsay<|im_end|>\n"}, _PAIR),
    Known("a chat in Llama 2's template in a text", {"text": "<s>[INST] <<SYS>>\nbe\n<</SYS>>\n\nask [/INST] say </s>"}, (("system: be", *_PAIR[0]),)),
    Known("a chat in Llama 3's template in a text", {"text": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nask<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nsay<|eot_id|>"}, _PAIR),
    Known("a chat in Gemma's template in a text", {"text": "<start_of_turn>user\nask<end_of_turn>\n<start_of_turn>model\nsay<end_of_turn>"}, _PAIR),
    Known("Alpaca's prompt in a text", {"text": "### Instruction:\nask\n\n### Input:\nit\n\n### Response:\nsay"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("Human and Assistant in a text (Guanaco)", {"text": "### Human: ask### Assistant: say"}, _PAIR),
    Known("ChatGPT's export", {"title": "t", "mapping": {"a": {"message": None, "parent": None, "children": ["b"]}, "b": {"parent": "a", "children": ["c"], "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["ask"]}}}, "c": {"parent": "b", "children": [], "message": {"author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["say"]}}}}}, _PAIR),
    Known("Claude's export", {"uuid": "1", "chat_messages": [{"sender": "human", "text": "ask"}, {"sender": "assistant", "text": "say"}]}, _PAIR),
    Known("a request and its response", {"request": {"messages": [ASK]}, "response": {"choices": [{"message": SAY}]}}, _PAIR),
    Known("two answers and a strength (HelpSteer)", {"prompt": "ask", "response_1": "say", "response_2": "no", "preference_strength": -2}, _TRIPLE, "preference"),
    Known("two answers and two scores (WebGPT)", {"question": {"full_text": "ask"}, "answer_0": "say", "answer_1": "no", "score_0": 1.0, "score_1": -1.0}, _TRIPLE, "preference"),
    Known("two answers and marks of the winner", {"prompt": "ask", "response_a": "say", "response_b": "no", "winner_model_a": 1, "winner_model_b": 0}, _TRIPLE, "preference"),
    Known("two human answers (SHP)", {"history": "ask", "human_ref_A": "say", "human_ref_B": "no", "labels": 1}, _TRIPLE, "preference"),
    Known("a question and rated answers (Stack Exchange)", {"title": "ask", "answers": [{"body": "no", "score": 1}, {"body": "say", "score": 5}]}, _TRIPLE, "preference"),
    Known("real and generated (SPIN)", {"real": [ASK, SAY], "generated": [ASK, NO]}, _TRIPLE, "preference"),
    Known("yes or no, as a label", {"question": "ask", "passage": "it", "label": False}, (("user: it\n\nask", "assistant: false"),)),
    Known("Frage and Antwort, pregunta and respuesta, 问题 and 答案", {"Frage": "ask", "Antwort": "say"}, _PAIR),
    Known("context and response", {"Context": "ask", "Response": "say"}, _PAIR),
    Known("utterance and reply, post and comment", {"utterance": "ask", "reply": "say"}, _PAIR),
    Known("a problem and its code", {"problem_description": "ask", "code": "print(say)"}, (("user: ask", "assistant: print(say)"),)),
    Known("prompt and generation", {"prompt": "ask", "generation": "say"}, _PAIR),
    Known("title, body and answer of a question", {"question_title": "ask", "question_body": "it", "answer": "say"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("questions about one background", {"background": "it", "questions": ["ask", "a"], "answers": ["say", "b"]}, (("user: it\n\nask", "assistant: say", "user: a", "assistant: b"),)),
    Known("inputs and outputs of a traced run", {"run_id": "1", "inputs": {"question": "ask"}, "outputs": {"answer": "say"}}, _PAIR),
    Known("what a user put in and a model out", {"turns": [{"user_input": "ask", "model_output": "say"}]}, _PAIR),
    Known("accepted and rejected", {"prompt": "ask", "accepted": "say", "rejected": "no"}, _TRIPLE, "preference"),
    Known("two answers and the number of the better", {"prompt": "ask", "response_0": "no", "response_1": "say", "better_response_id": 1}, _TRIPLE, "preference"),
    Known("a task with what people wrote (Label Studio)", {"id": 1, "data": {"prompt": "ask"}, "annotations": [{"was_cancelled": False, "result": [{"type": "textarea", "from_name": "answer", "value": {"text": ["say"]}}]}]}, _PAIR),
    Known("fields with people's responses (Argilla)", {"id": "1", "fields": {"prompt": "ask", "response": "say"}, "responses": {"quality": [{"value": 5, "user_id": "u"}]}}, (("user: ask", "assistant: say", "quality: 5"),)),
    Known("a run with its trace (Kiln)", {"id": "1", "input": "ask", "output": {"output": "say"}, "trace": [ASK, SAY]}, _PAIR),
    Known("a question and its accepted answer (schema.org)", {"@type": "Question", "name": "ask", "acceptedAnswer": {"@type": "Answer", "text": "say"}}, _PAIR),
    Known("a text in two languages (WMT, OPUS)", {"translation": {"de": "ask", "en": "say"}}, _PAIR),
    Known("short description and close notes (ServiceNow)", {"short_description": "ask", "description": "it", "close_notes": "say"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("messages that name their class (LangChain)", {"inputs": {"input": [{"type": "human", "data": {"content": "ask"}}]}, "outputs": {"output": {"type": "ai", "data": {"content": "say"}}}}, _PAIR),
    Known("messages in, a message out (traces)", {"input": [ASK], "output": SAY}, _PAIR),
    Known("a chat in Baize's template, in any column", {"topic": "words", "input": "A talk.\n[|Human|] ask\n[|AI|] say\n[|Human|] "}, _PAIR),
    Known("a premise, two choices and a label (COPA)", {"premise": "it", "question": "ask", "choice1": "no", "choice2": "say", "label": 1}, (("user: it\n\nask\n\n1. no\n2. say", "assistant: 2. say"),)),
    Known("two answers and the better one's number in their names", {"input": "ask", "output_1": "no", "output_2": "say", "label": 2}, _TRIPLE, "preference"),
    Known("chosen_... and rejected_..., better and worse", {"prompt": "ask", "chosen_text": "say", "rejected_text": "no"}, _TRIPLE, "preference"),
    Known("numbered answers with scores or ranks", {"prompt": "ask", "answer_1": "no", "answer_2": "say", "rank_1": 2, "rank_2": 1}, _TRIPLE, "preference"),
    Known("several answers and which was picked (Summarize from Feedback)", {"info": {"post": "ask"}, "summaries": [{"text": "no"}, {"text": "say"}], "choice": 1}, _TRIPLE, "preference"),
    Known("answers with scores in columns of an object (ELI5)", {"title": "ask", "answers": {"text": ["no", "say"], "score": [2, 31]}}, _PAIR),
    Known("a story beside its question", {"Body": "it", "Question": "ask", "Answer": "say"}, (("user: it\n\nask", "assistant: say"),)),
    Known("a program beside its parse", {"question": "ask", "query": "say", "sql": {"select": []}}, _PAIR),
    Known("messages and the ideal answer (OpenAI evals)", {"input": [ASK], "ideal": "say"}, _PAIR),
    Known("questions about one article, each with choices (RACE)", {"article": "it", "questions": ["ask"], "options": [["no", "say"]], "answers": ["B"]}, (("user: it\n\nask\n\nA. no\nB. say", "assistant: B. say"),)),
    Known("a quiz (Moodle, XML)", {"type": "multichoice", "questiontext": {"text": "ask"}, "answer": [{"fraction": "0", "text": "no"}, {"fraction": "100", "text": "say"}]}, _CHOICE),
    Known("tasks in one record", {"title": "t", "tasks": [{"question": "ask", "answers": [{"answer": "A", "text": "no"}, {"answer": "B", "text": "say"}], "correct_answer": ["B"]}]}, _CHOICE),
    Known("a translation memory (TMX)", {"tuid": "1", "tuv": [{"lang": "de", "seg": "ask"}, {"lang": "en", "seg": "say"}]}, _PAIR),
    Known("a context beside messages (Vertex AI)", {"context": "be", "messages": [{"author": "user", "content": "ask"}, {"author": "assistant", "content": "say"}]}, (("system: be", "user: ask", "assistant: say"),)),
    Known("a topic of a forum (Discourse)", {"title": "ask", "post_stream": {"posts": [{"username": "ann", "cooked": "ask"}, {"username": "bo", "cooked": "say"}]}}, _PAIR),
    Known("texts that take turns in objects (MultiWOZ)", {"goal": {}, "log": [{"text": "ask", "metadata": {}}, {"text": "say", "metadata": {}}]}, _PAIR),
    Known("turns in a text with their ends marked (DailyDialog)", {"text": "ask __eou__ say __eou__"}, _PAIR),
    Known("numbered turns with marks (MOSS)", {"meta_instruction": "be", "chat": {"turn_1": {"Human": "<|Human|>: ask<eoh>", "Commands": "<|Commands|>: None<eoc>", "MOSS": "<|MOSS|>: say<eom>"}}}, (("system: be", "user: ask", "assistant: say"),)),
    Known("questions about a meeting (QMSum)", {"general_query_list": [{"query": "ask", "answer": "say"}], "specific_query_list": [], "meeting_transcripts": [{"speaker": "A", "content": "it"}]}, (("user: A: it\n\nask", "assistant: say"),)),
    Known("spans, numbers and dates as answers (DROP)", {"passage": "it", "qa_pairs": [{"question": "ask", "answer": {"number": "", "date": {"year": ""}, "spans": ["say"]}}]}, (("user: it\n\nask", "assistant: say"),)),
    Known("an intent and its sentences (Rasa, Alexa, Lex)", {"intent": "buy", "examples": "- ask\n- [a](thing)\n"}, (("user: ask", "intent: buy"), ("user: a", "intent: buy"))),
    Known("an intent, its sentences and its answer", {"tag": "buy", "patterns": ["ask"], "responses": ["say"]}, (("user: ask", "assistant: say", "intent: buy"),)),
    Known("a book's summary and a question about it (NarrativeQA)", {"document": {"id": "1", "summary": {"text": "it"}, "text": ""}, "question": {"text": "ask", "tokens": ["ask"]}, "answers": [{"text": "say", "tokens": ["say"]}]}, (("user: it\n\nask", "assistant: say"),)),
    Known("a stem with its choices (OpenBookQA)", {"question_stem": "ask", "choices": {"text": ["no", "say"], "label": ["A", "B"]}, "answerKey": "B"}, _CHOICE),
    Known("questions with choices about one article (QuALITY)", {"article": "it", "questions": [{"question": "ask", "options": ["no", "say"], "gold_label": 2}, {"question": "a", "options": ["b", "c"], "gold_label": 1}]}, (("user: it\n\nask\n\nA. no\nB. say", "assistant: B. say"), ("user: it\n\na\n\nA. b\nB. c", "assistant: A. b")), numbers="from_1"),
    Known("text and headline (wikiHow), a mail and its subject (AESLC)", {"email_body": "ask", "subject_line": "say"}, _PAIR),
    Known("an instruction and a question it is to be done with", {"instruction": "ask", "question": "it", "answer": "say"}, (("user: ask\n\nit", "assistant: say"),)),
    Known("what is wanted of a stub of code (ODEX)", {"prompt": "def f():", "canonical_solution": "say", "intent": "ask"}, (("user: ask\n\ndef f():", "assistant: say"),)),
    Known("turns as columns of an object (saved Hugging Face sequences)", {"conversations": {"from": ["user", "assistant"], "value": ["ask", "say"]}}, _PAIR),
    Known("what the system and what the user says in one object (M2M)", {"turns": [{"user_utterance": {"text": "ask"}}, {"system_utterance": {"text": "say"}, "user_utterance": {"text": "thanks"}}]}, _PAIR),
    Known("a desk that speaks first, and a guest", {"utterances": [{"name": "operator_1", "text": "Welcome!"}, {"name": "customer_31", "text": "ask"}, {"name": "operator_1", "text": "say"}]}, _PAIR),
    Known("a description and its solutions (CodeContests)", {"description": "ask", "solutions": {"language": [3], "solution": ["say"]}}, _PAIR),
    Known("a question about a table and its query (WikiSQL)", {"question": "ask", "table": {"header": ["a", "b"], "rows": [["1", "2"]]}, "sql": {"human_readable": "SELECT say", "sel": 1}}, (("user: a | b\n1 | 2\n\nask", "assistant: SELECT say"),)),
    Known("spans as answers in columns (DROP)", {"passage": "it", "question": "ask", "answers_spans": {"spans": ["say"], "types": ["span"]}}, (("user: it\n\nask", "assistant: say"),)),
    Known("passages of which some are selected (MS MARCO)", {"query": "ask", "passages": {"is_selected": [0, 1], "passage_text": ["no", "it"]}, "answers": ["say"]}, (("user: it\n\nask", "assistant: say"),)),
    Known("what is to be said, and the words for it (E2E, CommonGen)", {"da": "inform(it)", "text": "say"}, (("user: inform(it)", "assistant: say"),)),
    Known("rated steps (PRM800K)", {"question": {"problem": "ask"}, "label": {"finish_reason": "solution", "steps": [{"completions": [{"text": "no", "rating": -1}, {"text": "so", "rating": 1}], "chosen_completion": 1}, {"completions": [{"text": "say", "rating": 1}], "chosen_completion": 0}]}}, (("user: ask", "assistant: so\nsay"),)),
    Known("answers as words of a page (Natural Questions)", {"question_text": "ask", "document_text": "<P> we say it </P>", "annotations": [{"yes_no_answer": "NONE", "long_answer": {"start_token": 0, "end_token": 5}, "short_answers": [{"start_token": 2, "end_token": 3}]}]}, _PAIR),
    Known("questions and answers by language (Botpress)", {"id": "1", "data": {"questions": {"en": ["ask"]}, "answers": {"en": ["say"]}}}, _PAIR),
    Known("a report with its table (FinQA, TAT-QA)", {"pre_text": ["it"], "table": [["a", "b"], ["1", "2"]], "post_text": ["end"], "qa": {"question": "ask", "answer": "say"}}, (("user: it\n\na | b\n1 | 2\n\nend\n\nask", "assistant: say"),)),
    Known("choices in one text (MathQA)", {"Problem": "ask", "options": "a ) no , b ) say", "correct": "b"}, _CHOICE),
    Known("what was said so far, and the answer", {"context": ["a", "b", "ask"], "response": "say"}, (("user: a", "assistant: b", "user: ask", "assistant: say"),)),
    Known("turns so far, and the answer", {"messages": [ASK], "response": "say"}, _PAIR),
    Known("texts that take turns in a history", {"docs": 1, "history": ["ask", "say"]}, _PAIR),
    Known("a history of texts or turns before a question", {"prompt": "ask", "response": "say", "history": ["a", "b"]}, (("user: a", "assistant: b", "user: ask", "assistant: say"),)),
    Known("a problem with what is read and printed, and its program", {"Problem": "ask", "Input": "it", "Output": "them", "answer": "say"}, (("user: ask\n\nInput:\nit\n\nOutput:\nthem", "assistant: say"),)),
    Known("messages of two roles (CAMEL)", {"role_1": "A", "topic;": "it", "message_1": "ask", "message_2": "say"}, _PAIR),
    Known("answers of which some are rated", {"instruction": "ask", "generations": ["hm", "say", "no"], "ratings": [None, 5, 1]}, _TRIPLE, "preference"),
    Known("two texts and their scores", {"question": "ask", "text": ["no", "say"], "score": [0.1, 0.9]}, _TRIPLE, "preference"),
    Known("messages in and a message out of a class (LangSmith)", {"inputs": {"messages": [{"type": "human", "data": {"content": "ask"}}]}, "outputs": {"message": {"type": "ai", "data": {"content": "say"}}}}, _PAIR),
    Known("an intent with sentences in parts (Dialogflow)", {"name": "buy", "userSays": [{"data": [{"text": "as"}, {"text": "k", "meta": "@any"}]}], "responses": [{"messages": [{"type": 0, "speech": ["say"]}]}]}, (("user: ask", "assistant: say", "intent: buy"),)),
    Known("a text and its labels (doccano)", {"id": 1, "data": "words", "label": ["one", "two"]}, (("user: words", "label: one, two"),)),
    Known("marks of two sides in a text (OIG)", {"text": "<human>: ask\n<bot>: say"}, _PAIR),
    Known("marks of two sides in a prompt", {"prompt": "<user>: a <bot>: b <user>: ask", "response": "say"}, (("user: a", "assistant: b", "user: ask", "assistant: say"),)),
    Known("headed turns in a prompt", {"prompt": "### System: be\n### User: ask\n### Response:", "completion": "say"}, (("system: be", "user: ask", "assistant: say"),)),
    Known("sides between brackets in a text", {"dialog": "[Customer] ask\n[Agent] say"}, _PAIR),
    Known("questions and answers in a text", {"text": "Q: ask\nA: say\n===\nQ: a\nA: b"}, (("user: ask", "assistant: say"), ("user: a", "assistant: b"))),
    Known("people who talk in a text", {"text": "Ana: ask\nBen: say\nAna: a\nBen: b"}, (("user: ask", "assistant: say", "user: a", "assistant: b"),)),
    Known("text", {"text": "words"}, (("user: words",),)),
)  # fmt: skip


def skeleton(value: Any, depth: int = 0) -> str:
    """Return the fields of a record without its values: `{messages: [{role, content}]}`."""
    if isinstance(value, dict):
        inner = [
            f"{key}: {found}" if (found := skeleton(one, depth + 1)) else key for key, one in value.items()
        ]
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        objects = [one for one in value if isinstance(one, (dict, list))]
        shown = max((skeleton(one, depth + 1) for one in objects), key=len, default="...")
        return f"[{shown}]"
    return ""


def table() -> str:
    """Return the layouts as a Markdown table."""
    rows = []
    for known in LAYOUTS:
        first = " / ".join(turn.replace("\n", " ⏎ ") for turn in known.gives[0])
        more = f" (and {len(known.gives) - 1} more)" if len(known.gives) > 1 else ""
        rows.append(f"| {known.name} | `{skeleton(known.record)}` | {first}{more} |")
    return "\n".join(["| layout | fields | becomes |", "|---|---|---|", *rows])


def written(page: str) -> str:
    """Return a page with the table between its marks."""
    before, begin, rest = page.partition("<!-- layouts -->\n")
    _, end, after = rest.partition("<!-- /layouts -->")
    if not begin or not end:
        raise ValueError("the page has no marks for the table")
    return f"{before}{begin}{table()}\n{end}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(written(path.read_text("utf-8")), "utf-8")
