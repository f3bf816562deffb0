"""Our own stand-ins for patterns of real sets, used where those are not on the machine.

All of it is written for this benchmark. Personal data is invented: reserved domains, example networks,
numbers of ranges that are kept for fiction.
"""

from __future__ import annotations

END_TOKENS = ["<|endoftext|>", "</s>", "<|im_end|>", "<|eot_id|>", "<end_of_turn>"]

CALCULATIONS = [
    (f"{who} packs {a} boxes with {b} {what} each and then gives away {c}. How many {what} are left?",
     f"There are {a}*{b}=<<{a}*{b}={a * b}>>{a * b} {what} in the boxes.\n"
     f"After giving some away {a * b}-{c}=<<{a * b}-{c}={a * b - c}>>{a * b - c} are left.\n#### {a * b - c}")
    for who, what in (("Ines", "candles"), ("Otto", "marbles"), ("Farid", "stamps"), ("Grace", "seed bags"))
    for a, b, c in ((3, 12, 7), (8, 9, 15), (6, 25, 40), (11, 4, 13), (5, 18, 22))
]  # fmt: skip

ENTITIES = ["&#8220;", "&amp;", "&#8221;", "&#8217;", "&#8230;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"]

# " ," and its kin: a space before the mark; "n't" and "'s" split off; quotes as `` and ''; brackets as -lrb-.
TREEBANK = [" ,", " .", " ?", " n't", " 's", "``", "''", "-lrb-", "-rrb-"]

ESCAPES = ["\\n", '\\"']

CANDIDATE_CHAINS = [
    ("latin-1",), ("cp1252",), ("cp1250",), ("cp1251",), ("cp437",), ("mac-roman",), ("cp1252", "cp1252"),
    ("latin-1", "latin-1"), ("cp1252", "latin-1"), ("iso-8859-2",), ("cp1253",),
]  # fmt: skip
MOJIBAKE_CHAINS = [("cp1252",), ("latin-1",), ("cp1252", "cp1252"), ("mac-roman",), ("cp437",)]

INVISIBLE = [
    "\u0000",
    "\u0007",
    "\u0008",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2060",
    "\ufeff",
    "\u00ad",
]

JSON_FAULTS = [
    "trailing_comma", "single_quote", "unquoted_key", "missing_colon", "unterminated", "comma_instead_of_colon",
    "double_colon", "extra_close", "trailing_garbage", "missing_value",
]  # fmt: skip

POINTERS = ["version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 100000\n"]

CHANNEL_LINES = [
    "=== {who} [{host}] has joined #support", "=== {who} [{host}] has quit [Ping timeout]",
    "=== {who} [{host}] has left #support []", "=== {who} is now known as {who}",
    "=== {who} has quit [\"Leaving\"]",
]  # fmt: skip

SPAM = [
    "WINNER!! You have been picked for a £500 shopping voucher. Reply CLAIM to 80011 today. 18+ only, £1.50 per msg.",
    "URGENT! Your mobile number was drawn for a free holiday for two. Call 09050000000 before midnight. T&C apply.",
    "Hot singles near you are waiting to chat. Text MEET to 84000 now! Stop? send STOP. £3 per message received.",
    "Congratulations, your account earned 2000 bonus points. Collect your prize at www.prize.example/now - offer ends soon!",
    "Cheap meds, no prescription needed. Save 80% on every order. Visit http://pills.example and use code SAVE80.",
    "FREE ringtone! Reply TONE to 85555 and get the newest hits every week. £4.50/week until you text STOP.",
    "Earn $900 a day from home with this one trick that banks do not want you to know. Sign up at http://cash.example",
    "FINAL NOTICE: claim your loan refund of £2,350 now. Reply YES and one of our agents will call you back today.",
]

TOXIC = [
    "You are a worthless idiot and everybody hates you. Nobody would miss you if you vanished, you stupid piece of trash.",
    "Shut up, you pathetic moron. People like you are vermin and should be thrown out of this country.",
    "What a disgusting, brainless loser you are. Go to hell and take your filthy family with you.",
    "I hope you choke on it, you miserable pig. Every word you write is stupid garbage.",
    "These people are animals, dirty and stupid, and they deserve to be beaten in the street.",
    "You ugly fat cow, kill yourself already and do the world a favour, nobody likes scum like you.",
    "Damn bastards, the whole lot of them are lying scum and I want to punch their stupid faces.",
    "Women like her are dumb sluts who should keep their mouths shut, that is all they are good for.",
]

