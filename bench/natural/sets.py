"""The sets, by path below FT_DATA_SHARED: what they are, how a curator would read them, and which side they are on.

``tune``: rules may be changed after looking at them. ``report``: they are looked at to label and to report only.
``unseen``: by path below FT_DATA_UNSEEN; nobody had looked at them when the rules they are scored with were fixed.
``known``: the set was at hand when the first rules were written, so it may demote a rule and never promote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.natural import brought, build, layouts, messy, mixed, people, shapes

Build = Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]
CLASSES = {"en": "en"} | dict.fromkeys(("ja", "zh", "ar", "hi", "ko", "ru", "fa", "uk", "th", "el"), "other")
_MANUAL = {"path": "**/*.md", "format": "md", "shape": "manual"}
_COUNSEL = "legal_counsel_multi_turn_with_article_v2.json"
_TRIES = "ic_bash_multiturn_vicuna_10_turns_fs_3.json"
STRATA = {"chat": "prose", "dialogue": "prose", "documents": "documents", "math": "code", "code": "code",
          "structured": "code"}  # fmt: skip


@dataclass(frozen=True)
class Set:
    """One set. ``pick``: ``records`` samples records of a file, ``built`` the rows made of them, ``files`` whole files."""

    name: str
    path: str
    side: str
    kind: str
    languages: tuple[str, ...]
    pick: str = "records"
    build: Build | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    stage: str = "instruction"
    profile: str = "chat"
    known: bool = False
    rows: int = 2_500

    @property
    def language(self) -> str:
        """``en``, ``latin`` (another language in Latin script), ``other`` (another script); of several the first."""
        return CLASSES.get(self.languages[0], "latin")

    @property
    def stratum(self) -> str:
        """``prose``, ``code`` or ``documents``, then the class of the language: ``code/en``."""
        return f"{STRATA[self.kind]}/{self.language}"


def _known(name: str, path: str, side: str, kind: str, *languages: str, **rest: Any) -> Set:
    return Set(name, f"data/{path}", side, kind, languages, known=True, **rest)


def _manual(name: str, side: str, language: str) -> Set:
    return Set(
        name, f"natural/{name}", side, "documents", (language,), pick="files", profile="text",
        stage="pretraining", source={"path": "*.md", "format": "md", "shape": "manual"},
    )  # fmt: skip


def _tldr(language: str, side: str) -> Set:
    return _known(
        f"tldr_{language}", f"tldr-multilingual/pages.{language}", side, "documents", language, pick="files",
        profile="text", stage="pretraining", source={"path": "*.md", "format": "md"},
    )  # fmt: skip


def _pair(prompt: Any, response: Any) -> dict[str, Any]:
    return {"map": {"prompt": prompt, "response": response}}


def _unseen(name: str, path: str, kind: str, *languages: str, rows: int = 800, **rest: Any) -> Set:
    return Set(name, f"{name}/{path}", "unseen", kind, languages, rows=rows, **rest)


def _built(name: str, path: str, kind: str, language: str, make: Build, rows: int = 600) -> Set:
    return _unseen(name, path, kind, language, pick="built", build=make, rows=rows)


def _pages(
    name: str, path: str, language: str, rows: int = 120, pattern: str = "**/*.md", format: str = "md"
) -> Set:
    return _unseen(
        name, path, "documents", language, pick="files", rows=rows, profile="text", stage="pretraining",
        source={"path": pattern, "format": format, "shape": "manual"},
    )  # fmt: skip


def _mails(name: str, path: str, *languages: str, **rest: Any) -> Set:
    return _unseen(name, path, "documents", *languages, profile="text", stage="pretraining", **rest)


def _t0(name: str, path: str) -> Set:
    return Set(name, f"dup_t0/{path}", "unseen", "chat", ("en",), rows=400)


def _bot(name: str, folder: str, language: str) -> Set:
    path = f"chatterbot/chatterbot_corpus/data/{folder}"
    return Set(name, path, "unseen", "chat", (language,), pick="built", build=layouts.chatter, rows=400)


SETS = (
    # The two are the same rows in two languages; from row 2,400 on the translation has gaps, so both end there.
    Set("alpaca_en", "natural/alpaca/alpaca_raw.json", "tune", "chat", ("en",), pick="head", rows=2_400),
    Set("alpaca_zh", "natural/alpaca/alpaca_zh.json", "tune", "chat", ("zh",), pick="head", rows=2_400),
    Set("chatdoctor", "natural/chatdoctor/chatdoctor5k.json", "tune", "chat", ("en",)),
    Set("nl2bash", "natural/nl2bash/nl2bash.csv", "tune", "code", ("en",), source=_pair("question", "answer")),
    Set("tal_en", "natural/tal/tal_en.jsonl", "tune", "math", ("en",), build=build.choices),
    Set("tal_zh", "natural/tal/tal_zh.jsonl", "tune", "math", ("zh",), build=build.choices),
    Set("covid", "natural/covid/faq.tsv", "tune", "chat", ("de", "en", "pl", "it", "sv"),
        source=_pair("question", "answer_html")),
    _manual("fastapi_es", "tune", "es"),
    _manual("fastapi_pt", "tune", "pt"),
    Set("oasst_fr", "natural/oasst_fr/oasst_fr.jsonl", "tune", "chat", ("fr",)),
    Set("huatuo", "natural/huatuo/llama_data.json", "tune", "chat", ("zh",)),
    Set("dialogsum", "natural/dialogsum/dialogsum.dev.jsonl", "tune", "dialogue", ("en",),
        source=_pair("dialogue", "summary")),
    Set("tau", "natural/tau/trajectories.jsonl", "report", "structured", ("en",)),
    Set("tau_few_shot", "natural/tau/few_shot.jsonl", "report", "dialogue", ("en",), stage="pretraining",
        source={"map": {"text": "messages_display"}}),
    Set("toolalpaca", "natural/toolalpaca/eval_simulated.json", "report", "structured", ("en",),
        build=build.tool_steps),
    Set("rasbt", "natural/rasbt/instruction-data.json", "report", "chat", ("en",)),
    Set("rasbt_pairs", "natural/rasbt/instruction-data-with-preference.json", "report", "chat", ("en",),
        stage="preference"),
    Set("instr_ja", "natural/instr_ja/data.jsonl", "report", "chat", ("ja",), build=build.utterances),
    _manual("fastapi_de", "report", "de"),
    _manual("fastapi_fr", "report", "fr"),
    Set("stackex", "natural/stackex/stack_exchange.jsonl", "report", "code", ("en", "es", "pt", "ru"),
        build=build.question_and_answer),
    Set("flask_rst", "natural/flask_rst", "report", "documents", ("en",), pick="files", profile="text",
        stage="pretraining", build=build.whole_file),
    # At hand before; sides were drawn by turns down the list, before any of their rows was read.
    _known("codealpaca", "codealpaca/code_alpaca_2k.json", "tune", "code", "en"),
    _known("toolformer", "gpteacher/toolformer-dedupe-only-dataset.json", "report", "structured", "en",
           rows=1_500),
    _known("self_instruct", "self-instruct/seed_tasks.jsonl", "tune", "chat", "en"),
    _known("gsm8k", "gsm8k-train/train.jsonl", "report", "math", "en", rows=1_500),
    _known("medquad", "medquad", "tune", "chat", "en", pick="files", source={"path": "**/*.xml", "format": "xml"}),
    _known("irc_ubuntu", "irc-ubuntu", "report", "dialogue", "en", pick="files",
           source={"path": "*.txt", "format": "irc"}),
    _known("hh_rlhf", "hh-rlhf/harmless-base/test.jsonl.gz", "tune", "chat", "en", stage="preference", rows=1_200),
    _known("taskmaster", "taskmaster/data_07.json", "report", "structured", "en"),
    _known("banking77", "banking77/train.csv", "tune", "chat", "en", source=_pair("text", "category"), rows=1_500),
    _known("dpo_en", "llama-factory/dpo_en_demo.json", "report", "chat", "en", stage="preference"),
    _known("glaive_tools", "llama-factory/glaive_toolcall_en_demo.json", "tune", "structured", "en"),
    _known("alpaca_zh_gpt4", "llama-factory/alpaca_zh_demo.json", "report", "chat", "zh"),
    _known("t0_quoref", "t0-p3/quoref_Answer_Question_Given_Context.jsonl", "tune", "chat", "en"),
    _tldr("ar", "report"),
    _tldr("ru", "tune"),
    _tldr("hi", "report"),
    _tldr("ko", "tune"),
    _tldr("tr", "report"),
    _unseen("ko_chat", "ChatbotData.csv", "chat", "ko", source=_pair("Q", "A")),
    _unseen("counsel", "20200325_counsel_chat.csv", "chat", "en", source=_pair("questionText", "answerText")),
    _unseen("e2e", "devset.csv", "structured", "en", source=_pair("mr", "ref")),
    _unseen("roleplay", "roleplay-simple-deduped-roleplay-instruct.json", "chat", "en"),
    _unseen("truthful", "TruthfulQA.csv", "chat", "en", source=_pair("Question", "Best Answer")),
    _unseen("mbpp", "mbpp.jsonl", "code", "en", source=_pair("text", "code")),
    _unseen("belle", "eval_set.json", "chat", "zh", source=_pair("question", "std_answer")),
    _unseen("vigogne", "seed_tasks_vigogne.jsonl", "chat", "fr"),
    _built("scholar_sql", "scholar.json", "code", "en", layouts.queries),
    _built("svamp", "SVAMP.json", "math", "en", layouts.word_problem),
    _built("jcqa", "valid-v1.3.json", "chat", "ja", layouts.quiz),
    _built("dream", "dev.json", "dialogue", "en", layouts.dialogue_question),
    _built("dstc", "dialogues_002.json", "structured", "en", layouts.service_dialogue),
    _built("covid_talk_en", "COVID-Dialogue-Dataset-English.txt", "dialogue", "en", layouts.consultations),
    _built("covid_talk_zh", "COVID-Dialogue-Dataset-Chinese.txt", "dialogue", "zh", layouts.consultations),
    _built("interview", "README.md", "code", "en", layouts.headed_answers),
    _built("ru_qa", "premise_question_answer6.txt", "chat", "ru", layouts.premises),
    _built("arcd", "arcd.json", "chat", "ar", layouts.passage_questions),
    _built("xquad_hi", "xquad.hi.json", "chat", "hi", layouts.passage_questions),
    _built("xquad_vi", "xquad.vi.json", "chat", "vi", layouts.passage_questions),
    _built("xquad_de", "xquad.de.json", "chat", "de", layouts.passage_questions),
    _unseen("snippets", "snippets", "code", "en", pick="files", build=layouts.snippet, rows=400),
    _pages("vue_ko", "src", "ko"),
    _pages("vue_ru", "src", "ru"),
    _pages("react_pt", "src/content", "pt"),
    # After the rules of languages had been mended for what the sets above showed.
    _built("atis_sql", "atis.json", "code", "en", layouts.queries),
    _built("disfl", "dev.json", "chat", "en", layouts.disfluency),
    _built("xquad_es", "xquad.es.json", "chat", "es", layouts.passage_questions),
    _built("xquad_zh", "xquad.zh.json", "chat", "zh", layouts.passage_questions),
    _unseen("rails_ja", "guides/source/ja", "documents", "ja", pick="files", rows=40, profile="text", stage="pretraining",
            source={"path": "**/*.md", "format": "md", "shape": "manual"}),
    # Fetched on 30 November 2026; read by a reader who had not read before.
    _pages("covid_fr", "contenus", "fr", rows=229),
    _pages("freifunk_de", "_posts", "de", rows=125, pattern="**/*.m*"),
    _pages("laravel_ru", "", "ru", rows=20),
    _pages("pyar_es", "pages", "es", rows=250, pattern="**/*.rst", format="rst"),
    _pages("pybr_pt", "content/pages", "pt"),
    _pages("peps", "peps", "en", rows=15, pattern="**/*.rst", format="rst"),
    _pages("symfony", "", "en", rows=40, pattern="**/*.rst", format="rst"),
    _pages("dup_jest", "website", "en", rows=36),
    _unseen("vimdoc_ja", "doc", "documents", "ja", pick="files", build=layouts.sections, rows=40, profile="text",
            stage="pretraining", source={"path": "*.jax"}),
    _unseen("zoomcamp", "_questions", "chat", "en", pick="files", build=layouts.asked_page, rows=500,
            source={"path": "**/*.md"}),
    _built("rhelp", "r-help-1995-1999.parquet", "chat", "en", layouts.replies, rows=400),
    _unseen("rsig", "r-sig-debian.parquet", "documents", "en", pick="built", build=layouts.mails, rows=400,
            profile="text", stage="pretraining"),
    _unseen("cv", "train_data.json", "structured", "en", build=layouts.marked_spans, rows=200),
    _unseen("dogo", "data/paper_splits/splits_annotated_at_turn_level/finance/dev.tsv", "chat", "en",
            source=_pair("utterance", "intent"), rows=500),
    _unseen("hotel_zh", "hotel.csv", "chat", "zh", source=_pair("review", "label"), rows=500),
    _unseen("waimai", "w.csv", "chat", "zh", source=_pair("review", "label"), rows=500),
    _built("dup_advising", "advising.json", "code", "en", layouts.queries, rows=400),
    _built("dup_geo", "geography.json", "code", "en", layouts.queries, rows=400),
    _unseen("dup_bbq", "Age.jsonl", "chat", "en", build=layouts.offered_answers, rows=400),
    _unseen("dup_snips", "BookRestaurant.json", "structured", "en", pick="built", build=layouts.slots, rows=400),
    _t0("dup_t0_paws", "paws_labeled_final_task_description_no_label.jsonl"),
    _t0("dup_t0_duorc", "duorc_SelfRC_extract_answer.jsonl"),
    _built("exercism", "exercises/practice", "code", "en", layouts.exercises),
    _built("aqua", "aqua.jsonl", "math", "en", layouts.lettered, rows=500),
    _built("bfcl", "", "structured", "en", layouts.function_calls, rows=700),
    _built("gorilla", "tensorflow_eval.json", "code", "en", layouts.instructed, rows=400),
    _unseen("pandalm", "testset-v1.json", "chat", "en", pick="built", build=layouts.judged, stage="preference"),
    _unseen("autoj", "testdata_pairwise.jsonl", "chat", "en", pick="built", build=layouts.better_first,
            stage="preference", rows=600),
    _built("jdd", "topic1.json", "dialogue", "ja", layouts.speakers, rows=400),
    _built("kdconv", "film.json", "dialogue", "zh", layouts.speakers),
    _bot("bot_es", "spanish", "es"),
    _bot("bot_it", "italian", "it"),
    _bot("bot_tr", "turkish", "tr"),
    _bot("bot_fa", "persian", "fa"),
    # Fetched on 30 November 2026 after the sets above had been scored; read by a reader who had not read before.
    _unseen("empathy", "dataset/emotional-reactions-reddit.csv", "chat", "en",
            source=_pair("seeker_post", "response_post"), rows=700),
    _unseen("mts_dialog", "Main-Dataset/MTS-Dialog-TrainingSet.csv", "dialogue", "en", rows=700),
    _unseen("medication_qa", "", "chat", "en", pick="files", source={"path": "*.xlsx"}),
    _pages("handbook", "", "en", pattern="*.md"),
    _pages("tc39", "meetings", "en", rows=12),
    _unseen("phish", "email", "chat", "en", pick="files", rows=400, profile="text", stage="pretraining",
            source={"path": "*.eml"}),
    _unseen("shepherd", "data/human_data_for_model.jsonl", "chat", "en", build=shapes.critique, rows=600),
    _unseen("tldr_posts", "automatic-eval-samples/tldr_samples.csv", "chat", "en",
            source=_pair("context", "sample"), rows=600),
    _unseen("biggen", "BiGGen-Bench/sample_responses.json", "chat", "en",
            source={"map": {"system": "system_prompt", "prompt": "input", "response": "reference_answer"}}),
    _built("nlu_eval", "", "chat", "en", shapes.answered_sentences),
    _built("meld", "data/MELD", "dialogue", "en", shapes.scenes),
    _built("timedial", "test.json", "dialogue", "en", shapes.masked_time, rows=400),
    _unseen("slack", "data", "dialogue", "en", pick="built", build=shapes.channel, rows=600, profile="text",
            stage="pretraining"),
    _unseen("hhh", "eval/benchmark/data/hhh_alignment_eval.json", "chat", "en", pick="built",
            build=shapes.judged_inside, stage="preference"),
    _unseen("llmbar", "Dataset", "chat", "en", pick="built", build=shapes.numbered_pairs, stage="preference"),
    _unseen("farm_pairs", "results/alpaca-farm-ppo-human/alpaca_eval_gpt4/annotations.json", "chat", "en",
            pick="built", build=shapes.numbered_pair, stage="preference"),
    _unseen("dpo_zh", "data/reward/dpo_zh_500.jsonl", "chat", "zh", stage="preference"),
    _unseen("sharegpt_zh", "data/sft/sharegpt_zh_1K_format.jsonl", "chat", "zh", rows=500),
    _unseen("medical_zh", "data/sft/medical_sft_1K_format.jsonl", "chat", "zh", rows=500),
    _unseen("emo_zh", "datasets/data.json", "dialogue", "zh", rows=400),
    _unseen("aiwei_zh", "datasets/aiwei.json", "dialogue", "zh", rows=300),
    _unseen("humaneval_x", "codegeex/benchmark/humaneval-x", "code", "en", pick="files",
            source={"path": "*/data/*.jsonl.gz"}),
    _unseen("sql_eval", "data", "code", "en", pick="files", source={"path": "*.csv"}),
    _built("verilog", "dataset_spec-to-rtl", "code", "en", shapes.spec_and_module),
    _built("loghub", "", "structured", "en", shapes.log_templates, rows=800),
    _built("asdiv", "dataset", "math", "en", shapes.story_problems, rows=700),
    _unseen("agi_math", "data/v1/math.jsonl", "math", "en", source=_pair("question", "$.other.solution"), rows=600),
    _unseen("proofnet", "benchmark/test.jsonl", "math", "en", source=_pair("nl_statement", "nl_proof")),
    _unseen("cmath", "datasets/cmath_dev.jsonl", "math", "zh", source=_pair("input", "golden")),
    _unseen("gaokao_zh", "data/v1", "structured", "zh", pick="files", source={"path": "gaokao-[bgh]*.jsonl"}),
    _unseen("seal_tools", "Seal-Tools_Dataset/dataset_for_finetune/dev.json", "structured", "en", rows=500),
    _built("acebench", "data_all/data_en", "structured", "en", shapes.called),
    _built("acebench_zh", "data_all/data_zh", "structured", "zh", shapes.called),
    _unseen("metatool", "dataset/data/all_clean_data.csv", "structured", "en", source=_pair("Query", "Tool"),
            rows=700),
    _unseen("vitext2sql", "data/syllable-level/dev.json", "code", "vi", source=_pair("question", "query"), rows=600),
    _built("tquad", "dev-v0.1.json", "chat", "tr", layouts.passage_questions),
    _unseen("persian_qa", "dataset", "chat", "fa", pick="files", source={"path": "*.json"}),
    _built("squad_it", "SQuAD_it-test.json.gz", "chat", "it", layouts.passage_questions),
    _built("real_persona", "real_persona_chat/dialogues", "dialogue", "ja", shapes.talks_of_two, rows=250),
    _built("kochat", "data_kochatgpt/kochatgpt_1_SFT_conversation.txt", "dialogue", "ko", shapes.marked_talks),
    _built("zno", "tests/geography_raw.json", "structured", "uk", shapes.exam),
    _unseen("afriqa", "data/gold_passages", "chat", "sw", "yo", "ha", "ig", "zu", "rw", "wo", "tw", "bem", "fon",
            pick="built", build=shapes.asked_in_own_language, rows=600),
    _built("wisesight", "", "chat", "th", shapes.lines_by_class, rows=700),
    _unseen("indonli", "data/indonli/test_lay.jsonl", "structured", "id", build=shapes.entailed, rows=600),
    _unseen("hindi_nli", "Classification/BH/BH_train_data.tsv", "chat", "hi",
            source=_pair("Sentence", "Emotion_Label"), rows=500),
    _unseen("nusax", "datasets/sentiment", "chat", "id", "en", "jv", "su", "ace", "ban", "bjn", "bug", "mad",
            "min", "nij", "bbc", pick="built", build=shapes.reviews_by_language, rows=600),
    _unseen("rucola", "data/in_domain_train.csv", "chat", "ru", source=_pair("sentence", "acceptable"), rows=500),
    _built("fakebr", "size_normalized_texts", "chat", "pt", shapes.files_by_class, rows=400),
    _unseen("fr_to_en", "automatic-eval-samples/fr_to_en_samples.csv", "chat", "fr", "en",
            build=shapes.translated, rows=600),
    _pages("java_ru", "", "ru", pattern="*.md"),
    _pages("es_js", "", "es", rows=200),
    _pages("ar_js", "", "ar", rows=200),
    _pages("guides_fr", "", "fr"),
    _pages("rust_de", "src", "de", rows=25),
    _pages("progit_ko", "book", "ko", rows=60, pattern="**/*.asc", format="adoc"),
    # Fetched on 30 November 2026 after that reading, for the data of people and the doubles that they hold.
    _built("star", "dialogues", "dialogue", "en", people.told_by_wizard, rows=400),
    _built("jmultiwoz_tc", "", "structured", "ja", people.last_call, rows=400),
    _built("apibank", "api-bank/lv1-lv2-samples", "structured", "en", people.talks_with_calls),
    _unseen("spam", "eml", "documents", "en", pick="files", rows=400, profile="text", stage="pretraining",
            source={"path": "*.eml"}),
    _unseen("cypher", "mail", "documents", "en", pick="files", profile="text", stage="pretraining",
            source={"path": "*.mbox"}),
    _unseen("melusine", "melusine/data/emails.json", "documents", "fr", "en", build=people.mail_body,
            profile="text", stage="pretraining"),
    _unseen("biodrop", "data", "documents", "en", pick="built", build=people.profiles, rows=400, profile="text",
            stage="pretraining"),
    _pages("beta_fr", "content/_startups", "fr", rows=150),
    _pages("codefor_de", "content/blog", "de", rows=150),
    _pages("eighteen_f", "content/posts", "en", rows=100),
    _unseen("mailcow", "docs", "documents", "en", "de", pick="files", rows=150, profile="text",
            stage="pretraining", source={"path": "**/*.md", "format": "md", "shape": "manual"}),
    _pages("certmgr", "content", "en", rows=150),
    _built("para_squad", "datasets", "chat", "en", people.asked_twice, rows=2_200),
    _built("kor_pairs", "kor_pair_train.csv", "chat", "ko", people.said_otherwise, rows=500),
    _built("clinc", "data/data_small.json", "structured", "en", people.text_and_intent, rows=1_500),
    _unseen("judgebench", "data/dataset=judgebench,response_model=gpt-4o-2024-05-13.jsonl", "chat", "en",
            build=people.lettered_pair, stage="preference"),
    _unseen("rmbench", "data/chat_filtered.json", "chat", "en", build=people.pairs_in_styles, stage="preference"),
    # Fetched on 30 November 2026 after that reading: what a team would bring to be tuned on; read by a reader who had not read before.
    _built("odex", "data", "code", "en", mixed.wanted_and_code, rows=300),
    _built("mailasks", "src/resources/Ask0729-fixed.txt", "chat", "en", mixed.marked_lines, rows=300),
    _built("sim_talks", "sim-R/dev.json", "dialogue", "en", mixed.user_then_system, rows=300),
    _unseen("cs_food", "train.json", "structured", "cs", source=_pair("da", "text"), rows=300),
    _unseen("pubmedqa", "data/ori_pqal.json", "chat", "en", rows=300),
    _built("lawbench", "data/zero_shot", "chat", "zh", mixed.told_task, rows=300),
    _built("qqp_fa", "data/qqp/test.jsonl", "chat", "fa", mixed.same_or_not, rows=300),
    _built("exam_fa", "data/multiple-choice/test.jsonl", "structured", "fa", mixed.counted_choice, rows=300),
    _unseen("asdc", "data/main/dialog/json", "dialogue", "ja", pick="files", rows=210, source={"path": "*.json"}),
    _unseen("olympiad", "evaluation/data/olympiadbench/test.jsonl", "math", "en", rows=300),
    _unseen("alignbench", "data/data_v1.1_release.jsonl", "chat", "zh", source=_pair("question", "reference"), rows=300),
    _built("tau2_retail", "data/tau2/domains/retail/tasks.json", "structured", "en", mixed.wished_calls, rows=300),
    _unseen("vicuna_pairs", "eval/table", "chat", "en", pick="built", build=mixed.reviewed_pairs,
            stage="preference", rows=300),
    _unseen("critique_zh", "pairwise.jsonl", "chat", "zh", pick="built", build=mixed.scored_pairs,
            stage="preference"),
    _built("regex_turk", "datasets/NL-RX-Turk", "code", "en", mixed.side_by_side, rows=300),
    _built("ua_gec", "data/gec-fluency/test", "chat", "uk", mixed.corrected, rows=332),
    _built("intents_ko", "data/train_val_test/fci_test.txt", "chat", "ko", mixed.marked_lines, rows=300),
    _built("liveqa", "TestDataset", "chat", "en", mixed.consumers_questions, rows=300),
    _unseen("flask_eval", "evaluation_set/flask_evaluation.jsonl", "chat", "en", rows=300),
    _built("presidio", "data/synth_dataset_v2.json", "structured", "en", mixed.named_spans, rows=300),
    _unseen("satoshi", "emails.json", "documents", "en", pick="built", build=mixed.sent, profile="text",
            stage="pretraining"),
    _built("restaurant8k", "span_extraction/restaurant8k/test.json", "structured", "en", mixed.slots_of_a_booking,
           rows=300),
    _built("agentdb", "data/dbbench/standard.jsonl", "structured", "en", mixed.asked_of_a_table, rows=300),
    _pages("girls_fa", "fa", "fa", rows=20), _pages("guide_hi", "_articles/hi", "hi", rows=8),
    _pages("yii_pl", "docs/guide-pl", "pl", rows=15),
    _pages("elixir_el", "lessons/el", "el", rows=15),
    _pages("ruby_vi", "vi/news", "vi", rows=100),
    _pages("gesetze", "", "de", rows=15),
    _pages("spid_it", "docs/it", "it", pattern="**/*.rst", format="rst"),
    _pages("k8s_comm", "", "en", rows=40),
    _unseen("publiccode", "", "documents", "en", "nl", "es", pick="files", rows=60, profile="text", stage="pretraining",
            source={"path": "**/*.md", "format": "md", "shape": "manual"}),
    _unseen("learnx", "", "documents", "ru", "ja", "zh", pick="files", rows=25, profile="text", stage="pretraining",
            source={"path": "**/*.md", "format": "md", "shape": "manual"}),
    _pages("cake_two", "", "en", rows=14, pattern="**/*.rst", format="rst"),
    # Fetched on 30 November 2026 after that reading, many of them messy; read by a reader who had not read before.
    _unseen("topical", "conversations/valid_freq.json", "dialogue", "en", rows=500),
    _unseen("esfail", "FailedESConv.json", "dialogue", "en"),
    _built("cmudog", "Conversations/valid", "dialogue", "en", messy.film_talks, rows=500),
    _built("smalltalk", "", "dialogue", "en", messy.scripts, rows=300),
    _mails("sms_zh", "", "zh", pick="built", build=messy.short_messages, rows=1_200),
    _mails("drunk", "lifestyle_drunk.csv", "en", pick="built", build=messy.comment, rows=1_200),
    _mails("whatsapp", "whatsapp-chat-data.txt", "en", pick="built", build=messy.days, rows=242),
    _mails("mailgem", "spec/fixtures/emails", "en", pick="files", source={"path": "**/*.eml"}),
    _mails("bounces", "maildir/bsd", "en", pick="files", source={"path": "*.eml"}, rows=250),
    _mails("replies", "test/fixtures", "en", pick="files", source={"path": "*.txt"}),
    _built("egret", "egret-wenda-corpus-master", "chat", "zh", messy.forum, rows=1_200),
    _built("sroie", "data", "structured", "en", messy.receipts, rows=400),
    _unseen("ocr_fix", "data/train.csv", "chat", "en", source=_pair("OCR Text", "Ground Truth"), rows=600),
    _unseen("bencao", "data/llama_data.json", "chat", "zh", rows=1_000),
    _unseen("livercancer", "data-literature/liver_cancer.json", "chat", "zh", rows=400),
    _unseen("medalpaca", "medical_meadow_small.json", "chat", "en", rows=1_000),
    _unseen("alpaca_err", "error_analysis/alpaca_errors.json", "math", "en", source=_pair("question", "rationale")),
    _built("intercode", f"data/results/bash/vicuna/{_TRIES}", "code", "en", messy.tries),
    _built("unsmile", "unsmile_train_v1.0.tsv", "chat", "ko", messy.marked_columns, rows=1_000),
    _unseen("id_tweets", "Twitter_Emotion_Dataset.csv", "chat", "id", source=_pair("tweet", "label"), rows=1_000),
    _built("lawyer", f"data/{_COUNSEL}", "dialogue", "zh", messy.roles_in_brackets, rows=300),
    _unseen("zixun", "data/zixun_gpt4.json", "chat", "zh", source=_pair("query", "response"), rows=300),
    _built("rotbench", "Data/First_Turn/medium.json", "structured", "en", messy.first_accepted),
    _unseen("ncb", "problems", "code", "zh", "en", pick="built", build=messy.problems),
    _built("theoremqa", "theoremqa_test.json", "math", "en", messy.any_answer, rows=300),
    _built("minif2f", "informal", "math", "en", messy.proofs, rows=300),
    _built("jmmlu", "JMMLU", "structured", "ja", messy.quizzes, rows=300),
    _built("thai_qa", "squad_format/data/test.jsonl", "chat", "th", messy.answered_passage, rows=300),
    _built("viquad", "dataset/train-v2.0.json", "chat", "vi", messy.answerable, rows=300),
    _unseen("d2q", "data/d2q_0.json", "chat", "zh", rows=300),
    *(_built(*one, rows=300 if one[0] == "dsp" else 600) for one in messy.MORE),
    _unseen("webgpt", "data/webgpt.test.json", "chat", "en", pick="built", build=messy.scored_texts, stage="preference"),
    *(_pages(name, path, language, rows=rows) for name, path, language, rows in messy.MANUALS),
    _mails("hacker", "translations", "lv", "pl", "tr", "id", "vi", pick="files", source=_MANUAL),
    _mails("jsq", "", "ko", "th", "uk", "ar", pick="files", source=_MANUAL, rows=4),
    *(_unseen(*named, **rest) for named, rest in brought.brought()),
)  # fmt: skip
BY_NAME = {one.name: one for one in SETS}
