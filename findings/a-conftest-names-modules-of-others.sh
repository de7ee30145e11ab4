#!/usr/bin/env bash
# A module that conftest.py names in `pytest_plugins` may come from any package that is installed.
#
# Seen with pytest 9.2.0; 9.0.2 took the module of that name in any case.
#
# The common wrong guess: `pytest_plugins = ("fixtures.nodes",)` imports the module of that name beside
# conftest.py. pytest asks the entry points of all distributions first, once for each name, and takes the
# one that some package has registered under `pytest11` with that very name. It does so with
# PYTEST_DISABLE_PLUGIN_AUTOLOAD=1, too, which only keeps it from loading what nobody has named. And since
# it reads the metadata of every distribution for every name, many installed packages make each run slower.
#
# Needs Python 3.11 or later and its package registry. Exits 1 if anything here changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pytest==9.2.0
site=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

# Somebody else's package, as an installer leaves it: one module, and an entry point for it.
mkdir "$site/other-1.0.dist-info"
printf '%s\n' 'Metadata-Version: 2.1' 'Name: other' 'Version: 1.0' >"$site/other-1.0.dist-info/METADATA"
printf '%s\n' '[pytest11]' 'fixtures.nodes = other_nodes' >"$site/other-1.0.dist-info/entry_points.txt"
touch "$site/other-1.0.dist-info/RECORD"
fixture() { printf 'import pytest\n\n\n@pytest.fixture\ndef node():\n    return "%s"\n' "$1"; }
fixture "the other package's" >"$site/other_nodes.py"

mkdir -p suite/fixtures
touch suite/fixtures/__init__.py
fixture "the suite's own" >suite/fixtures/nodes.py
printf '%s\n' 'pytest_plugins = ("fixtures.nodes",)' >suite/conftest.py
printf '%s\n' 'def test_node(node):' '    print("\nnode is", node)' >suite/test_node.py

seen=$(cd suite && PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONPATH=. ../venv/bin/python -m pytest -q -s | grep '^node is')
own=$(cd suite && rm -r "$site/other-1.0.dist-info" &&
    PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 PYTHONPATH=. ../venv/bin/python -m pytest -q -s | grep '^node is')

venv/bin/python -m pytest --version
echo "with the other package, automatic loading switched off: $seen"
echo "without it: $own"
[ "$seen" = "node is the other package's" ] && [ "$own" = "node is the suite's own" ]
