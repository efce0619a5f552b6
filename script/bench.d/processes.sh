# The processes of script/bench: the host that is measured, the load, and what runs beside it.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # script/bench sets work and build, and sources the users of the rest

readonly CONNECTIONS=256        # keep-alive, one request under way on each: floor and ingestion alike
readonly WARM_UP_REQUESTS=2000  # each host, before it is measured
readonly READY_SECONDS=30       # longest wait for a process to start or end
readonly LOAD_SECONDS=1800      # longest run of a load generator, or of memory_figures filling its store

host_pid=""
companion_pid=""

# Kills what still runs: an orderly end is stop_host's.
clean_up() {
  local pid
  for pid in "$companion_pid" "$host_pid"; do
    [[ -z "$pid" ]] || kill -KILL "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}

now_us() { printf '%s\n' "${EPOCHREALTIME/./}"; }

# start_host LOG COMMAND...: runs it in the background and waits for its "… ready URL" line. Sets
# host_pid, url and start_ms.
start_host() {
  local log="$1" begin line="" fd
  shift
  begin="$(now_us)"
  exec {fd}< <(exec "$@" 2>"$log")
  host_pid=$!
  while read -r -t "$READY_SECONDS" -u "$fd" line; do
    [[ "$line" =~ ready\ (http://[^ ]+) ]] && break
    line=""
  done
  if [[ -z "$line" ]]; then
    tail -n 20 "$log" >&2
    die "no 'ready' line within $READY_SECONDS s from: $*"
  fi
  url="${BASH_REMATCH[1]}"
  start_ms="$(($(now_us) - begin))"
  start_ms="$(calc "$start_ms / 1000" 0)"
  cat <&"$fd" >>"$log" &  # nobody else reads what the host prints
  exec {fd}<&-
}

# start_amfs FOLDER: the host on FOLDER/data.
start_amfs() {
  mkdir -p "$1/data"
  start_host "$1/host.log" env AMFS_HTTP_PORT=0 AMFS_HTTP_HOST=127.0.0.1 AMFS_DATA_DIR="$1/data" \
    AMFS_PLUGINS_DIR="$build/connectors" "$build/bin/amfs" serve
}

# wait_for_end PID NAME: after it was asked to end.
wait_for_end() {
  local waited=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.05
    waited=$((waited + 1))
    [[ "$waited" -lt $((READY_SECONDS * 20)) ]] || die "$2 did not end on SIGTERM"
  done
}

# Ends the host in an orderly way: the store is closed and its log folded in.
stop_host() {
  kill -TERM "$host_pid" 2>/dev/null || die "the host ended by itself; see its log: $(tail -n 3 "$work"/*/host.log)"
  wait_for_end "$host_pid" "the host"
  wait "$host_pid" 2>/dev/null || true
  host_pid=""
}

# load ARGUMENTS...: one run of amfs_load against the host; prints its line of JSON.
load() {
  timeout --foreground "$LOAD_SECONDS" "$build/bin/amfs_load" --url "$url" --connections "$CONNECTIONS" "$@" \
    2>"$work/load.txt" || { tail -n 5 "$work/load.txt" >&2; die "the load run failed: amfs_load $*"; }
}

# start_companion PROGRAM ARGUMENTS...: runs beside the load, from its first line of output on.
start_companion() {
  local waited=0
  "$build/bin/$1" --url "$url" "${@:2}" >"$work/companion.txt" &
  companion_pid=$!
  until [[ -s "$work/companion.txt" ]]; do
    kill -0 "$companion_pid" 2>/dev/null || die "$1 ended before it began"
    sleep 0.05
    waited=$((waited + 1))
    [[ "$waited" -lt $((READY_SECONDS * 20)) ]] || die "$1 did not begin within $READY_SECONDS s"
  done
}

# Ends it; companion_json is its last line.
stop_companion() {
  kill -TERM "$companion_pid" 2>/dev/null || true
  wait_for_end "$companion_pid" "what ran beside the load"
  wait "$companion_pid" || die "what ran beside the load failed; its text is above"
  companion_pid=""
  companion_json="$(tail -n 1 "$work/companion.txt")"
}

# Memory of the host in MB: VmHWM is the peak, VmRSS is now.
host_memory_mb() {
  local kb
  kb="$(awk -v name="$1:" '$1 == name { print $2 }' "/proc/$host_pid/status")"
  calc "$kb / 1024" 1
}

# Processor time of the host so far, microseconds.
host_cpu_us() {
  local stat ticks
  stat="$(<"/proc/$host_pid/stat")"
  ticks="$(awk '{ print $12 + $13 }' <<<"${stat##*) }")"
  calc "$ticks * 1000000 / $(getconf CLK_TCK)" 0
}
