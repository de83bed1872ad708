.DEFAULT_GOAL := help
.PHONY: help start dev page package test-package round-trip backup restore copy migrate migration openapi test test-fast test-starts torture chaos drills storm bench profile growth filters tokens try-image try-unit screenshots page-speed limits cost check fmt

# Runs the Node that npm has installed, if it works on this machine, else the Node of the machine.
OUR_NODE := exec sh scripts/node
# The installation is complete when this file exists. npm's own marker exists before Node has been checked.
INSTALLED := node_modules/.taskport
MOCHA := $(OUR_NODE) node_modules/mocha/bin/mocha.js
TSC := $(OUR_NODE) node_modules/typescript/bin/tsc
# The page is built when this file is newer than all sources. Folders count, because a deleted file changes its folder.
PAGE := dist/web/index.html
PAGE_SOURCES := $(shell find src/web src/domain)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(INSTALLED): package.json package-lock.json .npmrc
	@echo 'Installing packages, which takes a minute the first time …'
	@npm ci --loglevel=error --include=dev --include=optional --engine-strict=false
	@$(OUR_NODE) scripts/check-node.cjs
	@sh scripts/warm-up
	@touch $@

$(PAGE): $(INSTALLED) scripts/build-page.ts $(PAGE_SOURCES)
	@$(OUR_NODE) scripts/build-page.ts

page: $(PAGE) ## Build the page at /app/, if its sources have changed

start: $(PAGE) ## Start the service, on the embedded database or on DATABASE_URL
	@exec sh scripts/serve

dev: $(INSTALLED) ## Start the service, and build the page and restart when a file changes
	@$(OUR_NODE) --watch --watch-path=src --watch-path=config scripts/dev.ts

backup: $(INSTALLED) ## Back up the embedded store while it serves: make backup FILE=tasks.db
	@$(OUR_NODE) src/main.ts backup "$(FILE)"

restore: $(INSTALLED) ## Restore a backup into a DATA_DIR without taskport.db: make restore FILE=tasks.db
	@$(OUR_NODE) src/main.ts restore "$(FILE)"

copy: $(INSTALLED) ## Copy everything to an empty store: make copy FROM=./data TO=postgres://…
	@$(OUR_NODE) src/main.ts copy --from "$(FROM)" --to "$(TO)"

migrate: $(INSTALLED) ## Migrate the database to this release's schema, and exit
	@$(OUR_NODE) src/main.ts migrate

migration: $(INSTALLED) ## Generate a migration from the changed table definitions: make migration NAME=add-tags
	@$(OUR_NODE) scripts/new-migration.ts "$(NAME)"

openapi: $(INSTALLED) ## Print the OpenAPI description
	@$(OUR_NODE) scripts/openapi.ts

test: check $(PAGE) ## Run every check and every test
	@$(OUR_NODE) scripts/run-tests.ts

test-fast: $(PAGE) ## Run the tests that need no database and no second process
	@$(MOCHA) 'test/{domain,application,adapters/http,tools/bench}/**/*.test.ts' 'test/*.test.ts' test/adapters/memory.test.ts test/adapters/system.test.ts test/adapters/timestamp.test.ts

test-starts: $(INSTALLED) ## Install and start a copy with npm 9 to 12 and Node 20 to 26, in ten minutes
	@MATRIX=all $(MOCHA) test/install/old-npm.test.ts

package: $(PAGE) ## Pack the program as an npm package into dist/package
	@$(OUR_NODE) --disable-warning=ExperimentalWarning scripts/pack.ts

# Tests that start the service as a process of its own take the program of TASKPORT_PROGRAM.
test-package: $(PAGE) ## Run the tests of whole processes on the packed program: make test-package [NODE=/path/of/node] [TESTS=test/process/copy/export.test.ts]
	@program=$$($(OUR_NODE) --disable-warning=ExperimentalWarning scripts/pack.ts dist/installed) && \
	  node=$${NODE:-$$(sh scripts/node -p process.execPath)} && \
	  export TASKPORT_PROGRAM="$$node $$program" && $(MOCHA) $${TESTS:-'test/process/**/*.test.ts'}

