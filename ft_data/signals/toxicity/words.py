"""Our own list of offensive wording, by kind and weight. The words are here to be found, not to be used.

Weights add up to evidence s; the score is 1 - exp(-s). 1.0 alone gives 0.63, 2.3 gives 0.90.
"""

from __future__ import annotations

# fmt: off


def _forms(stems: str, endings: str = "s") -> list[str]:
    return [stem + ending for stem in stems.split() for ending in ("", *endings.split())]


_FUCK = [
    *_forms("fuck", "s ed er ers in ing ings wit wits head heads face boy tard tards able off up"),
    *_forms("motherfuck", "er ers in ing a as"), *_forms("fck fuk fuq fukk phuck fcuk", "s ed er in ing"),
    *_forms("effing frigging fricking"), *_forms("clusterfuck mindfuck buttfuck skullfuck", "s"), "muthafucka", "muthafuckas", "muhfucka", "mofo", "mofos", "stfu", "gtfo", "fuckwad", "fuckwads", "foff", "mfr", "mfer", "mfers", "fking", "fkn", "fkin",
]  # fmt: skip
_SHIT = [
    *_forms("shit", "s ty tier ting ting head heads hole holes hole show bag bags stain stains load face lib libs lord"),
    *_forms("bullshit horseshit dipshit dogshit apeshit batshit chickenshit", "s ter ting"), *_forms("piss", "ed ing es er"), *_forms("crap", "s py"),
    "turd", "turds", "shyt", "shite", "sht", "chit", "bullshite", "libturd", "libturds", "shithole",
]  # fmt: skip
_ASS = [
    *_forms("asshole ass-hole arsehole asswipe asshat asshead jackass dumbass smartass fatass badass lazyass kissass assclown asscrack dumass", "s es"),
    "arse", "ahole", "aholes", "dumb ass", "bad ass", "punk ass", "ass kicked", "your ass", "my ass", "his ass", "her ass", "ya ass", "yo ass", "fat ass", "lame ass", "bitch ass", "ugly ass", "nasty ass", "kiss ass", "big ass", "ass hole", "ass holes", "ass clown", "ass up",
]  # fmt: skip
_WOMEN = [
    *_forms("bitch", "es ed ing y in ass made"), *_forms("biatch bich betch beotch biotch bytch", "es"), *_forms("cunt", "s y"), *_forms("whore slut skank thot floozy twat", "s ty ish"),
    "hoes", "hos", "thots", "sloot", "sloots", "hoez",
]  # fmt: skip
_SEX = [
    *_forms("pussy dickhead cocksucker blowjob handjob titty boner jizz dildo wanker wank tosser bellend cumshot nutsack ballsack rimjob gangbang milf camel-toe", "s"),
    "pussies", "titties", "boobies", "cums", "horny", "porn", "porno", "masturbate", "masturbating", "suck my", "sucking dick", "suck a dick", "suck dick", "eat a dick", "eating pussy", "deepthroat", "nudes", "jerk off", "jerking off", "nympho", "slutty",
]  # fmt: skip
_SLURS = [
    "a retard", "you retard", "such a retard", "retarded ass", "fucking retard", "total retard", "a faggot", "a slut", "a whore", "dirty whore",
    *_forms("nigger nigga nigguh nigglet niggah nicca nigg niggur", "s z ish dom"), "niggers", "niggas", "niggaz", "niggaa",
    *_forms("faggot fag fagget fagot phaggot tranny trannie shemale sodomite poofter", "s y ot otry"), "fags", "faggy", "trannies",
    *_forms("kike spick wetback gook beaner raghead towelhead sandnigger jigaboo darkie porchmonkey paki camel-jockey gypo gyppo muzzie muzrat zipperhead slanteye white-trash trailer-trash wigger wigga zog pajeet talibiden", "s"),
    "white trash", "trailer trash", "camel jockey", "porch monkey", "jungle bunny", "sand nigger", "moon cricket", "house negro", "uncle tom",
    "retard", "retards", *_forms("libtard fucktard republitard trumptard conservatard leftard democrap repuke rethuglican magat demorat dumbocrat democraps libturd obozo obamanation", "s ed"), "tard", "tards",
]  # fmt: skip
_INSULTS = [
    *_forms("idiot moron imbecile dumbass dimwit halfwit nitwit dipstick numbskull numskull blockhead bonehead airhead meathead butthead dunce cretin simpleton dolt doofus dummy bozo dumbo nutjob nutcase whackjob wackjob nutter psycho psychopath sociopath lunatic weirdo creep perv pervert degenerate scumbag sleazebag dirtbag douche douchebag douchbag sleaze jerk loser lowlife swine vermin parasite cockroach maggot leech coward crybaby snowflake tool troll clown buffoon lackey bootlicker crackhead methhead thug goon hag bimbo slob pig punk wuss sissy simp incel cuck soyboy neckbeard fatso lardass fatty ugly hypocrite crook fraud liar conman grifter shill puppet stooge sheeple traitor fascist nazi commie bigot racist pedo pedophile paedo groomer rapist monster psycho scum filth sicko wacko whacko hack bum brat trash garbage", "s es ic y"),
    "stupid", "stupidity", "stupidest", "dumb", "dumber", "dumbest", "idiotic", "moronic", "pathetic", "disgusting", "disgrace", "brainless", "brain dead", "braindead", "clueless", "worthless", "useless", "ignorant", "ignoramus", "delusional", "demented", "senile", "deranged", "insane", "mentally ill", "mental case", "nuts", "crazy", "wicked", "vile", "evil", "despicable", "deplorable", "repulsive", "gross", "nasty", "filthy", "spineless", "gutless", "soulless", "heartless", "shameless", "corrupt", "crooked", "lying", "slimy", "sleazy", "trashy", "fat", "hideous", "smelly", "stinks", "sucks", "suck", "sucked", "losers", "morons", "cowards", "cowardly", "creepy", "perverted", "sick", "twisted", "hateful", "inbred", "hillbilly", "redneck", "rednecks", "hoodrat", "ghetto", "ratchet", "gold digger", "attention whore", "airheads", "sheeple", "lib", "libs", "leftist", "leftists", "leftys", "lefties", "dems", "demonrat", "demonrats", "demoncrats", "repugs", "maggat", "maga", "trumper", "trumpers", "trumpster", "trumpsters", "snowflakes", "feminazi", "feminazis", "karens",
    "dip stick", "air head", "dim wit", "half wit", "nut job", "nut case", "scum bag", "dirt bag", "douche bag", "low life", "piece of work", "waste of space", "waste of oxygen", "waste of air", "waste of skin", "brain cell", "brain cells", "room temperature iq", "low iq", "no brain", "no brains", "no spine", "no balls", "no shame", "no class",
]  # fmt: skip
_HARD_INSULTS = [
    "piece of shit", "pieces of shit", "piece of crap", "piece of trash", "piece of garbage", "pos", "son of a bitch", "sons of bitches", "sob", "scum of the earth", "waste of space", "low life", "scum", "scumbag", "scumbags",
    "idiot", "idiots", "moron", "morons", "dumbass", "dumbasses", "imbecile", "imbeciles", "subhuman", "subhumans", "pedophile", "pedophiles", "pedo", "pedos", "vermin", "degenerate", "degenerates", "douchebag", "douchebags", "douche", "loser", "losers", "braindead", "brain dead", "lowlife", "lowlifes", "retarded", "retard", "demonrats", "libtards", "libtard",
    "sick joke", "total joke", "you must be", "are you stupid", "are you dumb", "are you blind", "are you retarded", "how stupid are", "you idiot", "you moron", "you fool", "you loser", "you stupid", "you dumb", "you pathetic", "you piece of", "you are stupid", "you are dumb", "you are an idiot", "youre an idiot", "you are a moron", "you are pathetic", "youre stupid", "youre dumb", "youre pathetic", "you are disgusting", "youre disgusting", "you disgust me", "you sick", "you people", "your kind", "shut up", "shut the", "shut your mouth", "shut your", "go away", "get lost", "screw you", "screw off", "bite me", "kiss my", "damn you", "go to hell", "rot in hell", "burn in hell", "to hell with", "hell no", "what the hell", "the hell", "who the hell", "wtf",
]  # fmt: skip
_AMBIGUOUS = [
    "retard", "retards", "rape", "hos", "fag", "fags", "sht", "fagot", "fagots", "dildo", "dildos", "horny", "tard", "tards", "chit", "mfr", "slut", "sluts", "whore", "whores", "inferior", "disgrace", "repulsive", "exterminate", "suck", "sucked", "scum", "satan", "crap", "hooker", "gangbang", "chinky", "trick", "tricks", "ho", "hoe", "mf", "mfs", "fu", "pos", "bs", "wtf", "hooker", "hookers", "cracker", "crackers", "slag", "coon", "coons", "spic", "spics", "chink", "chinks", "prick", "pricks", "cock", "cocks", "dick", "dicks", "anal", "tool", "tools", "fat", "fatty", "tramp", "tramps", "homo", "homos", "lib", "libs", "tit", "tits", "boob", "boobs", "dyke", "dykes", "retarded", "half-breed", "redskin", "redskins", "kaffir", "jap", "japs", "honky", "injun", "darky", "negroid", "poof", "poofs", "snowflake", "snowflakes", "clown", "buffoon", "dumb", "demon", "demons", "evil", "wicked", "vile", "hateful", "slimy", "creep", "creeps", "hack", "puppet", "stooge", "pig", "pigs", "swine", "leech", "hag", "brat", "punk", "punks", "thug", "thugs", "vermin", "maggot", "maggots", "parasite", "parasites", "cockroach", "insane", "sick", "gross", "nuts", "crazy", "put down", "cum", "spaz", "mongoloid", "ass", "asses", "butt", "balls", "bloody", "trash", "garbage", "filth", "monster", "witch", "coward", "cowards", "hypocrite", "crook", "fraud", "liar", "traitor", "ignorant", "useless", "worthless", "lynch", "infidel", "infidels", "heathen", "savages", "terrorist", "terrorists", "bastard", "bastards", "prostitute", "virgin", "sex", "sexy", "naked", "nude", "porn", "gay", "gays", "lesbian", "queer", "slave", "slaves", "nigg", "trannys", "nip", "bollocks", "bugger", "stink", "stinky", "moist", "thirsty",
]
CASUAL = """
    lol lmao lmfao rofl smh fr ngl tbh idk omg u ur r ya yall yo dat dis dem da dey bout gotta gonna wanna gon tryna finna
    aint imma ima im ill dont cant wont didnt doesnt isnt youre thats whats hes shes theyre cuz cos bc coz n nah naw yea yeah
    ok okay haha hahaha hah lil bro bruh dude dudes fam homie bae tho thru wit ppl pls plz rt twitter tweet fb haters wassup
    sup gimme lemme kinda sorta ew ugh damn hell shit fuck fucking bitch bitches nigga niggas hoes stfu wtf bs fjb maga lgb
""".split()
_CONTEMPT = [
    "poopy", "poopy pants", "full diaper", "drooling", "senile", "creepy joe", "sleepy joe", "slow joe", "pedo joe", "beijing biden", "biden crime", "trump crime", "orange clown", "cheeto", "dump trump", "fuck trump", "fuck biden", "fjb", "magat", "magats", "trumptards", "lets go brandon", "go brandon", "killary", "obummer", "obozo", "nazi pelosi", "moscow mitch", "fauxi", "faux news", "fake news", "cnn sucks", "commiefornia", "wokeness", "woke mob", "woke", "plandemic", "scamdemic", "sheeple", "brain washed", "nut case", "nut cases", "right wing nut", "left wing nut", "wing nut", "wingnut", "wingnuts", "zealot", "zealots", "fruitcake", "fruitcakes", "lizard people", "deep state", "globalists", "illegitimate", "incompetent", "tyrant", "tyrants", "treasonous", "traitorous", "treason", "puppet master", "drain the swamp", "low life", "meth heads", "meth head", "crack head", "crack heads", "druggie", "druggies", "junkie", "junkies", "castrate", "castrated", "castrate him", "hang him", "hang for", "hang the", "gitmo", "jail him", "orange jumpsuit", "baby killer", "baby killers", "baby murderers", "infanticide", "murdering babies", "murdering innocent", "abortionist", "groomers", "pedophilia", "child molester", "molester", "sexual predator", "perverted", "mentally unstable", "narcissist", "narcissistic", "sociopathic", "megalomaniac", "tyranny", "hates america", "hate america", "hate this country", "destroying america", "destroying our country", "enemy of the people", "anti american", "unamerican", "disgrace to", "no such thing as transgender", "boy in a dress", "man in a dress", "men in dresses", "biological male", "slept her way", "sleep her way", "screwed her way", "on her knees", "gold digging", "used up", "ugly", "fugly", "butt ugly", "ugliest", "fat cow", "heifer", "pig face", "rat face", "horse face", "old hag", "old bag", "bag of", "toothless", "stupid people", "stupid enough", "dumb enough", "dumbest person", "so ignorant", "ignoramus", "stupidest", "moronic", "zero iq", "iq of", "brain of", "half a brain", "lack of a brain", "pea brain", "birdbrain", "brainless", "roast in hell", "in hell", "go to hell", "see you in hell", "die in", "get sick and die", "hope they all", "hope he", "hope she", "rid of them", "get rid of", "wipe them", "bomb them", "nuke them", "nuke", "off the planet", "from this planet", "drop a bomb", "shot by me", "get shot", "good riddance", "rest in piss", "no sympathy", "zero sympathy", "attention seeker", "attention seekers", "race card", "race baiter", "race baiting", "reverse racism", "anti white", "white privilege", "white devil", "wypipo", "yt people", "joos", "jooish", "da joos", "(((they)))", "islamist", "islamists", "sharia", "shithole countries", "deport them", "illegals", "sent back", "ship them back", "send them back", "blm thugs", "antifa", "looters", "rioters", "anti asian", "kung flu", "china virus", "wuhan virus", "sinophobe", "💩", "🖕", "🤡", "🤮", "🐷", "🐀", "🐍", "🐑",
]
_THREATS = [
    "kill yourself", "kill urself", "kys", "go die", "drop dead", "hope you die", "hope he dies", "hope she dies", "hope they die", "you should die", "should be shot", "should be hanged", "should be hung", "needs to be shot", "deserve to die", "deserves to die", "deserve to be shot", "i will kill", "ill kill", "im gonna kill", "gonna kill you", "going to kill you", "kill you", "kill them all", "kill all", "shoot them", "shoot you", "shoot them all", "hang them", "hang him", "hang her", "lynch", "lynched", "beat your", "beat you", "beat the shit", "kick your", "kick ya", "whoop your", "slap you", "slap the shit", "punch you", "punch him", "rape", "raped you", "rape you", "rape her", "raping", "slit your", "cut your throat", "stab you", "burn them", "gas chamber", "gas the", "final solution", "put down", "exterminate", "string him up", "string them up", "firing squad", "execute him", "execute them", "put a bullet", "bullet in", "in a body bag", "watch your back", "you will pay", "die slow", "hope you get", "choke on", "neck yourself", "jump off a bridge", "jump off a cliff",
]  # fmt: skip
_HATE = [
    "go back to", "back to your country", "back to africa", "back to mexico", "not human", "arent human", "less than human", "are animals", "like animals", "fucking animals", "these animals", "are savages", "savages", "are vermin", "are a cancer", "are a disease", "are a plague", "plague on", "cancer on", "inferior", "white power", "white pride", "heil hitler", "sieg heil", "14 words", "1488", "race traitor", "race traitors", "ethnic cleansing", "muslim scum", "illegals", "illegal aliens", "invaders", "thugs", "all muslims", "all jews", "all blacks", "all whites", "all gays", "all women are", "all men are", "hate jews", "hate muslims", "hate blacks", "hate gays", "hate white", "hate women", "hate men", "hate all", "i hate", "hate you", "gays are", "muslims are", "jews are", "blacks are", "whites are", "immigrants are", "women are", "trannies", "abomination", "satanic", "satan", "demon", "demons", "demonic", "godless", "heathen", "heathens", "infidel", "infidels", "terrorist", "terrorists", "jihadi", "burn the", "mudslime", "mudslimes", "mongrel", "mongrels", "mud people", "white supremacist", "white boy", "white bitch", "black bitch", "crackers",
]  # fmt: skip
_SCORN = [
    "damn", "damned", "dammit", "goddamn", "goddam", "hell", "heck", "bloody", "bastard", "bastards", "bugger", "bollocks", "balls", "butt", "butthurt", "fart", "pee", "poop", "poo", "booger", "snot", "barf", "puke", "vomit", "makes me sick", "makes me want to", "hate", "hates", "hated", "haters", "joke", "laughing stock", "laughingstock", "embarrassment", "embarrassing", "ridiculous", "shame on", "shame", "ashamed", "disgraceful", "rubbish", "nonsense", "bunch of", "lol", "lmao", "lmfao", "clown show", "circus", "pull your head out", "head out of", "up your", "up yours", "get a life", "get a brain", "get a clue", "grow up", "cry more", "cry me", "boo hoo", "wake up", "brainwashed", "sheep", "kool aid", "koolaid", "propaganda", "liar", "liars", "lies", "treason", "traitor", "traitors", "criminal", "criminals", "murderer", "murderers", "murdering", "killer", "lock him up", "lock her up", "lock them up", "in prison", "behind bars", "rot in", "corrupt", "socialist", "marxist", "communist", "communists", "fascist", "fascists", "nazi", "nazis", "racist", "racists", "bigot", "bigots", "sleepy joe", "creepy joe", "traitor trump", "orange man", "killary", "obummer", "drumpf", "brandon", "fjb", "lets go brandon", "biden sucks", "trump sucks", "nobody asked", "nobody cares", "who cares", "you suck", "so dumb", "so stupid", "how stupid", "how dumb", "too stupid", "too dumb", "nasty ass", "punk ass", "bitch ass", "lame ass", "broke ass", "ugly ass", "stank", "bruh", "dat", "dis bitch", "yo ass", "yo bitch", "ya bitch", "ya ass", "my nigga", "finna", "ratchet",
]  # fmt: skip

LISTS = {
    "ambiguous": {0.5: _AMBIGUOUS},
    "slur": {2.6: _SLURS},
    "profanity": {
        1.9: _FUCK,
        1.5: [*_SHIT, *_ASS],
    },
    "sexual": {2.1: _WOMEN, 1.6: _SEX},
    "threat": {1.2: _THREATS},
    "insult": {1.1: _HARD_INSULTS, 0.55: _INSULTS},
    "hate": {0.8: _HATE},
    "scorn": {0.6: _CONTEMPT, 0.3: _SCORN},
}
STARS = (
    "fuck", "fucking", "fucked", "fucker", "fuckers", "fuckin", "motherfucker", "motherfuckers", "shit", "shitty", "bullshit", "bitch", "bitches", "asshole", "assholes", "ass", "cunt", "cunts",
    "dick", "pussy", "nigger", "niggers", "nigga", "niggas", "faggot", "faggots", "fag", "slut", "sluts", "whore", "whores", "retard", "retarded", "bastard", "damn", "piss", "crap", "cock", "dumbass", "hoe", "hoes",
)  # fmt: skip
