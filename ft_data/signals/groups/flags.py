"""Every flag: type, unit, definition, source."""

from __future__ import annotations

from ft_data.signals.api import Group, Signal, count, flag, names, score

_ALPACA = "AlpacaDataCleaned"
_SHAREGPT = "FastChat clean_sharegpt, optional_clean"
_OPEN = "allenai/open-instruct"


SIGNALS: tuple[Signal, ...] = (
    flag("empty_prompt", "The prompt has no letter or digit (never for plain text).", "oumi data quality checks", "prompt"),
    flag("empty_response", "The answer has no letter, digit or symbol to read.", _ALPACA),
    flag("prompt_placeholder", "The prompt holds <noinput>, 'no input', an unfilled [INSERT ...] slot, or is N/A.", _ALPACA, "prompt"),
    flag("placeholder", "The whole answer stands for an answer: N/A, <no output>, TODO, lorem ipsum, one slot in brackets.", _ALPACA),
    count("template_slots", "Slots left to be filled ({name}, [INSERT DATE], <city>, ____) that the prompt does not have; 0 when it asks for a template, letter or message."),
    flag("refusal", "The answer opens with a refusal and is at most 90 words long.", "community refusal lists"),
    flag("refusal_phrase", "The answer refuses somewhere.", "community refusal lists"),
    flag("hedge", "The answer speaks of itself as an AI.", "community refusal lists"),
    flag("foreign_identity", "The answer presents itself as another vendor's model or cites its policy; not when the prompt is about such models.", f"{_OPEN} filter_dataset_by_keywords"),
    flag("identity", "As foreign_identity, whatever the prompt asks.", f"{_OPEN} filter_dataset_by_keywords"),
    flag("cutoff_date", "The answer names its own knowledge cut-off or last update.", f"{_OPEN} filter_cutoff_date"),
    flag("merged_instruction", "Another instruction follows the answer: with its input or output, numbered, or a question with its answer.", f"{_ALPACA} tool_mergedInstructions"),
    flag("dialogue_leak", "The answer goes on with turns of its own (Human:, Assistant:, or two others whom the prompt does not name); not when a dialogue is asked for.", _SHAREGPT),
    flag("special_tokens", "Chat-template tokens are left in the answer (<|im_end|>, [/INST], </s>)."),
    count("copy_scraps", "Kinds of scraps of a chat page: Copy code, 1 / 2, Regenerate response, share buttons.", _SHAREGPT),
    count("boilerplate", "Kinds of web page furniture: navigation, cookies, newsletters, share links, notices.", "own, after NeMo Curator boilerplate"),
    count("rights_notice", "Kinds of copyright, licence and confidentiality notices; 0 when the prompt is about them."),
    count("mail_scraps", "Kinds of mail remains: quoted headers, 'Sent from my', disclaimers."),
    count("channel_lines", "Status and log lines of a chat channel (joins, quits, renames); 0 when the prompt is about logs."),
    score("token_spacing", "response", "Punctuation set apart as a tokeniser leaves it (`` , '' ., n't, 's, -LRB-) / all such punctuation; 0 with fewer than three.", "Penn Treebank tokens"),
    count("page_lines", "Labels of menus, footers and archives in the blocks of short lines at both ends of the answer.", "own, after NeMo Curator boilerplate"),
    count("social_marks", "Kinds of marks of a collected post: RT @name, short links, handles, hashtags; 0 when the prompt is about posts."),
    count("spam_marks", "Kinds of wording of unsolicited messages: prizes, short codes, premium rates, opt-outs, urgency; 0 when the prompt is about offers or scams.", "own, after public SMS spam studies"),
    flag("swapped", "The prompt asks nothing and is the longer text; the answer is a bare question or request.", field="both"),
    flag("tool_preamble", "The prompt opens with call signatures of tools that neither its question nor the answer uses.", "GPTeacher toolformer", "prompt"),
    flag("subject_missing", "A prompt of at most 300 characters names its subject in quotes or code marks, and no word of that is in the answer.", field="both"),
    flag("needs_page", "The prompt asks about the content behind a link and holds none of it.", f"{_ALPACA}", "prompt"),
    score("harm_refused", "both", "The answer refuses: 1 when the prompt has wording of harm, crime or private matters, 0.5 when only the refusal names harm as its reason."),
    flag("null_answer", "The whole answer is None, null or N/A, and the prompt is a short question for one value.", field="both"),
    flag("filler", "The answer is nothing but talk around an answer: each sentence offers help, praises the question or hopes to have helped."),
    flag("modality", "The answer shows or points at an image, audio or file that text cannot hold.", "stanford_alpaca generate_instruction"),
    flag("prompt_modality", "The prompt needs an image, sound, file or link that text does not hold.", "stanford_alpaca generate_instruction", "prompt"),
    score("truncated", "response", "How sure it is that the answer stops before its end, against how it ends elsewhere."),
    flag("fence_fault", "A code fence is left open or closed without being opened."),
    flag("invalid_json", "The answer is, or was asked to be, JSON and does not parse.", "RFC 8259"),
    flag("invalid_xml", "The answer is, or was asked to be, XML and is not well-formed.", "XML 1.0"),
    flag("invalid_call", "A tool call does not parse, has no name, or its tags do not match.", field="row"),
    flag("invalid_tools", "The declared tools are not JSON.", field="row"),
    flag("python_fault", "Python that the answer shows does not parse (Python 2 prints and elisions let through)."),
    count("sums_checked", "Stated sums that could be recomputed exactly (a op b = c, calculator marks, sums in words).", "AlpacaDataCleaned README; GSM8K calculator marks"),
    count("sums_wrong", "Stated sums that come out differently, a plain sum asked for and answered wrongly, or a final #### number the working never reaches.", "AlpacaDataCleaned README"),
    names("reasoning_faults", "Faults of reasoning tags: unclosed, unopened, repeated, empty, no_answer, not_first.", f"{_OPEN} filter_cots"),
    count("reasoning_fault_count", "Number of reasoning_faults.", f"{_OPEN} filter_cots"),
    names("conversation_faults", "Faults of the turns: no_user, no_assistant, same_role, late_system, empty_turn, starts_with_assistant, ends_without_answer, orphan_tool, equal_pair.", "oumi data quality checks; FastChat", "row"),
    count("conversation_fault_count", "Number of conversation_faults.", "oumi data quality checks; FastChat", "row"),
    count("list_missing", "Items missing against the number asked for or announced (0 when there are enough)."),
    names("form_faults", "Forms the prompt asks for and the answer does not have: json, xml, csv, yaml, table, list, one_word, yes_no, one_sentence, code."),
    count("form_fault_count", "Number of form_faults."),
    count("html_tags", "HTML tags and comments outside code; 0 when the prompt is about markup or code."),
    count("html_entities", "Character entities outside code; 0 when the prompt is about markup or code."),
    count("mojibake", "Traces of a wrong decoding in prompt and answer, replacement characters included.", "own, after ftfy", "both"),
    count("escapes", "Literal escape sequences (\\n, \\u00e9) outside code; 0 when the answer is code or JSON."),
    score("blob_ratio", "response", "Characters of base64, hexadecimal or binary runs / characters; 0 when the prompt is about encodings."),
    flag("url_only", "The answer is nothing but links; not when the prompt asks for one.", _ALPACA),
    score("art_lines", "response", "Lines drawn with signs rather than written; 0 when the prompt asks for a drawing or code."),
    flag("response_is_code", "The answer is mostly program text: fenced, or 40% of its lines look like code."),
    flag("code_unasked", "The answer is a program although nothing in the prompt is about programs."),
    flag("question_only", "The answer is a single question."),
    names("asks", "What the prompt asks for, as far as it decides about other flags.", field="prompt"),
)  # fmt: skip

