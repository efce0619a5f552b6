# Sourced by every script: strict mode, the project root as working directory, plain messages.
# shellcheck shell=bash
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
usage_error() {
  printf 'error: %s; see %s --help\n' "$1" "$0" >&2
  exit 2
}

# Prints the comment block at the top of the calling script.
print_help() { awk 'NR > 1 { if (!/^#/ || /shellcheck/) exit; sub(/^# ?/, ""); print }' "$0"; }

# Our own C and C++ sources below the given folders, whether committed yet or not.
sources_in() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u
  else
    find "$@" -type f
  fi | grep -E '\.(c|cpp|h|hpp)$' | while IFS= read -r file; do
    if [[ -f "$file" ]]; then printf '%s\n' "$file"; fi
  done
}

# Configures a preset, with the message on screen only when it fails.
configure_preset() {
  local preset="$1" log
  shift
  say "configure: cmake --preset $preset $*"
  log="$(mktemp)"
  if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "configuring failed; script/bootstrap installs what is needed"
  fi
  rm -f "$log"
}

# A checkout of the fixtures beside the project is used when nothing else is said.
find_fixtures() {
  if [[ -z "${AMFS_FIXTURES_DIR:-}" && -f ../shared/fixtures/expected.csv ]]; then
    AMFS_FIXTURES_DIR="$(cd ../shared/fixtures && pwd)"
    export AMFS_FIXTURES_DIR
  fi
}
