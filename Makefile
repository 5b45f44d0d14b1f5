# MailLab: `make run` opens the lab, `make test` runs every test. Everything else: `make help`.

SWIFT  ?= swift
PREFIX ?= /usr/local
# What `make run` hands to the program, such as ARGS='--lang ja'.
ARGS   ?=
# One room to test alone, such as ROOM=Internet; empty for the whole house.
ROOM   ?=
# One part of `make bench`: network, firewall, tls, letters, guests or sockets; empty for all.
PART   ?=
# How an installed program is linked on Linux: it carries Swift's libraries with it, so that it runs
# where no Swift is, and no names that only debuggers read. STATIC= leaves both out.
SYSTEM  = $(shell uname -s)
STATIC ?= $(if $(filter Linux,$(SYSTEM)),--static-swift-stdlib -Xlinker -s)
# How many seeds `make soak` runs for each random test.
SEEDS  ?= 1000

BIN     = $(DESTDIR)$(PREFIX)/bin
SHARE   = $(DESTDIR)$(PREFIX)/share
UNITS   = $(DESTDIR)$(PREFIX)/lib/systemd/system
RELEASE = $(shell $(SWIFT) build -c release --show-bin-path)
FORMAT  = Sources Tests Package.swift

.DEFAULT_GOAL := help
.PHONY: help setup run test bench lint format soak install uninstall clean

help: ## list what can be done (this)
	@echo "MailLab: an e-mail internet in one process"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: ## install libssl-dev and libreadline-dev where they are missing
	@Scripts/setup "$(SWIFT)"

run: setup ## build and open the lab; ARGS='--lang ja' for options
	@echo "make run: building (the first time takes a minute or two)"
	@$(SWIFT) build --product maillab
	@exec "$$($(SWIFT) build --show-bin-path)/maillab" $(ARGS)

test: setup ## build and run the whole test suite, as CI does
	@echo "make test: building, then running every test"
	@command -v tshark >/dev/null 2>&1 || { \
	    echo "make test: NOTICE: tshark is not installed: the tests that have Wireshark judge our"; \
	    echo "make test: NOTICE: captures are skipped (Debian and Ubuntu: apt-get install tshark)"; }
	@for program in python3 curl openssl swaks dig nmap msmtp s-nail mpop fetchmail mbsync \
	    getmail mutt offlineimap; do \
	    command -v $$program >/dev/null 2>&1 || \
	        echo "make test: NOTICE: $$program is not installed: its sessions are skipped"; done
	@MAILLAB_ROOM=$(ROOM) $(SWIFT) test
	@echo "make test: done"

soak: setup ## run the tests with many seeds: SEEDS=1000
	@echo "make soak: every random test with $(SEEDS) seeds"
	@MAILLAB_SEEDS=$(SEEDS) $(SWIFT) test

bench: setup ## build for speed and print the figures; PART=letters for one part
	@$(SWIFT) run -c release maillab-bench $(PART)

lint: ## refuse what swift format would write differently
	@$(SWIFT) format lint --strict --recursive $(FORMAT)
	@echo "make lint: nothing to say"

format: ## rewrite the sources as swift format wants them
	@$(SWIFT) format --in-place --recursive $(FORMAT)

install: setup ## install program, labs, manual, completions, systemd unit under PREFIX
	@echo "make install: building for speed"
	@$(SWIFT) build -c release --product maillab $(STATIC)
	install -d $(BIN) $(SHARE)/maillab $(SHARE)/man/man1 $(SHARE)/doc/maillab \
	    $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	    $(SHARE)/fish/vendor_completions.d
	install -m 755 "$(RELEASE)/maillab" $(BIN)/maillab
	rm -rf $(SHARE)/maillab/Labs
	cp -R Labs $(SHARE)/maillab/Labs
	chmod -R u=rwX,go=rX $(SHARE)/maillab/Labs
	install -m 644 Docs/maillab.1 $(SHARE)/man/man1/maillab.1
	install -m 644 LICENSE README.md README.ja.md CHANGELOG.md $(SHARE)/doc/maillab
	$(BIN)/maillab --generate-completion-script bash \
	    > $(SHARE)/bash-completion/completions/maillab
	$(BIN)/maillab --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_maillab
	$(BIN)/maillab --generate-completion-script fish \
	    > $(SHARE)/fish/vendor_completions.d/maillab.fish
ifeq ($(SYSTEM),Linux)
	install -d $(UNITS)
	sed 's|/usr/local/bin|$(PREFIX)/bin|' Scripts/maillab.service > $(UNITS)/maillab.service
endif
	@echo "make install: done: $(PREFIX)/bin/maillab"

uninstall: ## remove what install put under PREFIX
	rm -rf $(BIN)/maillab $(SHARE)/maillab $(SHARE)/doc/maillab $(SHARE)/man/man1/maillab.1 \
	    $(SHARE)/bash-completion/completions/maillab $(SHARE)/zsh/site-functions/_maillab \
	    $(SHARE)/fish/vendor_completions.d/maillab.fish $(UNITS)/maillab.service

clean: ## remove what was built
	rm -rf .build
