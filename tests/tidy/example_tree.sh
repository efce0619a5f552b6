# shellcheck shell=bash
# For tests of checks: source it with the check's path as argument. A check takes a root folder,
# prints what it finds and fails then; `fires` and `is_quiet` run it over the tree made so far.
check="$1"
tree="$(mktemp -d)"
trap 'rm -rf "$tree"' EXIT
failed=0

# put PATH: standard input becomes this file of the tree.
put() {
  mkdir -p "$tree/$(dirname "$1")"
  cat >"$tree/$1"
}

fires() {
  local output
  if output="$("$check" "$tree")"; then
    printf 'FAILED: "%s" was not reported\n' "$1"
    failed=1
  elif [[ "$output" != *"$1"* ]]; then
    printf 'FAILED: expected "%s", got: %s\n' "$1" "$output"
    failed=1
  fi
}

is_quiet() {
  local output
  if ! output="$("$check" "$tree")"; then
    printf 'FAILED: good example (%s) was reported: %s\n' "$1" "$output"
    failed=1
  fi
}

# finish MESSAGE: the last command.
finish() {
  [[ "$failed" == 0 ]] && printf '%s\n' "$1"
  exit "$failed"
}
