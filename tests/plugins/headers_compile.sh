#!/bin/sh
# headers_compile.sh SDK_INCLUDE RAPIDJSON_INCLUDE: the ABI header is clean C11 and C++17, and every
# public SDK header compiles alone, with and without exceptions and next to an author's RapidJSON.
sdk=$1
rapidjson=$2
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror"
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0

# check COMPILER LANGUAGE FLAGS…, with the source text on stdin
check() {
  compiler=$1
  language=$2
  shift 2
  cat > "$folder/source"
  if ! command -v "$compiler" > /dev/null; then
    echo "SKIPPED: no $compiler"
    return
  fi
  case $rapidjson in
    /usr/include) system="" ;;
    *) system="-isystem $rapidjson" ;;
  esac
  # shellcheck disable=SC2086
  if ! "$compiler" -x "$language" $warnings "$@" -I "$sdk" $system -fsyntax-only "$folder/source"; then
    echo "FAILED: $compiler -x $language $* with:"
    cat "$folder/source"
    failed=1
  fi
}

for compiler in gcc clang; do
  printf '#include <amfs/abi/connector.h>\nAMFS_EMIT_NOTE();\n' | check $compiler c -std=c11
done
for compiler in g++ clang++; do
  printf '#include <amfs/abi/connector.h>\nAMFS_EMIT_NOTE();\n' |
    check $compiler c++ -std=c++17 -Wold-style-cast
  for standard in c++17 c++20; do
    printf '#include <amfs/connector.hpp>\n' | check $compiler c++ -std=$standard -Wold-style-cast
  done
  printf '#include <amfs/connector.hpp>\n' | check $compiler c++ -std=c++17 -fno-exceptions -fno-rtti
  printf '#include <amfs/testing.hpp>\n' | check $compiler c++ -std=c++17 -fno-rtti -Wold-style-cast
  printf '#include <rapidjson/document.h>\n#include <amfs/connector.hpp>\nrapidjson::Document d;\n' |
    check $compiler c++ -std=c++17
  printf '#include <amfs/connector.hpp>\n#include <rapidjson/document.h>\nrapidjson::Document d;\n' |
    check $compiler c++ -std=c++17
done
for header in "$sdk"/amfs/*.hpp "$sdk"/amfs/detail/*.hpp "$sdk"/amfs/testing/*.hpp; do
  printf '#include <%s>\n' "${header#"$sdk"/}" | check g++ c++ -std=c++17
done
exit $failed
