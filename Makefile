.DEFAULT_GOAL := help
.PHONY: help setup demo test lint style types imports packs goldens bench bench-peers torture clean

# Caches stay in the tree, so that an unwritable home does no harm.
export XDG_CACHE_HOME := $(CURDIR)/.cache

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

setup: ## make .venv; at once if nothing changed
	@scripts/setup

demo: setup ## write the example letters to out/
	.venv/bin/letters demo --out out

test: setup ## run the tests, on all cores
	.venv/bin/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

lint: types imports packs style ## check style, types, imports and guideline packs

style: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check

types: setup
	.venv/bin/mypy

imports: setup
	.venv/bin/lint-imports

packs: setup
	.venv/bin/letters packs check

goldens: setup ## accept what the tests render now as right; read the diff
	.venv/bin/python -m pytest -q --update-goldens

bench: setup ## measure all and write BENCHMARKS.md, 25 minutes; WHOLE=1 at full size, hours; by hand
	@.venv/bin/python -m pip install -q --disable-pip-version-check --no-build-isolation -e '.[bench]'
	.venv/bin/python -m benchmarks $(if $(WHOLE),--whole) $(if $(TINY),--tiny) \
	  $(if $(CASES),--cases $(CASES)) $(if $(LETTERS),--letters $(LETTERS)) \
	  $(if $(DATE),--date $(DATE)) $(foreach part,$(ONLY),--only $(part)) $(if $(OUT),--out $(OUT))

bench-peers: setup ## install the peers of the benchmarks into .cache/peers, browser and office from Debian
	@benchmarks/peers/install

torture: setup ## corrupt letters, kill runs, bring about faults, feed hostile text, break inputs; hours, by hand
	.venv/bin/python -m torture.suite $(if $(KILLS),--kills $(KILLS)) $(if $(INPUTS),--inputs $(INPUTS)) \
	  $(if $(COUNT),--count $(COUNT)) $(if $(TEXTS),--texts $(TEXTS))

clean: ## remove .venv and caches; out/ is left alone
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
