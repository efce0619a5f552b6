#!/bin/sh
# host_exports.sh NM HOST LIBRARY…: the host must export nothing of its own, and nothing that a
# connector library would bind to instead of its own or the system's copy. The linker does export
# pieces of the C++ library that the host's shared libraries also ask for; those are named std.
nm=$1
host=$2
shift 2
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
[ -r "$host" ] || { echo "FAILED: there is no $host"; exit 1; }
"$nm" -D --defined-only "$host" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u > "$folder/host"
own=$(grep -vE '^_ZN?K?St|^_ZT[ISV]N?St|^_ZZN?K?St|^_ZGVZ?N?St' "$folder/host")
failed=0
if [ -n "$own" ]; then
  echo "FAILED: $host exports: $own"
  failed=1
fi
[ $# -gt 0 ] || { echo "FAILED: no libraries"; exit 1; }
for library in "$@"; do
  "$nm" -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u > "$folder/wants"
  [ -s "$folder/wants" ] || { echo "FAILED: $library has no undefined symbols; nothing was compared"; failed=1; }
  bound=$(comm -12 "$folder/host" "$folder/wants")
  if [ -n "$bound" ]; then
    echo "FAILED: $library would bind to the host's $bound"
    failed=1
  fi
done
exit $failed