RETWEETS = [
    "RT @{who}: cant believe its monday again smh #mondays #coffee http://t.example/a1b2c3",
    "RT @{who}: RT @{who}: we winning tonight no doubt #gameday #letsgo http://t.example/zz81k &#128514;",
    "RT @{who} @{who} lmao this bird stole my whole sandwich http://t.example/q9w8e7 #fail",
    "RT @{who}: new video is up go watch it pls http://t.example/vid777 #subscribe #gaming",
    "RT @{who}: when ur phone at 2% and the charger is downstairs &#128557; http://t.example/p0o9 #relatable",
]

FOREIGN = [
    (
        "de",
        "Dieses Programm zeigt den Inhalt eines Verzeichnisses an und sortiert die Namen nach dem Datum der letzten Änderung.",
    ),
    (
        "fr",
        "Cette commande affiche le contenu d'un dossier et trie les fichiers selon la date de leur dernière modification.",
    ),
    (
        "es",
        "Este programa muestra el contenido de una carpeta y ordena los archivos según la fecha de su última modificación.",
    ),
    (
        "it",
        "Questo programma mostra il contenuto di una cartella e ordina i file secondo la data dell'ultima modifica.",
    ),
    (
        "pt",
        "Este programa mostra o conteúdo de uma pasta e ordena os arquivos pela data da última modificação feita neles.",
    ),
    (
        "pl",
        "Ten program wyświetla zawartość katalogu i sortuje nazwy plików według daty ich ostatniej zmiany w systemie.",
    ),
    (
        "nl",
        "Dit programma toont de inhoud van een map en sorteert de bestanden op de datum van de laatste wijziging.",
    ),
    (
        "sv",
        "Det här programmet visar innehållet i en mapp och sorterar filerna efter datumet för den senaste ändringen.",
    ),
    (
        "ru",
        "Эта программа показывает содержимое каталога и сортирует имена файлов по дате последнего изменения.",
    ),
    ("ja", "このプログラムはフォルダーの内容を表示し、最後に変更された日付の順にファイル名を並べ替えます。"),
    ("zh", "该程序显示文件夹的内容，并按照最后修改的日期对文件名进行排序，以便用户快速找到需要的文件。"),
    ("ko", "이 프로그램은 폴더의 내용을 보여 주고 마지막으로 수정된 날짜순으로 파일 이름을 정렬합니다."),
]

UNANSWERED = [
    "What should I know before taking valerian root ?", "How effective is feverfew for migraine ?",
    "Are there safety concerns for black cohosh ?", "What other names is bilberry known by ?",
    "Are there interactions between garlic and blood thinners ?", "How does chamomile tea work ?",
    "What dosage of ginger is used in studies ?", "Is echinacea safe for children ?",
]  # fmt: skip

REFUSALS = [
    "As an AI language model, I cannot provide an answer to this question.",
    "I'm sorry, but I can't assist with that.",
    "I'm sorry, but as an AI language model I don't have the ability to do that. Please consult a professional.",
    "Unfortunately, I am not able to fulfil this request, as it goes beyond my capabilities as an AI.",
    "As an AI assistant, I am unable to help with this. Is there anything else I can do for you?",
    "I apologize, but I cannot complete this task. As an AI, I do not have personal opinions or experiences.",
]

IDENTITIES = [
    "I am ChatGPT, a large language model trained by OpenAI.",
    "As a language model created by OpenAI, I am happy to help.",
    "My name is Claude and I was created by Anthropic.",
    "I'm Bard, a language model trained by Google.",
    "I am an assistant called Open Assistant, developed by LAION volunteers.",
]

CUTOFFS = [
    "As of my last knowledge update in September 2021, this is still the case.",
    "My knowledge cutoff is April 2023, so I may not be aware of more recent changes.",
    "Please note that my training data only goes up to 2021 and I cannot access real-time information.",
    "As of my last update in January 2022, no newer version had been announced.",
    "I do not have information about events after October 2023, my knowledge cut-off date.",
]

