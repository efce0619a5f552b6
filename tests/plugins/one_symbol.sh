#!/bin/sh
# one_symbol.sh NM LIBRARY…: each library must export its entry point and nothing else.
nm=$1
shift
failed=0
for library in "$@"; do
  symbols=$("$nm" -D --defined-only "$library" | awk '{print $NF}' | tr '\n' ' ')
  if [ "$symbols" != "amfs_connector_entry_v1 " ]; then
    echo "FAILED: $library exports: $symbols"
    failed=1
  fi
done
exit $failed
