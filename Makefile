# Every command of the project; `make help` lists them. It takes a Python 3.11,
# make and a package index, and works in a folder whose path has spaces.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help book test validate validate-full site pdf pack serve lab execute exercises \
	notebooks release grade checkpoints bench pages tidy lock check

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
LANG_EDITION ?= en
PORT ?= 8000
export LANG_EDITION COURSE_DATA COURSE CLASS

RUN := .venv/bin/python
# The tools find one another and the project from anywhere.
export PYTHONPATH := $(CURDIR)

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | \
	awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

.venv/installed.txt: requirements.txt tools/install.py
	@test -n "$(PYTHON)" || { echo "make: no Python found; install Python 3.11"; exit 1; }
	@"$(PYTHON)" tools/install.py

book: validate site ## install, run and check every notebook, build the site
	@echo
	@echo "The book is ready: open _site/index.html, or run 'make serve'."

test: validate site check ## every check there is

check: .venv/installed.txt
	@$(RUN) -m ruff check .
	@OMP_NUM_THREADS=1 $(RUN) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests

validate: .venv/installed.txt
	@$(RUN) tools/validate.py

validate-full: .venv/installed.txt
	@$(RUN) tools/validate.py --full
	@$(RUN) -m pytest -q tests/test_checkpoints.py tests/test_data.py

site: .venv/installed.txt ## build both editions into _site
	@$(RUN) tools/site.py

pdf: site ## print each edition as one PDF into _build/pdf (needs Chromium)
	@$(RUN) tools/pdf.py

pack: pdf ## one zip for rooms without a network: site, PDFs, notebooks, data
	@$(RUN) tools/pack.py

serve: site ## show the built site on http://localhost:8000 (PORT=…)
	@echo "http://localhost:$(PORT)/"
	@cd _site && "../$(RUN)" -m http.server $(PORT) --bind 127.0.0.1

lab: .venv/installed.txt ## open the chapters in JupyterLab (LANG_EDITION=ko)
	@$(RUN) tools/export.py $(LANG_EDITION) _build/lab --keep-edits
	@$(RUN) -m jupyter lab --notebook-dir "_build/lab/$(LANG_EDITION)"

notebooks: .venv/installed.txt ## single-language notebooks for Colab and download
	@$(RUN) tools/export.py en _build/notebooks
	@$(RUN) tools/export.py ko _build/notebooks

execute: .venv/installed.txt ## run notebooks on the full data, store outputs (NB=… COURSE_DATA=…)
	@$(RUN) tools/execute.py $(NB)

exercises: .venv/installed.txt ## make exercises/ from solutions/
	@$(RUN) tools/exercises.py

release: .venv/installed.txt ## give out an exercise set (EX=07 LANG_EDITION=ko OUT=set.zip)
	@$(RUN) -m tools.grading.release "$(EX)" "$(OUT)"

grade: .venv/installed.txt ## grade what students handed in (EX=07 SUBMISSIONS=export.zip)
	@$(RUN) -m tools.grading.grade "$(EX)" $(if $(SUBMISSIONS),"$(SUBMISSIONS)") \
	  $(if $(SCHEDULER),--scheduler "$(SCHEDULER)") $(if $(LIST),--list)

checkpoints: .venv/installed.txt ## train checkpoints/ anew on the full data
	@$(RUN) tools/train_checkpoints.py

bench: .venv/installed.txt ## time the slides' recipes against ours (COURSE_DATA=…)
	@PYTHONPATH="$(CURDIR):$(CURDIR)/tools" $(RUN) bench/training.py
	@$(RUN) bench/grading.py

pages: .venv/installed.txt ## make the generated appendix pages
	@$(RUN) tools/pages.py

tidy: .venv/installed.txt ## put notebooks into their one form
	@$(RUN) tools/tidy.py
	@$(RUN) -m ruff check --fix .

lock: .venv/installed.txt ## compile requirements.in to requirements.txt
	@$(RUN) -m uv pip compile requirements.in --universal \
	  --python-version 3.11 --quiet --custom-compile-command "make lock" \
	  -o requirements.txt
