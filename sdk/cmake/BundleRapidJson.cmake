# amfs_bundle_rapidjson(INCLUDE_DIR sdk/include RAPIDJSON_DIR /usr/include OUTPUT_DIR dir)
#
# The SDK's own copy of RapidJSON for the package: authors need none, and whichever they use stays
# theirs. OUTPUT_DIR/amfs becomes what is installed over the plain headers: the RapidJSON headers in
# use below third_party/rapidjson, and detail/rapidjson.hpp including those. (The build in this tree
# uses the system's: the same files.)
function(amfs_bundle_rapidjson)
  cmake_parse_arguments(ARG "" "INCLUDE_DIR;RAPIDJSON_DIR;OUTPUT_DIR" "" ${ARGN})
  set(wrapper "amfs/detail/rapidjson.hpp")  # the only header that may include RapidJSON
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${ARG_INCLUDE_DIR}/${wrapper}")
  file(READ "${ARG_INCLUDE_DIR}/${wrapper}" text)
  string(REGEX MATCHALL "#include <rapidjson/[^>]+>" includes "${text}")
  if(NOT includes)
    message(FATAL_ERROR "${wrapper} includes no RapidJSON header: adapt amfs_bundle_rapidjson()")
  endif()
  string(REGEX REPLACE "#include <rapidjson/([^>]+)>"
    "#include \"amfs/third_party/rapidjson/\\1\"" text "${text}")
  file(CONFIGURE OUTPUT "${ARG_OUTPUT_DIR}/${wrapper}" CONTENT "${text}" @ONLY)

  list(TRANSFORM includes REPLACE "#include <rapidjson/([^>]+)>" "\\1")
  set(copied "")
  while(includes)
    list(POP_FRONT includes header)
    if(header IN_LIST copied)
      continue()
    endif()
    list(APPEND copied "${header}")
    configure_file("${ARG_RAPIDJSON_DIR}/rapidjson/${header}"
      "${ARG_OUTPUT_DIR}/amfs/third_party/rapidjson/${header}" COPYONLY)
    amfs_quoted_includes("${ARG_RAPIDJSON_DIR}/rapidjson" "${header}" further)
    list(APPEND includes ${further})
  endwhile()
endfunction()

# What HEADER includes by "…", as paths below ROOT: files that exist (a comment names others) but not
# msinttypes, which only Visual C++ reads.
function(amfs_quoted_includes ROOT HEADER RESULT)
  get_filename_component(folder "${ROOT}/${HEADER}" DIRECTORY)
  file(STRINGS "${ROOT}/${HEADER}" lines REGEX "^[ \t]*#[ \t]*include[ \t]+\"")
  set(found "")
  foreach(line ${lines})
    string(REGEX REPLACE "^[^\"]*\"([^\"]+)\".*$" "\\1" name "${line}")
    get_filename_component(file "${folder}/${name}" ABSOLUTE)
    file(RELATIVE_PATH path "${ROOT}" "${file}")
    if(EXISTS "${file}" AND NOT path MATCHES "^msinttypes/")
      list(APPEND found "${path}")
    endif()
  endforeach()
  set(${RESULT} "${found}" PARENT_SCOPE)
endfunction()
