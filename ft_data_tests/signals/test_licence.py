"""Licence headers in code, and talk about licences."""

import pyarrow as pa
import pytest

from ft_data.signals.groups.licence import GROUP as LICENCE
from ft_data.signals.licence.measure import granted

GPL = """\
# This program is free software: you can redistribute it and/or modify it under the
# terms of the GNU General Public License as published by the Free Software
# Foundation, either version 3 of the License, or (at your option) any later version.
def f(): ...
"""
LGPL = " * modify it under the terms of the GNU Lesser General Public\n * License as published by ..., version 2.1."
APACHE = '// Licensed under the Apache License, Version 2.0 (the "License");'
MIT = "/* Permission is hereby granted, free of charge, to any person obtaining\n * a copy of this software and ... */"
BSD = "Redistribution and use in source and binary forms, with or without\n;; modification, are permitted {}provided that ..."


@pytest.mark.parametrize(
    "text,found",
    [
        ("# SPDX-License-Identifier: MIT\nx = 1", ["MIT"]),
        (
            "/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */",
            ["GPL-2.0-only WITH Linux-syscall-note"],
        ),
        ("// SPDX-License-Identifier: Apache-2.0 OR MIT", ["Apache-2.0 OR MIT"]),
        ("SPDX-License-Identifier: words of somebody", []),
        (GPL, ["GPL-3.0-or-later"]),
        (LGPL, ["LGPL-2.1-only"]),
        (APACHE, ["Apache-2.0"]),
        (MIT, ["MIT"]),
        (BSD.format(""), ["BSD-2-Clause"]),
        (BSD.format("... Neither the name of ") + ".", ["BSD-3-Clause"]),
        (
            "What does the GNU General Public License ask of me? The Apache License, Version 2.0, is freer.",
            [],
        ),
        ("Permission is granted to enter. Redistribution of wealth.", []),
        ("", []),
    ],
)
def test_headers_are_found_and_talk_is_not(text, found):
    assert list(granted(text)) == found


def test_a_header_is_held_against_the_row():
    rows = [
        ("MIT", MIT), ("Apache-2.0", MIT), (None, GPL), ("proprietary", APACHE), ("MIT", "no header"), ("MIT", None),
        ("GPL-3.0-or-later", GPL), ("MIT", MIT + GPL),
    ]  # fmt: skip
    table = pa.table(
        {
            "record_id": [str(at) for at in range(len(rows))],
            "license": [row[0] for row in rows],
            "prompt_text": ["Write it."] * len(rows),
            "response_text": pa.array([row[1] for row in rows], pa.string()),
        }
    )
    found = LICENCE.fn(table, {})
    assert found["license_conflict"].to_pylist() == [0, 1, 1, 1, None, None, 0, 1]
    assert found["license_header"].to_pylist() == [
        "MIT", "MIT", "GPL-3.0-or-later", "Apache-2.0", None, None, "GPL-3.0-or-later", "GPL-3.0-or-later",
    ]  # fmt: skip
