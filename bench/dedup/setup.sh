#!/bin/sh
# Make one environment per peer under bench/dedup/envs (or $1). A peer that cannot be installed is reported and left out.
set -u
envs=${1:-$(dirname "$0")/envs}
mkdir -p "$envs"
for pair in datasketch:datasketch rensa:rensa text_dedup:text-dedup semhash:semhash "datatrove:datatrove[io] spacy tokenizers xxhash==3.5.0"; do
    name=${pair%%:*}
    package=${pair#*:}
    [ -x "$envs/$name/bin/python" ] && continue
    python3 -m venv "$envs/$name" && "$envs/$name/bin/pip" install -q $package || {
        echo "$name: not installed"
        rm -rf "${envs:?}/$name"
    }
done