round-trip: $(INSTALLED) ## Export and import tasks with their log, from SQLite to PostgreSQL and back: make round-trip [TASKS=100000]
	@TASKS=$${TASKS:-100000} $(MOCHA) test/process/copy/round-trip.test.ts

torture: $(INSTALLED) ## Send writes from many clients to a running Taskport, and check every promise: make torture URL=http://127.0.0.1:8000
	@$(OUR_NODE) tools/torture/main.ts

chaos: $(INSTALLED) ## Run drills and storm, and write docs/RELIABILITY.md: make chaos SECONDS=600
	@$(OUR_NODE) tools/chaos/main.ts chaos

drills: $(INSTALLED) ## Measure the promises about load and faults in fixed scenarios: make drills DRILL=overload
	@$(OUR_NODE) tools/chaos/main.ts drills

storm: $(INSTALLED) ## Inject random faults while many clients run: make storm SEED=7 SECONDS=60
	@$(OUR_NODE) tools/chaos/main.ts storm

bench: $(INSTALLED) ## Measure the speed of Taskport and of a handwritten server: make bench ROUNDS=3 SECONDS=3 [STORE=sqlite]
	@$(OUR_NODE) tools/bench/bench.ts

profile: $(INSTALLED) ## Show where the processor time of a request goes, as flame graphs
	@$(OUR_NODE) tools/bench/profile/profile.ts

growth: $(INSTALLED) ## Measure the cost of a request while the table grows: make growth ROWS=1000000
	@$(OUR_NODE) tools/bench/growth.ts

filters: $(INSTALLED) ## Measure filters, searches and bulk edits beside SQL written by hand: make filters [STORE=sqlite] [TASKS=10000]
	@$(OUR_NODE) tools/bench/filters/filters.ts

tokens: $(INSTALLED) ## Measure what a bearer token costs a request: make tokens ROUNDS=3 SECONDS=3
	@$(OUR_NODE) tools/bench/access/tokens.ts

try-image: $(INSTALLED) ## Run the steps of the Dockerfile in a Debian of debootstrap, as root, and try the result there
	@$(OUR_NODE) tools/deploy/try-image.ts

try-unit: package ## Install the unit of systemd in a Debian of debootstrap, as root, boot it there, and try the service
	@$(OUR_NODE) tools/deploy/try-unit.ts

screenshots: $(INSTALLED) page ## Take the pictures of the page that the README shows
	@$(OUR_NODE) tools/bench/page/screenshots.ts

page-speed: $(INSTALLED) page ## Measure the page in a browser with many tasks: make page-speed TASKS=10000
	@$(OUR_NODE) tools/bench/page/page.ts

limits: $(INSTALLED) ## Check the limits of two users under load, at two workers: make limits SECONDS=60
	@$(OUR_NODE) tools/bench/access/limits.ts

cost: $(INSTALLED) ## Measure the cost of the change log, versions and keys: make cost DATABASE_URL=postgres://…
	@$(OUR_NODE) tools/bench/cost/cost.ts

check: $(INSTALLED) ## Check format, lint, types, dead code and architecture
	@$(OUR_NODE) node_modules/@biomejs/biome/bin/biome check --error-on-warnings
	@$(TSC)
	@$(TSC) -p src/web
	@$(TSC) -p src/web/worker
	@$(TSC) -p test/web
	@$(OUR_NODE) node_modules/knip/bin/knip.js
	@$(MOCHA) --reporter dot test/architecture.test.ts

fmt: $(INSTALLED) ## Format the code, and fix what can be fixed automatically
	@$(OUR_NODE) node_modules/@biomejs/biome/bin/biome check --write
