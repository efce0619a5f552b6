# script/bench memory: (g) to (j), what a full store, listeners and readers cost those who send, and
# what readers wait for.
# shellcheck shell=bash
# shellcheck disable=SC2154  # work, build, url, …: script/bench and bench.d/processes.sh set them

readonly STREAMS=500          # subscribers of (h)
readonly STREAM_FILTERS=100   # the repositories of the synthetic bodies: each matches 1 % of the entries
readonly READS_PER_SECOND=200
readonly FILL_STEP=200000     # events of one load run while a store is filled

memory_sizes() {
  memory_events="${events:-60000}"
  memory_rounds=3
  seconds=15
  full_events=1000000 entries=1000000 entities=100000 questions=400
  [[ "$quick" == 1 ]] || return 0
  memory_events="${events:-5000}"
  memory_rounds=1
  seconds=3
  full_events=30000 entries=20000 entities=2000 questions=40
}

settle_round() { load --requests "$memory_events" --until-done; }
half_load_round() { load --rate "$memory_half" --duration "$seconds" --until-done; }

# fill_up EVENTS: so many more.
fill_up() {
  local left="$1" step
  while [[ "$left" -gt 0 ]]; do
    step=$((left < FILL_STEP ? left : FILL_STEP))
    load --requests "$step" --until-done >/dev/null
    left=$((left - step))
  done
}

# A round on a store that is empty, or on the filled one; each with a host of its own.
empty_round() {
  rm -rf "$work/empty"
  start_amfs "$work/empty"
  load --requests "$WARM_UP_REQUESTS" --until-done >/dev/null
  empty_rates+=("$(settle_round | field settled_rate)")
  stop_host
}
full_round() {
  start_amfs "$work/full"
  load --requests "$WARM_UP_REQUESTS" --until-done >/dev/null
  full_rates+=("$(settle_round | field settled_rate)")
  stop_host
}

# In turn, so that what else the machine does meets both; each full round is held against the mean
# of the empty ones before and after it.
measure_full_store() {
  local round
  say "(g) filling a store to $full_events events"
  start_amfs "$work/full"
  fill_up "$full_events"
  stop_host
  say "(g) ingestion of $memory_events events into an empty and into the full store, in turn"
  empty_round
  for ((round = 0; round < memory_rounds; ++round)); do
    full_round
    empty_round
    full_ratios+=("$(calc "2 * ${full_rates[round]} / (${empty_rates[round]} + ${empty_rates[round + 1]})" 2)")
  done
  rm -rf "$work/full" "$work/empty"
}

# in_turn MEASURE NAME COMPANION...: runs MEASURE without and with the companion in turn, without it
# first and last. A growing store makes everything a little slower, so each run with it is held
# against the mean of its two neighbours. Sets without, with (numbers called NAME), ratios, and the
# lines of JSON runs (with it) and companions.
in_turn() {
  local measure="$1" name="$2" round run
  shift 2
  without=() with=() ratios=() runs=() companions=()
  run="$("$measure")"
  without+=("$(field "$name" <<<"$run")")
  for ((round = 0; round < memory_rounds; ++round)); do
    start_companion "$@"
    run="$("$measure")"
    stop_companion
    runs+=("$run")
    companions+=("$companion_json")
    with+=("$(field "$name" <<<"$run")")
    run="$("$measure")"
    without+=("$(field "$name" <<<"$run")")
    ratios+=("$(calc "2 * ${with[round]} / (${without[round]} + ${without[round + 1]})" 3)")
  done
}

measure_streams() {
  local ratio
  say "(h) ingestion of $memory_events events without and with $STREAMS streams, in turn"
  start_amfs "$work/streams"
  load --requests "$WARM_UP_REQUESTS" --until-done >/dev/null
  in_turn settle_round settled_rate amfs_stream_load --streams "$STREAMS" \
    --spread "$STREAM_FILTERS" --query 'entity_path=repos/acme/service-{}'
  stop_host
  rm -rf "$work/streams"
  rates_alone=("${without[@]}") rates_streamed=("${with[@]}") stream_costs=()
  for ratio in "${ratios[@]}"; do stream_costs+=("$(calc "100 * (1 - $ratio)" 1)"); done
  stream_seconds="$(sum_of settled_seconds "${runs[@]}")"
  stream_events="$(sum_of events "${companions[@]}")"
  stream_lagged="$(sum_of lagged "${companions[@]}")"
  stream_cpu="$(sum_of cpu_s "${companions[@]}")"
  [[ "$stream_events" != 0 ]] || die "the streams delivered nothing, so they cost nothing either"
}

# What half load is for a store of so many entries, which stays in $work/entries.
measure_entries_rate() {
  local round
  say "(i) filling a store with $entries entries; ingestion of $memory_events events into it"
  mkdir -p "$work/entries/data"
  memory_figures --requests 1 >/dev/null
  start_amfs "$work/entries"
  load --requests "$WARM_UP_REQUESTS" --until-done >/dev/null
  for ((round = 0; round < memory_rounds; ++round)); do
    entries_rates+=("$(settle_round | field settled_rate)")
  done
  stop_host
  memory_half="$(calc "$(median "${entries_rates[@]}") / 2" 0)"
}

