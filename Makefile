.DEFAULT_GOAL := help
.PHONY: help start dev migrate migration openapi test test-fast torture chaos drills storm bench growth cost check fmt

# The Node that was installed beside the other packages, where the platform has one, goes before the machine's own.
# `exec` in a recipe makes even an old make go through a shell, which looks here.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Ours, and not npm's: that one is there before the Node has been checked.
INSTALLED := node_modules/.taskport
MOCHA := exec node node_modules/mocha/bin/mocha.js

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): package.json package-lock.json .npmrc
	@echo 'Installing packages, which takes a minute the first time …'
	@npm ci --loglevel=error
	@exec node scripts/check-node.cjs
	@touch $@

start: $(INSTALLED) ## Serve, on an embedded database or on DATABASE_URL
	@exec node src/main.ts

dev: $(INSTALLED) ## Serve, and start anew whenever a file changes
	@exec node --watch --watch-path=src --watch-path=config src/main.ts

migrate: $(INSTALLED) ## Bring the database to this release's schema, and stop
	@exec node src/main.ts migrate

migration: $(INSTALLED) ## Write a migration from what changed in the tables' definitions: make migration NAME=add-tags
	@exec node scripts/new-migration.ts "$(NAME)"

openapi: $(INSTALLED) ## Print the OpenAPI description
	@exec node scripts/openapi.ts

test: check ## Run every check and every test
	@$(MOCHA) 'test/**/*.test.ts'

test-fast: $(INSTALLED) ## Run the tests that need no database and no second process
	@$(MOCHA) 'test/{domain,application,http,bench}/**/*.test.ts' 'test/*.test.ts' test/adapters/memory.test.ts

torture: $(INSTALLED) ## Drive a running Taskport hard, then hold it to its promises: make torture URL=http://127.0.0.1:8000
	@exec node test/torture/main.ts

chaos: $(INSTALLED) ## Do all drills, then let faults loose for ten minutes, and write docs/RELIABILITY.md: make chaos SECONDS=600
	@exec node test/chaos/main.ts chaos

drills: $(INSTALLED) ## Measure what is promised of faults and load: make drills DRILL=overload
	@exec node test/chaos/main.ts drills

storm: $(INSTALLED) ## Let faults loose that a seed chooses, while clients do their worst: make storm SEED=7 SECONDS=60
	@exec node test/chaos/main.ts storm

bench: $(INSTALLED) ## Measure how fast it is, beside a server written by hand: make bench ROUNDS=3 SECONDS=3
	@exec node bench/bench.ts

growth: $(INSTALLED) ## Measure what a request costs while the table grows: make growth ROWS=1000000
	@exec node bench/growth.ts

cost: $(INSTALLED) ## Measure what the log and the keys cost a request: make cost DATABASE_URL=postgres://…
	@exec node bench/cost.ts

check: $(INSTALLED) ## Check format, lint, types, dead code and the walls of the architecture
	@exec biome check --error-on-warnings
	@exec tsc
	@exec knip
	@$(MOCHA) --reporter dot test/architecture.test.ts

fmt: $(INSTALLED) ## Format the code and mend what can be mended
	@exec biome check --write
