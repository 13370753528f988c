# make run    start the dashboard on http://localhost:8501 (PORT=... for another)
# make test   run all tests; finds or installs what they look at pages and slides with:
#             a Chromium, Firefox and WebKit (apt: firefox-esr webkit2gtk-driver xvfb), LibreOffice (apt: libreoffice-impress fonts-liberation) and
#             PostgreSQL (apt: postgresql-15 postgresql-15-postgis-3 gdal-bin) and nginx (apt: nginx
#             libnginx-mod-http-brotli-filter), which they start themselves
# make cluster  PostgreSQL, two app processes and nginx on this machine, as docs/administration.md
#             has them: http://localhost:8501 (PORT=..., REPLICAS=..., TLS=1)
# make check  validate the data files
# make bench  measure against a plain streamlit-folium app
# make load   measure many visitors at once, attackers among them, visits over a slow line, and the
#             data addresses

PYTHON ?= python3
PORT ?= 8501
REPLICAS ?= 2
BIN := .venv/bin

# Debian keeps venv in a package of its own.
APT := { [ "$$(id -u)" = 0 ] || sudo="sudo -n"; $$sudo apt-get update -qq && $$sudo apt-get install -y -qq python3-venv; }

.PHONY: run cluster test check bench load clean

run: .venv/.run
	@echo "http://localhost:$(PORT)"
	$(BIN)/streamlit run app.py --server.port $(PORT)

cluster: .venv/.run
	$(BIN)/python -m deploy.cluster --replicas $(REPLICAS) --port $(PORT) $(if $(TLS),--tls)

test: .venv/.test
	$(BIN)/python -m mypy
	$(BIN)/python tests/browser/find_chromium.py
	$(BIN)/python tests/browser/find_engines.py
	$(BIN)/python tests/office/find_office.py
	$(BIN)/python tests/database.py
	$(BIN)/python -m deploy.cluster --install
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser --ignore tests/cluster
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser
	$(BIN)/python -m pytest tests/cluster

check: .venv/.run
	$(BIN)/python -m mppgeo check

bench: .venv/.test
	$(BIN)/python benchmarks/compare.py

load: .venv/.test
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/slow_line.py
	$(BIN)/python benchmarks/data_addresses.py

.venv/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv || { $(APT) && $(PYTHON) -m venv --clear .venv; } \
	  || { echo "venv is missing: apt install python3-venv"; exit 1; }

.venv/.run: .venv/bin/pip requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.test: .venv/.run requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

clean:
	rm -rf .venv .pytest_cache .hypothesis test-artifacts
