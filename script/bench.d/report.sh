# Numbers and rows of script/bench: a table for people, or a line of JSON for each row.
# shellcheck shell=bash
# shellcheck disable=SC2154  # json, quick, fsync, build: script/bench sets them

# calc EXPRESSION DECIMALS
calc() { awk "BEGIN { printf \"%.$2f\", $1 }" </dev/null; }

# field NAME: the first number of that name in the JSON on standard input.
field() {
  local text
  text="$(grep -oE "\"$1\":-?[0-9.]+" | head -n 1)" || die "a load generator gave no $1"
  printf '%s\n' "${text##*:}"
}

# sum_of NAME LINE...: of that number in each line of JSON.
sum_of() {
  local name="$1" line
  shift
  for line in "$@"; do field "$name" <<<"$line"; done | awk '{ sum += $1 } END { print sum + 0 }'
}

# min/median/max of the arguments, as three words.
spread() {
  printf '%s\n' "$@" | sort -g |
    awk '{ value[NR] = $1 }
         END { print value[1], (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2, value[NR] }'
}

# spread_text UNIT NUMBER...: "median UNIT [min, max]"
spread_text() {
  local unit="$1" least median most
  shift
  read -r least median most <<<"$(spread "$@")"
  printf '%s%s [%s, %s]' "$median" "${unit:+ $unit}" "$least" "$most"
}

# median NUMBER...
median() { spread "$@" | awk '{ print $2 }'; }

# ms_of NAME: that number of microseconds in the JSON on standard input, as milliseconds.
ms_of() { calc "$(field "$1") / 1000" 2; }

# latency JSON PREFIX
latency() {
  printf 'p50 %s ms, p99 %s ms, max %s ms' "$(ms_of "$2p50_us" <<<"$1")" \
    "$(ms_of "$2p99_us" <<<"$1")" "$(ms_of "$2max_us" <<<"$1")"
}

json_text() {
  local text="${1//\\/\\\\}"
  printf '%s' "${text//\"/\\\"}" | tr -d '\000-\037'
}

blank_line() { [[ "$json" == 1 ]] || printf '\n'; }

# row LABEL TEXT: something to know, not a figure.
row() {
  if [[ "$json" == 1 ]]; then
    printf '{"about":"%s","text":"%s"}\n' "$(json_text "$1")" "$(json_text "$2")"
  else
    printf '  %-46s %s\n' "$1" "$2"
  fi
}

# figure NAME LABEL TEXT VALUE UNIT [RELATION TARGET]: one figure. NAME is for machines and stays as
# it is; TEXT is what the table shows of VALUE; RELATION ends in "at most" or "at least".
figure() {
  local name="$1" label="$2" text="$3" value="$4" unit="$5" relation="${6:-}" target="${7:-}"
  local comparison='<=' met=false verdict=missed
  [[ "$relation" != *least ]] || comparison='>='
  [[ -z "$target" || "$(calc "($value $comparison $target) ? 1 : 0" 0)" == 0 ]] || { met=true verdict=met; }
  if [[ "$json" == 1 ]]; then
    printf '{"figure":"%s","value":%s,"unit":"%s"%s}\n' "$name" "$value" "$unit" \
      "${target:+,\"relation\":\"$relation\",\"target\":$target,\"met\":$met}"
  elif [[ -z "$target" ]]; then
    printf '  %-46s %s\n' "$label" "$text"
  else
    printf '  %-46s %-54s %-22s %s\n' "$label" "$text" "$relation $target${unit:+ $unit}" "$verdict"
  fi
}

# report_machine PART: what was measured, on what.
report_machine() {
  local commit cpu_model
  commit="$(git rev-parse --short=12 HEAD 2>/dev/null)" || commit="no commit"
  [[ -z "$(git status --porcelain 2>/dev/null)" ]] || commit+=" with local changes"
  cpu_model="$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)"
  blank_line
  if [[ "$json" != 1 ]]; then printf 'amfs bench %s, %s\n' "$1" "$(date -u +%Y-%m-%dT%H:%MZ)"; fi
  row "commit" "$commit"
  row "build" "${build#"$ROOT"/}"
  row "machine" "$(nproc) cores, ${cpu_model:-unknown processor}, Linux $(uname -r)"
  row "fdatasync of 4 KiB in the store's folder" "$(latency "$fsync" fsync_)"
  [[ "$quick" == 0 ]] || row "sizes" "QUICK: too small to say whether a target is met"
}
