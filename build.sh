#!/usr/bin/env bash
# The front door: finds a Python and hands the verb over to image/host, where each verb is a module.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for python in "${LHCBOX_PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        PYTHONPATH="$here/image" PYTHONDONTWRITEBYTECODE=1 exec "$python" -m host "$@"
    fi
done
echo "build.sh needs Python 3.11 or newer: sudo apt-get install python3" >&2
echo "build.sh necesita Python 3.11 o posterior: sudo apt-get install python3" >&2
exit 1