# memory_figures ARGUMENTS...: on that store.
memory_figures() {
  timeout --foreground "$LOAD_SECONDS" "$build/bin/memory_figures" --entries "$entries" --entities "$entities" \
    --dir "$work/entries/data" --check --json "$@" 2>"$work/reads-errors.txt" ||
    { tail -c 500 "$work/reads-errors.txt" >&2; die "memory_figures failed"; }
}

measure_reads() {
  say "(j) reading at $memory_half events/s"
  memory_figures --requests "$questions" --load "$memory_half" >"$work/reads.txt"
}

measure_readers() {
  say "(i) acknowledgement at $memory_half events/s without and with $READS_PER_SECOND reads/s, in turn"
  start_amfs "$work/entries"
  half_load_round >/dev/null
  in_turn half_load_round latency_p99_us amfs_read_load --rate "$READS_PER_SECOND" \
    --entries "$entries" --entities "$entities"
  stop_host
  acks_alone=() acks_read=() ack_ratios=("${ratios[@]}") readers="${companions[-1]}"
  local us
  for us in "${without[@]}"; do acks_alone+=("$(calc "$us / 1000" 2)"); done
  for us in "${with[@]}"; do acks_read+=("$(calc "$us / 1000" 2)"); done
}

measure_memory() {
  empty_rates=() full_rates=() full_ratios=() entries_rates=()
  memory_sizes
  measure_full_store
  measure_streams
  measure_entries_rate
  measure_readers
  measure_reads
  rm -rf "$work/entries"
}

report_full_store() {
  local empty full
  empty="$(median "${empty_rates[@]}")"
  full="$(median "${full_rates[@]}")"
  figure g.empty_rate "(g) ingestion into an empty store" "$(spread_text /s "${empty_rates[@]}")" "$empty" /s
  figure g.full_rate "    at $full_events events" "$(spread_text /s "${full_rates[@]}")" "$full" /s
  figure g.ratio "    full/empty" "$(spread_text "" "${full_ratios[@]}")" \
    "$(median "${full_ratios[@]}")" "" "at least" 0.85
}

report_streams() {
  local per_second alone streamed
  alone="$(spread_text /s "${rates_alone[@]}")"
  streamed="$(spread_text /s "${rates_streamed[@]}")"
  figure h.rate_alone "(h) ingestion without streams" "$alone" "$(median "${rates_alone[@]}")" /s
  figure h.rate_streamed "    with $STREAMS streams of 1 % of the entries" "$streamed" "$(median "${rates_streamed[@]}")" /s
  figure h.cost "    what they cost" "$(spread_text % "${stream_costs[@]}")" \
    "$(median "${stream_costs[@]}")" % "at most" 15
  per_second="$(calc "$stream_events / $stream_seconds" 0)"
  figure h.delivered "    delivered to all of them together" "$per_second events/s" "$per_second" /s
  figure h.lagged "    told that they lag" "$stream_lagged times" "$stream_lagged" ""
  figure h.client_cpu "    processor time of the subscribers' process" \
    "$stream_cpu s in $stream_seconds s" "$stream_cpu" s
}

report_readers() {
  figure i.rate "(i) ingestion beside $entries entries" "$(spread_text /s "${entries_rates[@]}")" \
    "$(median "${entries_rates[@]}")" /s
  figure i.ack_p99_alone "    acknowledgement p99 at half of it, no reads" \
    "$(spread_text ms "${acks_alone[@]}")" "$(median "${acks_alone[@]}")" ms
  figure i.ack_p99_read "    with $READS_PER_SECOND reads/s" "$(spread_text ms "${acks_read[@]}")" \
    "$(median "${acks_read[@]}")" ms
  figure i.ratio "    with/without" "$(spread_text "" "${ack_ratios[@]}")" \
    "$(median "${ack_ratios[@]}")" "" "at most" 2
  figure i.read_p99 "    the reads" "$(latency "$readers" read_), $(field read_rate <<<"$readers") /s" \
    "$(ms_of read_p99_us <<<"$readers")" ms
}

# A row for each kind of question.
report_reads() {
  local line name target
  row "(j) reads at $memory_half events/s" "$entries entries, $entities entities, $questions reads of each kind"
  while IFS= read -r line; do
    [[ "$line" =~ \"question\":\"([^\"]+)\" ]] || die "memory_figures printed no question: $line"
    name="${BASH_REMATCH[1]}"
    target="$(field target_ms <<<"$line")"
    figure "j.$name" "    $name" "$(latency "$line" "")" "$(ms_of p99_us <<<"$line")" ms "p99 at most" "$target"
  done <"$work/reads.txt"
}

report_memory() {
  row "bodies" "synthetic"
  row "rounds" "$memory_rounds x $memory_events events on $CONNECTIONS connections, or $seconds s; median [min, max]"
  blank_line
  report_full_store
  report_streams
  report_readers
  report_reads
}
