# Turns layout.tsv and constants.tsv (in this order) into static asserts in C11 and C++17.
# Variable: major, of the header.

BEGIN {
  FS = "\t"
  print "/* Made by `script/abi --update` from layout.tsv and constants.tsv: the header as compiled agrees"
  print " * with both. Compiled as C11 and as C++17 by tests/abi. Do not edit. */"
  print "#ifndef AMFS_ABI_LAYOUT_ASSERTS_H\n#define AMFS_ABI_LAYOUT_ASSERTS_H\n"
  print "#include \"amfs/abi/connector.h\"\n"
  print "/* clang-format off */"
  print "#ifdef __cplusplus"
  print "#include <type_traits>"
  print "#define AMFS_LAYOUT(type, field, offset, size, ...)                                        \\"
  print "  static_assert(offsetof(type, field) == (offset) && sizeof(type::field) == (size) &&      \\"
  print "                    std::is_same<decltype(type::field), __VA_ARGS__>::value,               \\"
  print "                #type \".\" #field)"
  print "#define AMFS_LAYOUT_TYPEDEF(type, size, ...)                                               \\"
  print "  static_assert(sizeof(type) == (size) && std::is_same<type, __VA_ARGS__>::value, #type)"
  print "#else"
  print "#define AMFS_LAYOUT(type, field, offset, size, ...)                                        \\"
  print "  _Static_assert(offsetof(type, field) == (offset) && sizeof(((type*)0)->field) == (size), \\"
  print "                 #type \".\" #field)"
  print "#define AMFS_LAYOUT_TYPEDEF(type, size, ...) _Static_assert(sizeof(type) == (size), #type)"
  print "#endif"
}

function version(text,   parts) {
  split(text, parts, ".")
  return parts[1] * 1000 + parts[2]
}

# The size every reader of this major version may rely on: the fields of its first release, or of
# the release the struct came with.
function base_size(   floor, i, size) {
  floor = major * 1000
  if (version(since[1]) > floor) floor = version(since[1])
  for (i = 1; i <= fields; i++) if (version(since[i]) <= floor) size = ends[i]
  return size
}

function end_struct() {
  if (fields == 0) return
  printf "AMFS_STATIC_ASSERT(sizeof(%s) == %d, \"%s\");\n", owner, ends[fields], owner
  printf "#define AMFS_BASE_SIZE_%s %du\n", owner, base_size()
  fields = 0
}

FNR == 1 { file++; next }

file == 1 && $2 == "-" {
  end_struct()
  printf "AMFS_LAYOUT_TYPEDEF(%s, %d, %s);\n", $1, $4, $6
  next
}

file == 1 {
  if ($1 != owner) end_struct()
  if (fields == 0) printf "\n"
  owner = $1
  since[++fields] = $5
  ends[fields] = $3 + $4
  printf "AMFS_LAYOUT(%s, %s, %d, %d, %s);\n", $1, $2, $3, $4, $6
  next
}

file == 2 && !constants++ { end_struct(); printf "\n" }
file == 2 && $2 ~ /^"/ {
  printf "AMFS_STATIC_ASSERT(sizeof(%s) == sizeof(%s), \"%s\");\n", $1, $2, $1
  next
}
file == 2 { printf "AMFS_STATIC_ASSERT((%s) == (%s), \"%s\");\n", $1, $2, $1 }

END { print "/* clang-format on */\n\n#endif /* AMFS_ABI_LAYOUT_ASSERTS_H */" }
