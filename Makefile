# Set everything up and do the main jobs: `make run`, `make test`, `make bundle`.
# Debian or Ubuntu with Python 3.11 or newer; system libraries are installed as root or by sudo.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

IN_PARALLEL := --numprocesses auto --dist worksteal

.PHONY: run test test-all lint bundle translations settings-document screenshots clean
.DELETE_ON_ERROR:

# With a display: the live window on the built-in phantom. Without one: the same window for
# 20 s on Qt's offscreen platform; what it leaves lies in out/.
run: $(VENV)/.installed-app
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; \
	then $(BIN)/hysteroview run; \
	else $(BIN)/hysteroview demo --output out; fi

test: $(VENV)/.installed-dev build/nvidia-bindings lint
	QT_QPA_PLATFORM=offscreen $(BIN)/hysteroview demo --seconds 8 --output build/smoke
	$(BIN)/python -m pytest $(IN_PARALLEL)

# The same with every trial in full: all kills, all examples of the fuzzing.
test-all: $(VENV)/.installed-dev build/nvidia-bindings lint
	QT_QPA_PLATFORM=offscreen $(BIN)/hysteroview demo --seconds 8 --output build/smoke
	$(BIN)/python -m pytest --full $(IN_PARALLEL)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The texts of the window, gathered into resources/translations and compiled.
translations: $(VENV)/.installed-dev
	$(BIN)/python packaging/translations.py

# The rows of docs/settings.md, from the table of settings.
settings-document: $(VENV)/.installed-dev
	$(BIN)/python packaging/settings_document.py

# Every page and state of the window, in every size and theme: build/screenshots.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python tests/screenshots.py build/screenshots

# The real bindings of TensorRT, for the tests of its adapter; what there is not is skipped.
build/nvidia-bindings: tests/nvidia_bindings.py $(VENV)/.installed-dev
	$(BIN)/python tests/nvidia_bindings.py
	@mkdir -p $@ && touch $@

# A one-folder Linux app in dist/hysteroview, without torch; then its own 20 s offscreen run.
# It is built in an environment of its own, so that nothing of the laboratory slips in.
bundle: build/bundle-venv/.installed
	build/bundle-venv/bin/pyinstaller --noconfirm --log-level WARN \
	  --distpath dist --workpath build/pyinstaller packaging/hysteroview.spec
	QT_QPA_PLATFORM=offscreen dist/hysteroview/hysteroview demo --output out/bundle
	@du -sh dist/hysteroview

build/bundle-venv/.installed: pyproject.toml $(VENV)/.system
	$(PYTHON) -m venv build/bundle-venv
	build/bundle-venv/bin/pip install --quiet . 'pyinstaller>=6.11,<7'
	@touch $@

$(VENV)/.installed-app: pyproject.toml $(VENV)/.system
	$(BIN)/pip install --quiet --editable '.[openvino]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.system
	$(BIN)/pip install --quiet --editable '.[dev,lab,openvino]'
	@touch $@ $(VENV)/.installed-app

$(VENV)/.system: packaging/debian-packages.txt packaging/install-system-packages.sh
	sh packaging/install-system-packages.sh packaging/debian-packages.txt
	$(PYTHON) -m venv $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) build dist out
