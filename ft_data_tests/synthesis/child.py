"""A process that asks a teacher for a plan, to be killed."""

import json
import sys
from pathlib import Path

from ft_data.synthesis.generation import generate
from ft_data.synthesis.store import Store
from ft_data.synthesis.teaching import asker
from ft_data_tests.synthesis.made import generator, planned

address, path, settings, count = sys.argv[1:5]
made = generator(address, **json.loads(settings))
ask = asker(made, "made", Store(Path(path)), pause=lambda seconds: None)
found = generate(
    planned(made, int(count)), made.rows, ask, lambda wave, kept: ({m.request.key: None for m in wave}, None)
)
print(json.dumps({"account": found.account(), "exhausted": found.exhausted}))
