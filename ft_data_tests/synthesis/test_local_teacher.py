"""The real language model on this machine: rows from documents to the end, without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ft_data.endpoint import local
from ft_data.warehouse import catalog
from ft_data_tests.pipeline import helpers
from ft_data_tests.realdata import ROOT

FOLDER = Path(os.environ.get("FT_DATA_TEACHER", ROOT / ".teacher"))
ROWS = 12
RECIPE = """
dataset: demo
purpose: Answer questions about things in a house.
languages: [en]
sources:
  docs: {path: sources/*.jsonl, origin: human, license: MIT, consent: open_licence}
  asked:
    language: en
    generate:
      way: qa_from_documents
      documents: docs
      rows: 12
      requests: 120
      each: 5
      teacher: {endpoint: "%s", model: smollm2-135m, max_tokens: 110}
"""
THINGS = {
    "The kettle": "The kettle in the kitchen holds two litres of water. It is made of steel and has a wooden handle, so that nobody burns a hand. It boils in about four minutes on the small ring of the stove.",
    "The boiler": "The boiler stands in the cellar and heats the water of the whole house. It burns gas and is cleaned every spring by a plumber. If its lamp is red, press the button below the lamp once and wait for a minute.",
    "The letter box": "The letter box hangs beside the garden gate and is painted green. The postwoman comes at ten in the morning from Monday to Saturday. Its key hangs on a hook behind the front door.",
    "The bicycle": "The bicycle in the shed belongs to everybody in the house. It has three gears and a basket for shopping. Whoever takes it writes a name on the list by the door and pumps the tyres when they are soft.",
    "The piano": "The piano in the living room was built in Leipzig and came to the house with a grandmother. It is tuned twice a year, in May and in November. Nobody plays it after nine in the evening because the walls are thin.",
    "The greenhouse": "The greenhouse is made of glass and old windows. Tomatoes and cucumbers grow in it from April to October. Open its roof in the morning when the sun shines, and close it before the night gets cold.",
    "The ladder": "The long ladder lies along the fence behind the shed. It is used to pick apples and to clean the gutters. Two people must hold it, because the ground under the trees is soft and not even.",
    "The rain barrel": "The rain barrel stands below the gutter and holds two hundred litres. Its water is used for the flowers and the vegetables. In winter the barrel is emptied, because ice would break it.",
    "The washing machine": "The washing machine stands in the bathroom beside the window. A wash at forty degrees takes about an hour. Clean its filter every month, and leave its door open so that it dries.",
    "The cat": "The cat of the house is grey and twelve years old. She eats fish in the morning and sleeps on the warm boiler in winter. The vet in the next village sees her once a year.",
    "The stove": "The stove in the living room burns wood from the forest. Bring the wood in a day before you burn it, so that it is dry. The ashes go to the compost behind the greenhouse when they are cold.",
    "The guest room": "The guest room is on the second floor and has two beds. Blankets lie in the chest below the window. The light is next to the door, and the heating is turned on with the white wheel.",
    "The gate": "The gate of the garden is locked at night, and its code is changed each January. It opens to the street, so look left and right before you push it. The gardener has a key of his own.",
    "The radio": "The radio in the kitchen is older than the house and still plays. It takes a minute to get warm. Turn the left knob for the volume and the right knob for the station.",
    "The compost": "The compost lies behind the greenhouse and is turned with a fork twice a year. Peels, leaves and coffee go on it, but no meat, because meat brings rats. After a year it is good soil for the tomatoes.",
    "The roof": "The roof is made of red tiles, and some of them are broken after a storm. A roofer from the town looks at it every autumn. Do not walk on it, because the tiles are old and slip.",
    "The attic": "The attic is dry and full of boxes. Winter coats and the tent are kept in it, and the boxes have labels on their long side. One gets there by the ladder in the hall, which is pulled down with a hook.",
    "The sofa": "The blue sofa in the hall can be made into a bed for one guest. Its cover is washed in cold water. The cat has scratched its left side, so it stands with that side to the wall.",
    "The telephone": "The telephone hangs in the hall and rings very loudly. A list of numbers is pinned above it, with the doctor at the top. Long talks are held in the garden, so that others can sleep.",
    "The lawn": "The lawn is cut every second week in summer. The mower is in the shed and needs no petrol, since it is pushed by hand. Clover is left for the bees of the neighbour.",
    "The cellar": "The cellar is cold all year, and apples and potatoes are stored in it. Its steps are steep, so hold the rope on the wall. The light goes out by itself after ten minutes.",
    "The oven": "The oven is above the drawer with the pots. Bread is baked in it on Saturday at two hundred degrees. It takes a quarter of an hour to get hot, and its door must be closed with a push.",
    "The fountain": "The fountain in the yard runs from May to October. Birds drink from it in the morning. Its pump is cleaned with a brush when the water gets slow.",
    "The clock": "The tall clock in the hall belonged to a baker. It is wound on Sunday with the key that lies on top of it. It is five minutes fast, because the baker never wanted to be late.",
}


@pytest.fixture(scope="module")
def folder():
    if why := local.missing(FOLDER):
        pytest.skip(f"no teacher on this machine: {why}")
    return FOLDER


@pytest.mark.slow
def test_twelve_rows_of_a_real_teacher_without_a_network(tmp_path, folder):
    rows = [{"id": name, "instruction": f"Tell me about {name.lower()}.", "response": text} for name, text in THINGS.items()]  # fmt: skip
    home = helpers.make(tmp_path, RECIPE % "ADDRESS", rows)
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    shut = shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True).returncode == 0
    command = [sys.executable, "-m", "ft_data_tests.synthesis.alone", str(tmp_path), str(folder)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FT_DATA_HOME": str(tmp_path), "DAGSTER_HOME": str(tmp_path)}  # fmt: skip
    done = subprocess.run(
        [*(alone if shut else []), *command], env=env, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert set(seen["listening"]) == {"127.0.0.1"} and seen["elsewhere"] == []
    assert not shut or seen["networks"] == ["lo"]
    found = catalog.query(home.warehouse("demo"), "SELECT accepted, rejected, requests FROM synthesized_accounts")[1]  # fmt: skip
    made = catalog.query(home.warehouse("demo"), "SELECT prompt_text, response_text, parents[1] FROM synthesized_made")[1]  # fmt: skip
    assert len(made) == ROWS and found[0][0] == ROWS and found[0][1] == found[0][2] - ROWS
    assert all(question.strip() and answer.strip() and parent for question, answer, parent in made)


def test_a_folder_without_the_packages_is_named(tmp_path):
    assert "make teacher" in local.missing(tmp_path)
