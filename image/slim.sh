#!/usr/bin/env bash
# Takes out of a virtual environment what nobody in a classroom needs. Every removal is listed here.
#   slim.sh VENV
set -euo pipefail
venv=$1
site=$(echo "$venv"/lib/python3*/site-packages)

# The packages' own tests (numpy, scipy, awkward, matplotlib's test pictures...)
find "$site" -depth -type d -name tests -not -path '*/numpy/testing/*' -exec rm -rf {} +
rm -rf "$site"/matplotlib/mpl-data/sample_data

# Sources and maps from which JupyterLab's pages were made: only needed to rebuild them, which needs a network
rm -rf "$venv"/share/jupyter/lab/staging
find "$venv" -name '*.js.map' -delete
find "$site" "$venv"/share -name '*.LICENSE.txt' -size +100k -delete

# The calendars and currencies of six hundred languages; the box speaks two
find "$site"/babel/locale-data -name "*.dat" -not -name "root.dat" -not -name "en*.dat" -not -name "es*.dat" -delete

# The debugger: each kernel would load its 22 MB, and thirty pupils share one machine; ipykernel runs without it
"$venv"/bin/pip uninstall -q -y debugpy

# Installers, compilers' headers, type stubs' sources
"$venv"/bin/pip uninstall -q -y pip
find "$site" -name '*.pyi' -delete
find "$site" -name '*.pxd' -delete
find "$site" -type d -name include -path '*numpy*' -exec rm -rf {} +
find "$venv" -type d -name __pycache__ -exec rm -rf {} +