# What rests on wording of the answer or of the prompt, and on which families of it: null where the text is neither English
# nor in a language whose pack has them, and nothing was found.
BY_ANSWER = {
    "refusal": ("refusal", "asks_harm"), "refusal_phrase": ("refusal",), "hedge": ("hedge",), "foreign_identity": ("foreign_identity",),
    "identity": ("foreign_identity",), "cutoff_date": ("cutoff_date",), "merged_instruction": ("merged_instruction",),
    "dialogue_leak": ("dialogue_leak",), "copy_scraps": ("copy_scraps",), "boilerplate": ("boilerplate",), "filler": ("may_filler",),
    "rights_notice": ("rights_notice",), "mail_scraps": ("mail_scraps", "sign_off"), "spam_marks": ("spam",), "page_lines": ("may_label",),
    "modality": ("modality",), "swapped": (), "harm_refused": ("refusal", "asks_harm"),
}  # fmt: skip
BY_PROMPT: dict[str, tuple[str, ...]] = {
    "prompt_placeholder": ("prompt_placeholder",), "prompt_modality": ("prompt_modality",), "needs_page": (), "form_fault_count": (),
    "list_missing": (), "code_unasked": (),
}  # fmt: skip

GROUP = Group(
    name="flags",
    signals=SIGNALS,
    columns=(
        "record_id",
        "kind",
        "messages",
        "chosen",
        "rejected",
        "tools_json",
        "prompt_text",
        "response_text",
    ),
    measure="ft_data.signals.flags.measure:flag_signals",
    needs=("packs",),
)
