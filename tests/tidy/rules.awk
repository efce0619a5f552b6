# Rules over C and C++ sources, line by line. Variables: layers_file, confined_file.

function find(message) {
  printf "%s:%d: %s\n", FILENAME, FNR, message
  finds++
}

function load_tables(   line, parts, count, i) {
  while ((getline line < layers_file) > 0) {
    if (line !~ /^#/ && line != "") layer[line] = ++layers
  }
  while ((getline line < confined_file) > 0) {
    if (line ~ /^#/ || line == "") continue
    count = split(line, parts, " ")
    for (i = 2; i <= count; i++) allowed[parts[1]] = allowed[parts[1]] " " parts[i] "/"
  }
  if (layers == 0) { print "error: no layers in " layers_file; exit 2 }
}

function end_of_file() {
  if (current != "" && lines > max_lines) {
    printf "%s:%d: file has %d lines, the limit is %d; split it by idea\n", current, lines, lines, max_lines
    finds++
  }
}

# The first two parts of a path: host/http/server.cpp -> host/http
function folder_of(path,   parts) {
  split(path, parts, "/")
  return parts[1] "/" parts[2]
}

function check_layer(path,   parts, from, to) {
  if (path !~ /^host\//) return
  if (FILENAME ~ /^(sdk|plugins)\//) {
    find("plugins and SDK stand alone; they must not include " path)
    return
  }
  if (FILENAME !~ /^host\//) return
  split(FILENAME, parts, "/")
  from = parts[2]
  split(path, parts, "/")
  to = parts[2]
  if (!(to in layer)) {
    find("host/" to " is in no layer; add it to tests/tidy/layers.txt")
  } else if ((from in layer) && layer[to] > layer[from]) {
    find("host/" from " must not include the higher layer host/" to)
  }
}

function check_confined(path,   header, folders, count, i, is_allowed) {
  if (FILENAME !~ /^(host|sdk|plugins)\//) return
  for (header in allowed) {
    if (index(path, header) != 1) continue
    is_allowed = 0
    count = split(allowed[header], folders, " ")
    for (i = 1; i <= count; i++) if (index(FILENAME, folders[i]) == 1) is_allowed = 1
    if (!is_allowed) find(path " may be included only in" allowed[header])
  }
}

# A coroutine outlives the call that started it, so a reference parameter dangles. Joins the lines
# of a declaration up to the end of its parameter list.
function check_coroutine(text,   depth, i, character, parameters) {
  if (joined == "" && text !~ /awaitable<.*>[ \t]+[A-Za-z_][A-Za-z0-9_:~]*[ \t]*\(/) return
  if (joined == "") {
    match(text, /awaitable<.*>[ \t]+[A-Za-z_][A-Za-z0-9_:~]*[ \t]*\(/)
    text = substr(text, RSTART + RLENGTH - 1)
  }
  joined = joined " " text
  depth = 0
  for (i = 1; i <= length(joined); i++) {
    character = substr(joined, i, 1)
    if (character == "(") depth++
    if (character == ")" && --depth == 0) {
      parameters = substr(joined, 1, i)
      joined = ""
      if (parameters ~ /&/) find("coroutine with a reference parameter; pass by value or owning pointer")
      return
    }
  }
}

BEGIN { load_tables() }

FNR == 1 {
  end_of_file()
  current = FILENAME
  max_lines = FILENAME ~ /^tests\// ? 400 : 300
  if (FILENAME ~ /abi\/connector\.h$/) max_lines = 500  # one file so that an author reads one file
  joined = ""
  if (FILENAME ~ /^host\/[^\/]+\/./ ) {
    split(FILENAME, parts_of_name, "/")
    if (!(parts_of_name[2] in layer)) find("host/" parts_of_name[2] " is in no layer; add it to tests/tidy/layers.txt")
  }
}

{ lines = FNR }

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  path = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", path)
  sub(/[>"].*/, "", path)
  check_layer(path)
  check_confined(path)
  next
}

{
  code = $0
  sub(/\/\/.*/, "", code)
  check_coroutine(code)
  if (code ~ /(^|[^A-Za-z0-9_])detached([^A-Za-z0-9_]|$)/) {
    find("detached hides a coroutine's exception; use a completion handler that reports it")
  }
  # "// paced: why" on the line marks a sleep that is the test's own rhythm, not a wait for luck.
  if (FILENAME ~ /^tests\// && $0 !~ /\/\/ paced: / && code ~ /(^|[^A-Za-z0-9_])(sleep_for|sleep_until|usleep|nanosleep|sleep)[ \t]*\(/) {
    find("tests do not sleep for luck; wait for the event itself, with a deadline")
  }
}

END {
  end_of_file()
  exit finds > 0 ? 1 : 0
}
