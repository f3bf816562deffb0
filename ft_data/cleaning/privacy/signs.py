"""How the sign of a mail address and its dot are written out, in some fifteen languages."""

from __future__ import annotations

from typing import Final

# Words that mean the sign alone, and those that are an animal or a word as well: in brackets, or with a dot that is spoken.
AT_ONLY: Final = r"arroba|arobase|ät|snabel-?a|krøllalfa|zavináč|アットマーク|アット|골뱅이|艾特"
AT_TOO: Final = r"at|chiocciola|klammeraffe|małpa|malpa|собака|собачка|kukac|apenstaartje|miukumauku"
DOT: Final = r"dot|punto|punkt|point|ponto|punt|kropka|tečka|pont|nokta|piste|точка|ドット|点|닷|점"
