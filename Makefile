# facevouch: `make run` and `make test` do all the set-up on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c constraints.txt
ARGS ?=

.PHONY: install run test lint bench system test-programs convert-env wheel deb sbom sign pyinstaller package-test clean

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("facevouch needs Python 3.11 or newer: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# What the app needs and no more; `make run` must be quick on a fresh machine.
$(VENV)/.app: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing the app into $(VENV) (about half a minute)"
	$(PIP) -e '.[app]'
	@touch $@

# All a developer needs: training, evaluation, tests, linters.
$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing the developer's environment into $(VENV) (a few minutes: it holds torch)"
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.app

install: $(VENV)/.dev system

# The shared libraries that Qt and OpenCV expect of the system; silent where they are installed.
system:
	@sh packaging/system-packages.sh

run: $(VENV)/.app system
	$(BIN)/facevouch app --or-headless out/run $(ARGS)

# The programs that some tests start: installed where that is allowed, else those tests are left out.
test-programs:
	@sh packaging/test-packages.sh

test: $(VENV)/.dev system test-programs
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/facevouch benchmark pipeline
	$(BIN)/facevouch benchmark models

# An environment of its own for TFLite files: their converter's packages exclude the app's (docs/conversion.md).
convert-env: .venv-convert/.ready
.venv-convert/.ready: constraints-convert.txt
	$(PYTHON) -m venv .venv-convert
	@echo "installing torch and litert-torch into .venv-convert (about 2 GB)"
	.venv-convert/bin/python -m pip --disable-pip-version-check install -q -c $< ai-edge-quantizer litert-torch onnx
	@touch $@

# Packages, into dist/ (docs/deploy-*.md). PACK: options of the builder, for example
# make deb PACK='--distribution deb13 --machine arm64'
PACK ?=
PACKER := PYTHONPATH=packaging $(BIN)/python -m

wheel: $(VENV)/bin/python
	$(PACKER) pack.wheel $(PACK)

deb: $(VENV)/bin/python
	$(PACKER) pack.deb $(PACK)

# A list of parts and licences (SBOM) beside every package in dist/.
sbom: $(VENV)/bin/python
	$(PACKER) pack.sbom dist/*.deb

# make sign KEY=release@example.org: signatures beside the files, and one over all their hashes.
sign:
	@test -n "$(KEY)" || { echo "name the key: make sign KEY=..., as gpg --list-secret-keys has it" >&2; exit 2; }
	cd dist && sha256sum $$(ls | grep -v -e '\.asc$$' -e '^SHA256SUMS$$') >SHA256SUMS
	cd dist && for file in *.whl *.tar.gz *.deb *.cdx.json SHA256SUMS; do \
	  [ ! -f "$$file" ] || gpg --batch --yes --local-user "$(KEY)" --armor --detach-sign "$$file" || exit 1; done

# One folder for a desktop without Python, into dist/facevouch; on the system it is meant for.
BINARIES := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
pyinstaller:
	$(PYTHON) -m venv build/pyinstaller
	build/pyinstaller/$(BINARIES)/python -m pip --disable-pip-version-check install -q -c constraints.txt '.[kiosk]'
	build/pyinstaller/$(BINARIES)/python -m pip uninstall -q -y facevouch opencv-contrib-python opencv-python-headless
	build/pyinstaller/$(BINARIES)/python -m pip --disable-pip-version-check install -q -r packaging/pyinstaller/requirements.txt
	build/pyinstaller/$(BINARIES)/python -m PyInstaller -y --distpath dist --workpath build/pyinstaller-work packaging/pyinstaller/facevouch.spec

# Builds packages, makes Debian roots with debootstrap and installs into them: root, a network and
# an hour (docs/deploy-debian.md). What it downloads and makes is kept in $FACEVOUCH_PACKAGE_TEST
# (build/package-test) for the next time.
package-test: $(VENV)/.dev
	$(BIN)/python packaging/package_test.py $(ARGS)

clean:
	rm -rf $(VENV) .venv-convert build dist *.egg-info
