# Set up the project and run its main tasks: `make run`, `make test`, `make bundle`.
# For Debian or Ubuntu with Python 3.11 or newer; system libraries are installed as root or with sudo.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

# compiled when the program is installed
STEPS_IN_C := $(wildcard hysteroview/imaging/native/*.[ch])

# compiled modules are kept, since tests start hundreds of processes
unexport PYTHONDONTWRITEBYTECODE

IN_PARALLEL := --numprocesses auto --dist worksteal

.PHONY: run test test-all gpu-check lint bundle translations settings-document screenshots clean
.DELETE_ON_ERROR:

# With a display: the live window on the built-in phantom. Without one: the same window for
# 20 s on Qt's offscreen platform, with its results in out/.
run: $(VENV)/.installed-app
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; \
	then $(BIN)/hysteroview run; \
	else $(BIN)/hysteroview demo --output out; fi

test: $(VENV)/.installed-dev build/nvidia-bindings lint
	QT_QPA_PLATFORM=offscreen $(BIN)/hysteroview demo --seconds 8 --output build/smoke
	$(BIN)/python -m pytest $(IN_PARALLEL)

# The same tests with all repetitions: all kills, all fuzzing examples.
test-all: $(VENV)/.installed-dev build/nvidia-bindings lint
	QT_QPA_PLATFORM=offscreen $(BIN)/hysteroview demo --seconds 8 --output build/smoke
	$(BIN)/python -m pytest --full $(IN_PARALLEL)

# Check every runtime for NVIDIA GPUs and print the table. What it needs is packed into one folder, which
# can be copied to a machine without network: `python3 build/gpu-check/check.py`.
gpu-check: PACKER = $(if $(wildcard $(BIN)/python),$(BIN)/python,$(PYTHON))
gpu-check:
	$(PACKER) tests/gpu/pack.py build/gpu-check
	$(PACKER) build/gpu-check/check.py --json build/gpu-check/figures.json

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Collect the texts of the window in resources/translations and compile them.
translations: $(VENV)/.installed-dev
	$(BIN)/python packaging/translations.py

# Write the rows of docs/settings.md from the table of settings.
settings-document: $(VENV)/.installed-dev
	$(BIN)/python packaging/settings_document.py

# Take pictures of every page and state of the window, in every size and theme: build/screenshots.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python tests/screenshots.py build/screenshots

# Fetch TensorRT's real bindings for the tests of its adapter; unavailable ones are skipped.
build/nvidia-bindings: tests/nvidia_bindings.py $(VENV)/.installed-dev
	$(BIN)/python tests/nvidia_bindings.py
	@mkdir -p $@ && touch $@

# Build a one-folder Linux app in dist/hysteroview, without torch, and run it offscreen for 20 s.
# It is built in a separate environment, so that it contains no packages of the extra `lab`.
bundle: build/bundle-venv/.installed
	build/bundle-venv/bin/pyinstaller --noconfirm --log-level WARN \
	  --distpath dist --workpath build/pyinstaller packaging/hysteroview.spec
	QT_QPA_PLATFORM=offscreen dist/hysteroview/hysteroview demo --output out/bundle
	@du -sh dist/hysteroview

build/bundle-venv/.installed: pyproject.toml $(STEPS_IN_C) $(VENV)/.system
	$(PYTHON) -m venv build/bundle-venv
	build/bundle-venv/bin/pip install --quiet . 'pyinstaller>=6.11,<7'
	@touch $@

$(VENV)/.installed-app: pyproject.toml $(STEPS_IN_C) $(VENV)/.system
	$(BIN)/pip install --quiet --editable '.[openvino]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(STEPS_IN_C) $(VENV)/.system $(VENV)/.system-test
	$(BIN)/pip install --quiet --editable '.[dev,lab,openvino]'
	@touch $@ $(VENV)/.installed-app

$(VENV)/.system: packaging/debian-packages.txt packaging/install-system-packages.sh
	sh packaging/install-system-packages.sh packaging/debian-packages.txt
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.system-test: packaging/debian-test-packages.txt $(VENV)/.system
	sh packaging/install-system-packages.sh packaging/debian-test-packages.txt
	@touch $@

clean:
	rm -rf $(VENV) build dist out
