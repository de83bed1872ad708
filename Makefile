.DEFAULT_GOAL := help
.PHONY: help start dev migrate migration openapi test test-fast test-starts torture chaos drills storm bench growth cost check fmt

# The Node that was installed beside the other packages, where it runs, goes before the machine's own.
OUR_NODE := exec sh scripts/node
# Ours, and not npm's: that one is there before the Node has been checked.
INSTALLED := node_modules/.taskport
MOCHA := $(OUR_NODE) node_modules/mocha/bin/mocha.js

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): package.json package-lock.json .npmrc
	@echo 'Installing packages, which takes a minute the first time …'
	@npm ci --loglevel=error --include=dev --include=optional --engine-strict=false
	@$(OUR_NODE) scripts/check-node.cjs
	@touch $@

start: $(INSTALLED) ## Serve, on an embedded database or on DATABASE_URL
	@$(OUR_NODE) src/main.ts

dev: $(INSTALLED) ## Serve, and start anew whenever a file changes
	@$(OUR_NODE) --watch --watch-path=src --watch-path=config src/main.ts

migrate: $(INSTALLED) ## Bring the database to this release's schema, and stop
	@$(OUR_NODE) src/main.ts migrate

migration: $(INSTALLED) ## Write a migration from what changed in the tables' definitions: make migration NAME=add-tags
	@$(OUR_NODE) scripts/new-migration.ts "$(NAME)"

openapi: $(INSTALLED) ## Print the OpenAPI description
	@$(OUR_NODE) scripts/openapi.ts

test: check ## Run every check and every test
	@$(MOCHA) 'test/**/*.test.ts'

test-fast: $(INSTALLED) ## Run the tests that need no database and no second process
	@$(MOCHA) 'test/{domain,application,http,bench}/**/*.test.ts' 'test/*.test.ts' test/adapters/memory.test.ts

test-starts: $(INSTALLED) ## Start a copy with each npm and each Node that a machine may have, which takes ten minutes
	@MATRIX=all $(MOCHA) test/process/old-npm.test.ts

torture: $(INSTALLED) ## Drive a running Taskport hard, then hold it to its promises: make torture URL=http://127.0.0.1:8000
	@$(OUR_NODE) test/torture/main.ts

chaos: $(INSTALLED) ## Do all drills, then let faults loose for ten minutes, and write docs/RELIABILITY.md: make chaos SECONDS=600
	@$(OUR_NODE) test/chaos/main.ts chaos

drills: $(INSTALLED) ## Measure what is promised of faults and load: make drills DRILL=overload
	@$(OUR_NODE) test/chaos/main.ts drills

storm: $(INSTALLED) ## Let faults loose that a seed chooses, while clients do their worst: make storm SEED=7 SECONDS=60
	@$(OUR_NODE) test/chaos/main.ts storm

bench: $(INSTALLED) ## Measure how fast it is, beside a server written by hand: make bench ROUNDS=3 SECONDS=3
	@$(OUR_NODE) bench/bench.ts

growth: $(INSTALLED) ## Measure what a request costs while the table grows: make growth ROWS=1000000
	@$(OUR_NODE) bench/growth.ts

cost: $(INSTALLED) ## Measure what the log and the keys cost a request: make cost DATABASE_URL=postgres://…
	@$(OUR_NODE) bench/cost.ts

check: $(INSTALLED) ## Check format, lint, types, dead code and the walls of the architecture
	@$(OUR_NODE) node_modules/@biomejs/biome/bin/biome check --error-on-warnings
	@$(OUR_NODE) node_modules/typescript/bin/tsc
	@$(OUR_NODE) node_modules/knip/bin/knip.js
	@$(MOCHA) --reporter dot test/architecture.test.ts

fmt: $(INSTALLED) ## Format the code and mend what can be mended
	@$(OUR_NODE) node_modules/@biomejs/biome/bin/biome check --write
