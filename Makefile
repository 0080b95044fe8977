# girod: make run shows it, make test proves it. Both install what a fresh Debian
# machine lacks, and are quiet when nothing is missing.

GO      ?= go
BIN     := bin
STATIC  := CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags=-buildid=
RACED   := ./exchange/local/... ./exchange/sftp/... ./exchange/mail/... ./ledger/matching/... ./cmd/girobank/bank/...
# SQLite's own memory is not Go's, so the race detector sees nothing in it and only doubles its time.
RACE    := -race -gcflags=modernc.org/sqlite/lib=-race=false
FUZZTIME ?= 20s
INMEM   := testdata/inmemory.sh
CHECKED := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: run test check bench fuzz requirements build need

## run: a bank, a partner and girod exchange real files over SSH for eight weeks in a minute
run: need build
	@$(BIN)/girobank demo --girod $(BIN)/girod --audit $(BIN)/girod-audit --dir run

## test: everything, on SQLite and PostgreSQL, with a real sshd; then the race detector
## over the rooms in which goroutines meet
test: need
	$(INMEM) $(GO) test -count=1 -timeout 9m ./...
	$(INMEM) $(GO) test -count=1 -timeout 5m $(RACE) $(RACED)
	$(INMEM) $(GO) test -count=1 -timeout 5m $(RACE) -run 'Together|Ordinary|Fence|TestReceive|^TestTruth$$' ./exchange ./ledger/intake

## check: form, vet, static analysis, the house rules, modules tidy
check:
	@test -z "$$(gofmt -l .)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) run $(CHECKED) ./...
	$(GO) test -count=1 -run '^TestHouse' ./cmd/girod
	$(GO) mod tidy -diff

## build: three static binaries, the same bytes each time
build:
	@mkdir -p $(BIN)
	$(STATIC) -o $(BIN)/ ./cmd/girod ./cmd/girobank ./cmd/girod-audit

## fuzz: each reader for FUZZTIME (default 20s)
fuzz:
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$p || exit 1; \
	  done; done

## bench: readers, posting and the whole way, with ratios against tools that are installed
bench: need build
	$(GO) test -run '^$$' -bench . -benchmem ./formats/... ./ledger/...
	$(GO) test -run '^$$' -bench 'Decode|Landed' -benchtime 1x -timeout 60m ./cmd/girod

## requirements: which numbered requirements a test proves, by system
requirements:
	@$(GO) test -count=1 -run '^TestRequirements$$' ./cmd/girod -v -args -requirements | grep -v -e '^=== ' -e '^--- ' -e '^PASS' -e '^ok'

# need installs what run and test use. PostgreSQL may also be found on PATH.
need:
	@testdata/need.sh
