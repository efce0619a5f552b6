# script/bench ingest: (a) to (f), from the floors of the machine to durable ingestion.
# shellcheck shell=bash
# shellcheck disable=SC2154  # work, build, url, …: script/bench and bench.d/processes.sh set them

measure_http_floor() {
  say "(a) HTTP floor, round $1"
  start_host "$work/floor.log" "$build/bin/amfs_http_floor" --port 0
  load "${bodies[@]}" --requests "$WARM_UP_REQUESTS" >/dev/null
  http_rates+=("$(load "${bodies[@]}" --requests "$ingest_events" | field rate)")
  stop_host
}

measure_store_floor() {
  local rate
  say "(b) store floor, round $1"
  mkdir -p "$work/store"
  rate="$(timeout --foreground "$LOAD_SECONDS" "$build/bin/amfs_store_floor" --dir "$work/store" \
    --events "$ingest_events" "${bodies[@]}" | awk '$1 == "events_per_second" { print $2 }')"
  [[ -n "$rate" ]] || die "amfs_store_floor gave no rate"
  store_rates+=("$rate")
  rm -rf "$work/store"
}

# Leaves the host running and the store in $work/ingest.
measure_ingestion() {
  local cpu_before
  say "(c) durable ingestion of $ingest_events events, round $1"
  rm -rf "$work/ingest"
  start_amfs "$work/ingest"
  empty_start_ms="$start_ms"
  idle_mb="$(host_memory_mb VmRSS)"
  load "${bodies[@]}" --requests "$WARM_UP_REQUESTS" --until-done >/dev/null
  cpu_before="$(host_cpu_us)"
  ingest="$(load "${bodies[@]}" --requests "$ingest_events" --until-done)"
  cpu_us="$(calc "($(host_cpu_us) - $cpu_before) / $ingest_events" 1)"
  peak_mb="$(host_memory_mb VmHWM)"
  ingest_rates+=("$(field settled_rate <<<"$ingest")")
}

measure_ingest() {
  local round seconds=15
  http_rates=() store_rates=() ingest_rates=() bodies=()
  ingest_rounds=3
  ingest_events="${events:-100000}"
  [[ "$quick" == 0 ]] || { ingest_events="${events:-20000}" ingest_rounds=1 seconds=5; }
  find_fixtures
  [[ -z "${AMFS_FIXTURES_DIR:-}" ]] || bodies=(--fixtures "$AMFS_FIXTURES_DIR")

  for ((round = 1; round <= ingest_rounds; ++round)); do
    measure_http_floor "$round"
    measure_store_floor "$round"
    measure_ingestion "$round"
    [[ "$round" == "$ingest_rounds" ]] || stop_host
  done
  ingest_half="$(calc "$(median "${ingest_rates[@]}") / 2" 0)"
  say "(d) acknowledgement at $ingest_half events/s, open loop, $seconds s"
  ack="$(load "${bodies[@]}" --rate "$ingest_half" --duration "$seconds" --until-done)"
  say "(e) acknowledged to searchable at $ingest_half events/s, $seconds s"
  probe="$(load "${bodies[@]}" --rate "$ingest_half" --duration "$seconds" --probe --until-done)"

  say "(f) disk and restart"
  stored=$((WARM_UP_REQUESTS + ingest_events + $(field probe_count <<<"$probe")))
  stored=$((stored + $(field sent <<<"$ack") + $(field sent <<<"$probe")))
  stop_host
  disk_bytes="$(du -cb "$work"/ingest/data/amfs.db* | awk 'END { print $1 }')"
  start_amfs "$work/ingest"
  restart_ms="$start_ms"
  restart_mb="$(host_memory_mb VmRSS)"
  stop_host
  rm -rf "$work/ingest"
}

report_rates() {
  local http store ingested
  http="$(median "${http_rates[@]}")"
  store="$(median "${store_rates[@]}")"
  ingested="$(median "${ingest_rates[@]}")"
  figure a.rate "(a) HTTP floor" "$(spread_text /s "${http_rates[@]}")" "$http" /s
  figure b.rate "(b) store floor" "$(spread_text /s "${store_rates[@]}")" "$store" /s
  figure c.rate "(c) durable ingestion until done" "$(spread_text /s "${ingest_rates[@]}")" "$ingested" /s
  local c_a c_b b_a
  c_a="$(calc "$ingested / $http" 2)" c_b="$(calc "$ingested / $store" 2)" b_a="$(calc "$store / $http" 2)"
  figure c.of_http_floor "    c/a" "$c_a   (aim 0.40)" "$c_a" "" "at least" 0.30
  figure c.of_store_floor "    c/b" "$c_b" "$c_b" ""
  figure b.of_http_floor "    b/a, which bounds c/a" "$b_a" "$b_a" ""
}

report_ingest() {
  local kind="real GitHub bodies" probes per_event client_us
  [[ "$(field synthetic <<<"$ingest")" == 0 ]] ||
    kind="SYNTHETIC bodies: no fixtures were found, so this is not the real mix"
  row "bodies" "$kind, mean $(field mean_body_bytes <<<"$ingest") bytes"
  row "rounds" "$ingest_rounds x $ingest_events events on $CONNECTIONS connections; rates are median [min, max]"
  blank_line
  report_rates
  probes="$(field probe_count <<<"$probe")"
  figure d.ack_p99 "(d) acknowledgement at $ingest_half /s, open loop" "$(latency "$ack" latency_)" \
    "$(ms_of latency_p99_us <<<"$ack")" ms "p99 at most" 10
  figure e.searchable_p99 "(e) acknowledged to searchable at $ingest_half /s" \
    "$(latency "$probe" probe_), $probes probes" "$(ms_of probe_p99_us <<<"$probe")" ms "p99 at most" 50
  figure f.peak_memory "(f) peak memory at full load" "$peak_mb MB" "$peak_mb" MB "at most" 120
  figure f.idle_memory "    memory idle, empty store" "$idle_mb MB" "$idle_mb" MB "at most" 25
  figure f.restart_memory "    memory after start on $stored events" "$restart_mb MB" "$restart_mb" MB
  figure f.host_cpu "    processor time per event, host" "$cpu_us us" "$cpu_us" us
  client_us="$(field client_cpu_us_per_request <<<"$ingest")"
  figure f.load_cpu "    processor time per event, load generator" "$client_us us" "$client_us" us
  per_event="$(calc "$disk_bytes / $stored" 0)"
  figure f.disk "    disk per event" "$per_event bytes" "$per_event" bytes "at most" 4096
  figure f.start "    start to ready, empty store" "$empty_start_ms ms" "$empty_start_ms" ms
  figure f.restart "    start to ready, store of $stored events" "$restart_ms ms" "$restart_ms" ms "at most" 150
}
