# Every target works on a fresh clone. "make help" lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# setup.sh puts pnpm into ~/.local/bin where npm may not write globally.
export PATH := $(PATH):$(HOME)/.local/bin
# Options of the program behind a target: make demo ARGS=--keep
ARGS ?=

env := . ./buildenv.sh &&
cli := $(env) node packages/hero-claude/dist/main.js
tsx := $(env) pnpm exec tsx --conditions=hero:source
dependencies := node_modules/.modules.yaml
page := packages/hero-claude-ui/dist/web/index.html

.PHONY: setup build install demo run rundev stop restart logs logs-ui check lint audit test test-all chaos torture bench image clean uninstall help

setup: ## Find what this machine lacks and install it
	@$(env) scripts/setup.sh $(setup_options)

$(dependencies): pnpm-lock.yaml pnpm-workspace.yaml package.json $(wildcard packages/*/package.json tests/*/package.json)
	@command -v pnpm >/dev/null || { echo 'error: pnpm is missing; run: make setup' >&2; exit 1; }
	@echo 'installing dependencies'
	@# Its warnings are about programs that the first build makes.
	@pnpm install --frozen-lockfile --prefer-offline --loglevel error
	@touch $@

build: $(dependencies) $(page) ## Compile all packages
	@pnpm exec tsc -b

# The page of the dashboard takes far longer than all else: it is made again only when it changed.
$(page): $(shell find packages/hero-claude-ui/web packages/hero-claude-sdk/src -type f) pnpm-lock.yaml | $(dependencies)
	@echo 'building the dashboard'
	@pnpm --silent --filter hero-claude-ui build:web --logLevel error

install: build ## Put the programs into ~/hero/bin, independent of this checkout
	@$(env) scripts/install.sh

demo: setup build ## Run the main job in a home of its own (ARGS="--keep", ARGS="--real")
	@$(tsx) scripts/demo.ts $(ARGS)

run: setup build ## Start gateway, server and dashboard from this checkout
	@$(cli) start $(ARGS)

rundev: setup build ## Run them in the foreground from source, restarting on changes (ARGS="gateway server")
	@$(tsx) scripts/rundev.ts $(ARGS)

stop: build ## Stop them
	@$(cli) stop $(ARGS)

restart: build ## Stop and start them
	@$(cli) restart $(ARGS)

logs: build ## Follow the log of the server
	@$(cli) service logs server --follow $(ARGS)

logs-ui: build ## Follow the log of the dashboard
	@$(cli) service logs ui --follow $(ARGS)

check: $(dependencies) ## Types, lint, format, dead code, generated files
	@pnpm check

lint: $(dependencies) ## Lint and format only
	@pnpm lint

audit: $(dependencies) ## Known flaws of what the lockfile pins, each explained in scripts/audit (ARGS="--strict")
	@$(tsx) scripts/audit.ts $(ARGS)

test: $(dependencies) ## All tests that need no container engine
	@pnpm test $(ARGS)

# The tests of the dashboard need a browser, which nothing else does.
test-all: setup_options = --browser
test-all: setup build ## All tests; ends with "N passed, N failed"
	@scripts/test-all.sh $(ARGS)

chaos: setup build ## Kill parts at random while sessions work (ARGS="--seed 1 --runs 3")
	@$(tsx) tests/e2e/chaos/main.ts $(ARGS)

torture: setup build ## The attacks that take long: every fault at every step, floods, 10^6 requests
	@$(env) pnpm torture $(ARGS)

bench: setup build ## Measure against the bare tools
	@$(env) pnpm bench $(ARGS)

image: ## Build the session image and write down what it holds (ARGS="--force")
	@$(env) docker/sandbox/build.sh $(ARGS)
	@$(env) docker/sandbox/sbom.sh $(ARGS)

clean: ## Remove what build and tests made in this checkout
	@rm -rf packages/*/dist packages/*/coverage coverage node_modules/.cache
	@find packages tests -name '*.tsbuildinfo' -not -path '*/node_modules/*' -delete
	@rm -f *.tsbuildinfo

uninstall: ## Remove what "make install" put into ~/hero
	@$(env) scripts/uninstall.sh

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
