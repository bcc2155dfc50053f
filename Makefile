# Needs Python 3.11 or newer and nothing else. What each target does: socialstrategy/launcher/__main__.py
# First those with which the site takes a fifth less memory (socialstrategy/immortal.py), also where only pyenv
# knows them, if they can make .venv. `make run PYTHON=python3` takes another.
PYTHON := $(shell for v in 3.12 3.13; do \
	PYENV_VERSION=$$v python$$v -c 'import ensurepip, sqlite3, ssl, sys; print(sys.executable)' 2>/dev/null && exit; done; \
	for p in python3 python3.14 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
ifeq ($(PYTHON),)
$(error 파이썬 3.11 이상이 필요합니다. 찾지 못했습니다 (Python 3.11 or newer is needed and was not found))
endif

.PHONY: run test lint format check bench lock
run test lint format check bench lock:
	@exec $(PYTHON) -m socialstrategy.launcher $@ $(ARGS)
