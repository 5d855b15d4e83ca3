# Every target sets up what it needs (scripts/bootstrap), and is quick when nothing is to be done.
.PHONY: help demo demo-learning test lint qgis pictures guide package clean
.DEFAULT_GOAL := help

ENVIRONMENT := build/environment
PYTHON := $(ENVIRONMENT)/bin/python

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

demo:  ## make the demo scene, find its changes through qgis_process with and without a model, print how good that was
	@scripts/bootstrap demo
	@$(PYTHON) -m scripts.demo

demo-learning:  ## from an orthophoto and building footprints to a detector, and what has changed since
	@scripts/bootstrap demo
	@$(PYTHON) -m scripts.demo_learning

test:  ## install what the tests need, then lint, then run all tests
	@scripts/bootstrap test
	@$(PYTHON) -m scripts.lint
	OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint:  ## style and imports (ruff), and the two scans of the QGIS plugin site (bandit, detect-secrets)
	@scripts/bootstrap test
	@$(PYTHON) -m scripts.lint

qgis:  ## open desktop QGIS with the plugin on and the demo pair loaded
	@scripts/bootstrap desktop
	@scripts/desktop

guide:  ## build the user guide, build/guide/index.html
	@scripts/bootstrap test
	@$(PYTHON) -m scripts.guide

pictures:  ## make the guide's pictures anew from the real program
	@scripts/bootstrap desktop
	@scripts/bootstrap test
	@$(PYTHON) -m scripts.pictures

package:  ## build the zip to publish, build/rscd_plugin-VERSION.zip
	@scripts/bootstrap test
	@$(PYTHON) -m scripts.package

clean:  ## remove everything that was built, the private environment included
	rm -rf build
