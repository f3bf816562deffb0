"""Every flag: type, unit, definition, source."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal

_ALPACA = "AlpacaDataCleaned"
_SHAREGPT = "FastChat clean_sharegpt, optional_clean"
_OPEN = "allenai/open-instruct"


def _flag(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    return Signal(name, pa.bool_(), field, "yes/no", definition, source)


def _count(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    return Signal(name, pa.int32(), field, "count", definition, source)


def _ratio(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    return Signal(name, pa.float32(), field, "ratio 0..1", definition, source)


def _names(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    return Signal(name, pa.list_(pa.string()), field, "names", definition, source)


SIGNALS: tuple[Signal, ...] = (
    _flag("empty_prompt", "The prompt has no letter or digit (never for plain text).", "oumi data quality checks", "prompt"),
    _flag("empty_response", "The answer has no letter, digit or symbol to read.", _ALPACA),
    _flag("prompt_placeholder", "The prompt holds <noinput>, 'no input', an unfilled [INSERT ...] slot, or is N/A.", _ALPACA, "prompt"),
    _flag("placeholder", "The whole answer stands for an answer: N/A, <no output>, TODO, lorem ipsum.", _ALPACA),
    _count("template_slots", "Slots left to be filled ({name}, [INSERT DATE]) that the prompt does not have; 0 when it asks for a template, letter or message."),
    _flag("refusal", "The answer opens with a refusal and is at most 90 words long.", "community refusal lists"),
    _flag("refusal_phrase", "The answer refuses somewhere.", "community refusal lists"),
    _flag("hedge", "The answer speaks of itself as an AI.", "community refusal lists"),
    _flag("foreign_identity", "The answer presents itself as another vendor's model or cites its policy; not when the prompt is about such models.", f"{_OPEN} filter_dataset_by_keywords"),
    _flag("identity", "As foreign_identity, whatever the prompt asks.", f"{_OPEN} filter_dataset_by_keywords"),
    _flag("cutoff_date", "The answer names its own knowledge cut-off or last update.", f"{_OPEN} filter_cutoff_date"),
    _flag("merged_instruction", "The answer holds another instruction with its input or output.", f"{_ALPACA} tool_mergedInstructions"),
    _flag("dialogue_leak", "The answer goes on with turns of its own (Human:, Assistant:); not when a dialogue is asked for.", _SHAREGPT),
    _flag("special_tokens", "Chat-template tokens are left in the answer (<|im_end|>, [/INST], </s>)."),
    _count("copy_scraps", "Kinds of scraps of a chat page: Copy code, 1 / 2, Regenerate response, share buttons.", _SHAREGPT),
    _count("boilerplate", "Kinds of web page furniture: navigation, cookies, newsletters, share links, notices.", "own, after NeMo Curator boilerplate"),
    _count("rights_notice", "Kinds of copyright, licence and confidentiality notices; 0 when the prompt is about them."),
    _count("mail_scraps", "Kinds of mail remains: quoted headers, 'Sent from my', disclaimers."),
    _count("channel_lines", "Status and log lines of a chat channel (joins, quits, renames); 0 when the prompt is about logs."),
    _ratio("token_spacing", "Punctuation set apart as a tokeniser leaves it (`` , '' ., n't, 's, -LRB-) / all such punctuation; 0 with fewer than three.", "Penn Treebank tokens"),
    _count("page_lines", "Labels of menus, footers and archives in the blocks of short lines at both ends of the answer.", "own, after NeMo Curator boilerplate"),
    _count("social_marks", "Kinds of marks of a collected post: RT @name, short links, handles, hashtags; 0 when the prompt is about posts."),
    _count("spam_marks", "Kinds of wording of unsolicited messages: prizes, short codes, premium rates, opt-outs, urgency; 0 when the prompt is about offers or scams.", "own, after public SMS spam studies"),
    _flag("swapped", "The prompt asks nothing and is the longer text; the answer is a bare question or request.", field="both"),
    _flag("tool_preamble", "The prompt opens with call signatures of tools that neither its question nor the answer uses.", "GPTeacher toolformer", "prompt"),
    _flag("subject_missing", "A prompt of at most 300 characters names its subject in quotes or code marks, and no word of that is in the answer.", field="both"),
    _flag("needs_page", "The prompt asks about the content behind a link and holds none of it.", f"{_ALPACA}", "prompt"),
    _ratio("harm_refused", "The answer refuses: 1 when the prompt has wording of harm, crime or private matters, 0.5 when only the refusal names harm as its reason.", field="both"),
    _flag("null_answer", "The whole answer is None, null or N/A, and the prompt is a short question for one value.", field="both"),
    _flag("modality", "The answer shows or points at an image, audio or file that text cannot hold.", "stanford_alpaca generate_instruction"),
    _flag("prompt_modality", "The prompt needs an image, sound, file or link that text does not hold.", "stanford_alpaca generate_instruction", "prompt"),
    _ratio("truncated", "How sure it is that the answer stops before its end, against how it ends elsewhere."),
    _flag("fence_fault", "A code fence is left open or closed without being opened."),
    _flag("invalid_json", "The answer is, or was asked to be, JSON and does not parse.", "RFC 8259"),
    _flag("invalid_xml", "The answer is, or was asked to be, XML and is not well-formed.", "XML 1.0"),
    _flag("invalid_call", "A tool call does not parse, has no name, or its tags do not match.", field="row"),
    _flag("invalid_tools", "The declared tools are not JSON.", field="row"),
    _flag("python_fault", "Python that the answer shows does not parse (Python 2 prints and elisions let through)."),
    _count("sums_checked", "Stated sums that could be recomputed exactly (a op b = c, calculator marks, sums in words).", "AlpacaDataCleaned README; GSM8K calculator marks"),
    _count("sums_wrong", "Stated sums that come out differently, a plain sum asked for and answered wrongly, or a final #### number the working never reaches.", "AlpacaDataCleaned README"),
    _names("reasoning_faults", "Faults of reasoning tags: unclosed, unopened, repeated, empty, no_answer, not_first.", f"{_OPEN} filter_cots"),
    _count("reasoning_fault_count", "Number of reasoning_faults.", f"{_OPEN} filter_cots"),
    _names("conversation_faults", "Faults of the turns: no_user, no_assistant, same_role, late_system, empty_turn, starts_with_assistant, ends_without_answer, orphan_tool, equal_pair.", "oumi data quality checks; FastChat", "row"),
    _count("conversation_fault_count", "Number of conversation_faults.", "oumi data quality checks; FastChat", "row"),
    _count("list_missing", "Items missing against the number asked for or announced (0 when there are enough)."),
    _names("form_faults", "Forms the prompt asks for and the answer does not have: json, xml, csv, yaml, table, list, one_word, yes_no, one_sentence, code."),
    _count("form_fault_count", "Number of form_faults."),
    _count("html_tags", "HTML tags and comments outside code; 0 when the prompt is about markup or code."),
    _count("html_entities", "Character entities outside code; 0 when the prompt is about markup or code."),
    _count("mojibake", "Traces of a wrong decoding in prompt and answer, replacement characters included.", "own, after ftfy", "both"),
    _count("escapes", "Literal escape sequences (\\n, \\u00e9) outside code; 0 when the answer is code or JSON."),
    _ratio("blob_ratio", "Characters of base64, hexadecimal or binary runs / characters; 0 when the prompt is about encodings."),
    _flag("url_only", "The answer is nothing but links; not when the prompt asks for one.", _ALPACA),
    _ratio("art_lines", "Lines drawn with signs rather than written; 0 when the prompt asks for a drawing or code."),
    _flag("response_is_code", "The answer is mostly program text: fenced, or 40% of its lines look like code."),
    _flag("code_unasked", "The answer is a program although nothing in the prompt is about programs."),
    _flag("question_only", "The answer is a single question."),
    _names("asks", "What the prompt asks for, as far as it decides about other flags.", field="prompt"),
)  # fmt: skip

# What rests on English wording of the answer, of the prompt, or of either: null where that is not English and nothing was found.
BY_ANSWER = (
    "refusal", "refusal_phrase", "hedge", "foreign_identity", "identity", "cutoff_date", "merged_instruction", "dialogue_leak",
    "copy_scraps", "boilerplate", "rights_notice", "mail_scraps", "spam_marks", "page_lines", "modality", "swapped", "harm_refused",
)  # fmt: skip
BY_PROMPT = (
    "prompt_placeholder", "prompt_modality", "needs_page", "form_fault_count", "list_missing", "code_unasked"
)  # fmt: skip
