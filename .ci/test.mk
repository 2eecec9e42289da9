# The checks and tests, in parts that each leave a JUnit file in build/reports; .ci/tally sums them.
# A part that fails does not hide what the others find.

.PHONY: check check-format check-lint check-types check-imports check-architecture check-console
.PHONY: test soak test-python test-alone test-console test-browser

CHECKS := check-format check-lint check-types check-imports check-architecture check-console
OURS := src tests .ci $(wildcard bench)
# Kill, restart and measure the machine: one at a time. The rest may share it.
ALONE := tests/faults tests/journeys
PARALLEL := $(filter-out $(ALONE) tests/browser tests/golden tests/architecture,$(patsubst %/,%,$(wildcard tests/*/)))

check: setup ## the quick part: format, lint, types, imports, architecture, console (3 minutes at most)
	@$(MAKE) --keep-going --jobs=$(JOBS) --output-sync=target $(CHECKS)

check-format:
	@echo "· format" && $(PY) -m ruff format --quiet --check $(OURS) || \
		{ echo "  mend with: $(PY) -m ruff format $(OURS)" >&2; exit 1; }

check-lint:
	@echo "· lint" && $(PY) -m ruff check --quiet $(OURS)

check-types:
	@echo "· types" && $(PY) -m mypy --no-error-summary

check-imports:
	@echo "· imports" && .ci/lint-imports

check-architecture:
	@echo "· architecture" && .ci/pytest architecture tests/architecture

check-console: | $(REPORTS)
	@echo "· console types and lint" && cd console && npm run --silent check

test: setup ## every check and test (20 minutes at most)
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@failed=0; for part in check test-python test-alone test-console test-browser; do \
		$(MAKE) $$part || failed=1; \
	done; .ci/close $$failed

test-python:
	@echo "· tests" && .ci/pytest parallel -n $(JOBS) --dist loadfile $(PARALLEL)

test-alone:
	@echo "· tests of faults and journeys" && .ci/pytest alone $(ALONE)

test-console: | $(REPORTS)
	@echo "· console tests" && echo console.xml >> $(REPORTS)/expected
	@cd console && npm test --silent -- --reporter=default --reporter=junit --outputFile.junit=../$(REPORTS)/console.xml

test-browser:
	@echo "· browser tests" && .ci/browser && .ci/pytest browser tests/browser

soak: setup ## the long runs
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@failed=0; .ci/pytest soak -m soak tests || failed=1; .ci/close $$failed

$(REPORTS):
	@mkdir -p $@