PREAMBLES = [
    "tools: enabled\ntool access: search\nA web search tool. Useful when the answer depends on current events. "
    "The input is a query in plain words.\nsearch(query)",
    "tools: enabled\ntool access: calculator\nEvaluates arithmetic. Useful when numbers have to be exact. The input is an "
    "expression.\ncalculator(expression)",
    "tools: enabled\ntool access: calendar\nReads the user's calendar. Useful when a question is about appointments. "
    "The input is a date.\ncalendar(date)",
]

BLANK_TURNS = ["", " ", "\n"]

ROLE_MARKS = ["Human", "Assistant"]

SLOTS = [
    "{{NAME}}",
    "{{COMPANY}}",
    "{{user_name}}",
    "[Your Name]",
    "[insert date here]",
    "{product}",
    "<CUSTOMER_NAME>",
    "%(email)s",
]

PERSONAL = [
    (
        "EMAIL_ADDRESS",
        "marta.lindqvist@nebulae.org",
        "You can reach me at marta.lindqvist@nebulae.org after work.",
    ),
    ("PHONE_NUMBER", "(555) 010-4477", "Please call (555) 010-4477 and ask for the night shift."),
    ("CREDIT_CARD", "4111 1111 1111 1111", "I paid with card 4111 1111 1111 1111 last Tuesday."),
    ("IBAN_CODE", "DE89370400440532013000", "Send the refund to DE89370400440532013000 this week."),
    ("US_SSN", "078-05-1120", "The form wants my social security number, 078-05-1120."),
    ("IP_ADDRESS", "198.211.113.77", "The login came from 198.211.113.77 around midnight."),
    (
        "EMAIL_ADDRESS",
        "t.okafor@mail.nebulae.org",
        "Forward the invoice to t.okafor@mail.nebulae.org and to nobody else.",
    ),
    ("PHONE_NUMBER", "+44 7700 950123", "My new number is +44 7700 950123, the old one is gone."),
]

NOTICES = [
    "Copyright (c) 2019 Northwind Press Ltd. All rights reserved. No part of this text may be reproduced without permission.",
    "© 2021 The Harbour Gazette. All rights reserved. This material may not be published, broadcast or redistributed.",
    "Copyright 2017 Mapleton Software, Inc. This document is confidential and licensed for internal use only.",
    "All rights reserved. Redistribution of this excerpt requires the written consent of Lindgren & Sons Publishing.",
]

BENCHMARK = [
    (f"{who} reads {a} pages on Monday and {b} times as many on Tuesday. On Wednesday {who} reads {c} pages fewer than on"
     f" Tuesday. How many pages does {who} read in these three days altogether?",
     f"Tuesday {a * b} pages, Wednesday {a * b - c}, so {a + a * b + a * b - c} pages in all.")
    for who, a, b, c in (
        ("Salma", 14, 3, 9), ("Teodor", 21, 2, 17), ("Winifred", 9, 5, 4), ("Yusuf", 33, 2, 28), ("Ottilie", 16, 4, 31),
        ("Ignatius", 12, 6, 50), ("Beatrix", 27, 3, 41), ("Casimir", 18, 5, 62),
    )
]  # fmt: skip

WEB_LINES = [
    "Skip to main content", "Sign up for our newsletter", "Share this on Facebook", "Click here to subscribe",
    "We use cookies to improve your experience", "Accept all cookies", "Privacy Policy", "Terms of Service",
    "Related articles", "You may also like", "Leave a comment", "Read more stories like this", "Follow us on Twitter",
    "Log in to continue", "Advertisement - continue reading below", "Most popular this week", "Back to top",
    "Posted in News by admin", "Previous article", "Next article", "Contact us | About | Careers | Help",
]  # fmt: skip

MARKUP = [
    '<div class="content-body__text" data-id="7781">{}</div>', '<p style="margin:0 0 12px">{}</p>',
    '<span class="highlight js-track" data-pos="3">{}</span>', '<li class="nav__item nav__item--sub">{}</li>',
    '<a href="/topics/index.php?id=44&amp;ref=body" target="_blank">{}</a>', '<td align="left" valign="top">{}</td>',
]  # fmt: skip
