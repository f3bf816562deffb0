"""Clean rows that look like junk: asked for, quoted, or the subject."""

from __future__ import annotations

from bench.defects.clean.near_residue import fixed

fixed(
    "lfs_pointer", "pointers as a subject",
    ("What is in a Git LFS pointer file?", "Three lines: the version of the specification, the SHA-256 of the real content after `oid sha256:`, and its size in bytes."),
    ("I cloned a repository and my images are 130-byte text files.", "Those are LFS pointers. Install the extension and run `git lfs pull`; the files are then replaced by their content."),
    ("How do I verify a download with SHA-256?", "`sha256sum file.iso` prints 64 hexadecimal digits; compare them with the published ones, or use `sha256sum -c file.iso.sha256`."),
)  # fmt: skip

fixed(
    "channel_log", "a log that was asked for or a merge conflict",
    ("Write a short example of an IRC log where somebody asks about Wi-Fi.", "<anna> my wifi drops every ten minutes, any idea?\n<ole> which driver? try lspci -k\n<anna> iwlwifi\n<ole> turn off power saving for it"),
    ("What does the === line in a merge conflict mean?", "`=======` separates your version above it from the other branch's version below it."),
    ("How do I underline a heading in AsciiDoc?", "Put an equals sign in front instead: `== Heading` is level one, `=== Heading` level two."),
    ("What is the difference between == and === in JavaScript?", "`==` converts types before comparing, `===` does not: `\"1\" == 1` is true, `\"1\" === 1` is false."),
)  # fmt: skip

fixed(
    "page_furniture", "web phrases that the request asks for",
    ("Write the text of a cookie banner that is honest and short.", "We use two cookies: one keeps you signed in, one counts visits without your name. You can refuse the second."),
    ("Suggest five labels for a site's main menu.", "Home\nProducts\nPrices\nHelp\nContact"),
    ("What should the call to action under a newsletter say?", "\"Subscribe\" works; \"Send me the recipes\" works better because it says what you get."),
    ("How do I add a privacy policy link to my footer?", "Put it beside the imprint: `<a href=\"/privacy\">Privacy policy</a>`. Many laws want it reachable from every page."),
)  # fmt: skip

fixed(
    "retweet_noise", "tags and handles that the request asks for",
    ("Write a tweet that announces our bake sale.", "Bake sale this Saturday, 10 to 2, in the school yard. Bring coins, leave with cake! #BakeSale #Brookford"),
    ("What does RT mean on social media?", "Retweet: somebody passes on a post of another account, often written RT followed by that account's name."),
    ("Suggest hashtags for a photo of a sunrise over the sea.", "#sunrise #seascape #goldenhour #earlybird"),
    ("How do decorators look in Python?", "A line that begins with @ above the function:\n\n@cached\ndef load(path):\n    return open(path).read()"),
)  # fmt: skip

fixed(
    "spam", "offers and prizes as a subject",
    ("How can I recognise a prize scam by text message?", "It says that you have won something you never entered, sets a deadline, and wants you to call a premium number or open a link. Do not reply, not even STOP."),
    ("Write a friendly reminder that our gym's free trial ends Friday.", "Hi Sam, your free trial ends on Friday. If you would like to stay, you can pick a plan at the desk; if not, there is nothing to do."),
    ("Classify as spam or not: 'Your parcel is waiting, pay 1.99 to release it: bit.example/x7'", "Spam"),
    ("What is a good subject line for a spring sale?", "\"Spring jackets, 20% off until Sunday\""),
    ("Our shop gives a £10 voucher for each referral. Explain it to customers.", "Tell a friend about us. When they place their first order with your code, you both get a £10 voucher by e-mail within a week."),
)  # fmt: skip

fixed(
    "toxic", "toxicity as a subject, soberly treated",
    ("Is it libel to write that a mayor is a liar?", "It can be, if it is stated as fact, is false and harms the mayor. Opinion and proven truth are protected in most countries."),
    ("Label this comment as toxic or not toxic: 'You are all idiots, get lost.'", "toxic"),
    ("My teenager calls herself fat and ugly. What can I say?", "Do not argue about her looks. Say that you hear how bad she feels, ask when it started, and offer to see a doctor or counsellor together."),
    ("What is dark humour, with a mild example?", "Humour about grave things. For instance: \"I told my doctor I'd been feeling half dead. He charged me half.\""),
    ("How did the boxer kill time before the fight?", "He shot pool, beat his coach at chess twice, and slept like a dead man until noon."),
)  # fmt: skip

fixed(
    "rights_notice", "copyright as a subject",
    ("What does 'all rights reserved' mean today?", "Almost nothing: since the Berne Convention, works are protected without it. It only says that the owner grants no licence."),
    ("How should I write a copyright notice for my photo blog?", "The word Copyright or its sign, the year of first publication and your name. For example: Copyright 2024 A. Photographer."),
    ("May I quote a song text on my site?", "A line or two with comment may be fair use or fair dealing; the whole text needs the publisher's permission."),
    ("What is the difference between MIT and GPL?", "Both let you use and change the code. The GPL wants works that include it to be published under the GPL; MIT only wants the notice kept."),
)  # fmt: skip

fixed(
    "mail_chain", "mails that the request asks for",
    ("Write an e-mail to my landlord about a broken heater.", "Subject: Heater in flat 4\n\nDear Mr Hale,\n\nthe heater in the living room has not worked since Monday. Could you send someone this week? I am at home every day after four.\n\nKind regards,\nNora Lind"),
    ("How do I mark a quotation in a plain-text mail?", "Put a greater-than sign and a space in front of each quoted line:\n\n> Can we meet at ten?\n\nYes, ten is fine."),
    ("Shorten this: 'Dear Sir or Madam, I am writing to you today in order to ask whether the hall is free on 3 May. Yours faithfully, P. Quill'", "Is the hall free on 3 May? P. Quill"),
    ("What should an out-of-office reply say?", "When you are back, who helps until then, and nothing about where you are."),
)  # fmt: skip

fixed(
    "interface_scraps", "buttons and page numbers as a subject",
    ("What should the button that copies a code block be called?", "\"Copy\" is enough; \"Copy code\" is clearer when other things on the page can be copied too."),
    ("Simplify the fraction 6 / 8.", "3 / 4"),
    ("How do I print 'page 2 / 5' in LaTeX?", "Load `lastpage` and write `\\thepage{} / \\pageref{LastPage}`."),
    ("What does Share do in a document editor?", "It lets other people open the document, either to read or to edit it."),
)  # fmt: skip
