# Every target prepares the machine first (scripts/prepare) and is then a plain cargo command.

.DEFAULT_GOAL := help
.PHONY: help run test bench bench-photos bench-search check fmt schema advisories

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Serve the shop on http://127.0.0.1:8080, with a demo market in an empty database
	@scripts/prepare run
	@cargo run --locked -- serve --demo-if-empty

test: ## Run every test, those in a browser too
	@scripts/prepare test
	BROWSER=1 cargo test --locked

bench: ## Measure pages and orders beside nginx and pgbench, and a growing category
	@scripts/prepare bench
	cargo bench --locked --bench load

bench-photos: ## Measure photos taken in beside vipsthumbnail, and what hostile files cost
	@scripts/prepare bench-photos
	cargo bench --locked --bench photos

bench-search: ## Measure how well and how fast each search engine finds what people mean
	@scripts/prepare bench-search
	cargo bench --locked --bench search

check: ## Check formatting and lints
	@scripts/prepare check
	cargo fmt --all --check
	cargo clippy --all-targets --locked -- -D warnings

fmt: ## Format the code
	cargo fmt --all

schema: ## Write src/schema.rs from the migrations (needs diesel_cli and a DATABASE_URL to an empty scratch database)
	diesel migration run
	diesel print-schema --except-tables __diesel_schema_migrations | sed 's/Array<Nullable<Text>>/Array<Text>/' > src/schema.rs

advisories: ## Fetch the advisory database and check the dependencies against it (needs the open internet)
	cargo deny check advisories
