# Reads the ABI header and prints what other programs rely on, one item a line, tab separated:
#   field    <struct>  <field>  <type>    in the order of the header
#   typedef  <name>    -        <type>
#   integer  <macro>
#   text     <macro>
# Parameter names of function pointers are left out: they are no part of the ABI. Macros whose value
# is no literal, and versions (which change by themselves), are left out as well.

BEGIN {
  no_constant["AMFS_ABI_MAJOR"] = no_constant["AMFS_ABI_MINOR"] = 1
  no_constant["AMFS_SDK_VERSION_PACKED"] = no_constant["AMFS_EVENT_SCHEMA"] = 1
}

{ text = text $0 "\n" }

END {
  text = without_comments(text)
  count = split(text, lines, "\n")
  for (i = 1; i <= count; i++) {
    while (lines[i] ~ /\\$/) {  # a macro's continuation
      lines[i + 1] = substr(lines[i], 1, length(lines[i]) - 1) lines[i + 1]
      lines[i++] = ""
    }
    if (lines[i] ~ /^[ \t]*#/) { constant(lines[i]); continue }
    if (lines[i] ~ /^extern "C" \{/ || lines[i] ~ /^\}[ \t]*$/) continue
    code = code " " lines[i]
  }
  declarations(code)
}

function without_comments(source,   start, end, kept) {
  while ((start = index(source, "/*")) > 0) {
    kept = kept substr(source, 1, start - 1) " "
    source = substr(source, start + 2)
    end = index(source, "*/")
    source = substr(source, end + 2)
  }
  return kept source
}

function constant(line,   parts, name, value) {
  if (split(line, parts, /[ \t]+/) < 3 || parts[1] != "#define") return
  name = parts[2]
  if (name !~ /^AMFS_[A-Z0-9_]+$/ || (name in no_constant)) return
  value = substr(line, index(line, name) + length(name))
  gsub(/^[ \t]+|[ \t]+$/, "", value)
  if (value ~ /^\(?-?(0x[0-9A-Fa-f]+|[0-9]+)u?\)?$/) print "integer\t" name
  if (value ~ /^"[^"]*"$/) print "text\t" name
}

function declarations(source,   count, parts, i, part, owner) {
  count = split(source, parts, ";")
  for (i = 1; i <= count; i++) {
    part = parts[i]
    gsub(/[ \t]+/, " ", part)
    sub(/^ /, "", part)
    if (part == "" || part == " " || part ~ /^AMFS_STATIC_ASSERT/) continue
    if (part ~ /^\}/) { owner = ""; continue }  # "} amfs_event" ends a struct
    if (match(part, /^(typedef )?struct [a-z0-9_]+ \{/)) {
      owner = substr(part, 1, RLENGTH - 2)
      sub(/^(typedef )?struct /, "", owner)
      part = substr(part, RLENGTH + 2)
    }
    if (owner != "") declarator("field\t" owner "\t", part)
    else if (part ~ /^typedef / && part !~ /^typedef struct [a-z0-9_]+ [a-z0-9_]+$/)
      declarator("typedef\t", substr(part, 9))
  }
}

# One declaration as its name and its type without the name.
function declarator(prefix, part,   name, type) {
  if (match(part, /\(\*[a-z0-9_]+\)/)) {  # a pointer to a function
    name = substr(part, RSTART + 2, RLENGTH - 3)
    type = substr(part, 1, RSTART - 1) "(*)" parameters(substr(part, RSTART + RLENGTH))
  } else if (match(part, /[a-z0-9_]+(\[[0-9]+\])?$/)) {
    name = substr(part, RSTART)
    type = substr(part, 1, RSTART - 2)
    if (match(name, /\[/)) { type = type substr(name, RSTART); name = substr(name, 1, RSTART - 1) }
  } else {
    print "cannot read: " part > "/dev/stderr"
    exit 1
  }
  print prefix name "\t" (prefix ~ /^typedef/ ? "-\t" : "") type
}

function parameters(list,   count, parts, i, text) {
  gsub(/^\(|\)$/, "", list)
  count = split(list, parts, / *, */)
  for (i = 1; i <= count; i++) {
    if (parts[i] ~ /[* ][a-z0-9_]+$/) sub(/ ?[a-z0-9_]+$/, "", parts[i])
    text = text (i > 1 ? ", " : "") parts[i]
  }
  return "(" text ")"
}
