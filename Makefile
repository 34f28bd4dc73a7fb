# Two commands do all set-up: `make demo` and `make test`. A fresh machine needs Rust, a C++ compiler, make and Python 3.
CARGO  ?= cargo
PYTHON ?= python3
TOOLS  := $(CURDIR)/.tools
STORE  := sqlite:target/demo.db
RUN    := target/release/earwitness
AUDIO  := fixtures/audio
# Seconds for each fuzz target.
FUZZ_SECONDS ?= 60

# cmake builds whisper.cpp. Where there is none, the one from the Python package is used.
export PATH := $(TOOLS)/cmake/data/bin:$(PATH)

.PHONY: demo test quality check bench fuzz build models cmake fmt clippy deny doc clean-demo

demo: build models
	@echo
	@$(RUN) inspect $(AUDIO) --metadata $(AUDIO)/metadata.csv --rules rules/telecom-zh rules/telecom-en --store $(STORE)
	@echo && echo "== Every call, the worst first: earwitness query --store $(STORE) --sort score"
	@$(RUN) query --store $(STORE) --sort score
	@echo && echo "== The worst call: earwitness show CALL --store $(STORE)"
	@$(RUN) show --store $(STORE) "$$($(RUN) query --store $(STORE) --sort score --limit 1 --format csv | tail -n 1 | cut -d, -f1)"
	@echo && echo "== The coverage ledger: earwitness status --store $(STORE)"
	@$(RUN) status --store $(STORE)
	@echo && echo "== Next, try:"
	@echo "  $(RUN) query --store $(STORE) --said customer:投诉"
	@echo "  $(RUN) examples --store $(STORE) --rule forbidden-words --out target/clips"
	@echo "  $(RUN) inspect YOUR/RECORDINGS --store sqlite:calls.db"

test: models
	$(CARGO) test --release

# How well the packs find what an inspector finds, rule by rule.
quality: models
	$(CARGO) test --release --test suite quality -- --nocapture --test-threads 1

# Everything that has to be green before a change is done.
check: fmt clippy test deny doc

bench: models
	$(CARGO) bench

# Each target on one core, until its time is up or something breaks; what broke stays in tests/fuzz/target/crashes. Cargo
# reads the flags for coverage only from below the folder it runs in. The first build takes minutes: whisper is linked too.
fuzz: cmake
	cd tests/fuzz && $(CARGO) build --release
	$(call fuzz,rule_file,-timeout=1 -dict=rule_file.dict,../../rules ../../fixtures/diagnostics)
	$(call fuzz,transcript,-timeout=1,../../fixtures/transcripts ../../fixtures/codecs)
	$(call fuzz,both,-timeout=1,../../fixtures/codecs)

# Target, options, folders of seeds; where values are built from bytes, any will do to begin with. What is found goes to the
# first folder, for the next run.
define fuzz
	cd tests/fuzz && mkdir -p target/crashes target/corpus/$(1) && RAYON_NUM_THREADS=1 \
	  nice $(CARGO) run --quiet --release --bin $(1) -- -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -len_control=0 $(2) \
	  -artifact_prefix=target/crashes/$(1)- -print_final_stats=1 target/corpus/$(1) $(3)
endef

build: cmake
	$(CARGO) build --release

models: build
	@$(RUN) models pull

cmake:
	@command -v cmake >/dev/null || $(PYTHON) -m pip install --quiet --disable-pip-version-check --target $(TOOLS) cmake
	@command -v c++ >/dev/null || { echo "error: a C++ compiler is missing: install g++ or clang++" >&2; exit 1; }

fmt:
	$(CARGO) fmt --check

clippy: cmake
	$(CARGO) clippy --release --all-targets -- -D warnings

deny:
	@command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny
	$(CARGO) deny check licenses bans sources

doc: cmake
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --no-deps

clean-demo:
	rm -rf target/demo.db target/demo.db-wal target/demo.db-shm target/clips
