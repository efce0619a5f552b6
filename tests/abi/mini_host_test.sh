#!/bin/sh
# mini_host_test.sh MINI_HOST EXPECTED CLASS LIBRARY…: each library must give the expected output in
# this host. EXPECTED is a file, or "refused: reason".
host=$1
expected=$2
class=$3
shift 3
failed=0
[ $# -gt 0 ] || { echo "FAILED: no libraries"; exit 1; }
for library in "$@"; do
  output=$("$host" "$library" "$class")
  status=$?
  case $expected in
    refused:*)
      if [ $status != 3 ] || [ "$output" != "$expected" ]; then
        echo "FAILED: $library: wanted '$expected', got exit code $status and: $output"
        failed=1
      fi ;;
    *)
      if [ $status != 0 ] || ! printf '%s\n' "$output" | diff "$expected" - ; then
        echo "FAILED: $library in $host, exit code $status"
        failed=1
      fi ;;
  esac
done
exit $failed
