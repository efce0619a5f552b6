# amfs_add_connector(NAME github CLASS GitHubConnector SOURCES a.cpp … MANIFEST connector.yaml
#                    [SAMPLES dir] [FIXTURES dir] [LICENSE file] [OUTPUT_DIR dir]
#                    [TESTS a_test.cpp …] [VALIDATE])
#
# Builds target connector_<name>: lib<amfs_connector_name>.so (hyphens become underscores) with its
# manifest beside it as connector.yaml, in OUTPUT_DIR or ${CMAKE_BINARY_DIR}/connectors/<name>. That
# folder is the connector: install it, or copy it into a host's plugins directory. SAMPLES, sample
# events for `amfs event trigger`, go with it as samples/, FIXTURES as fixtures/, LICENSE as LICENSE.
# TESTS and VALIDATE: see AmfsConnectorTests.cmake. Relative paths start at the caller's folder.
#
# Does what authors forget: one exported symbol, hidden visibility, no unique symbols (they pin a
# library in memory), nothing left undefined, no lazy binding, no RPATH, a build id.
include("${CMAKE_CURRENT_LIST_DIR}/AmfsConnectorTests.cmake")

function(amfs_add_connector)
  cmake_parse_arguments(ARG "VALIDATE"
    "NAME;CLASS;MANIFEST;SAMPLES;FIXTURES;LICENSE;OUTPUT_DIR" "SOURCES;TESTS" ${ARGN})
  foreach(required NAME CLASS SOURCES MANIFEST)
    if(NOT ARG_${required})
      message(FATAL_ERROR "amfs_add_connector: ${required} is missing")
    endif()
  endforeach()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "amfs_add_connector: do not know ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT ARG_NAME MATCHES "^[a-z][a-z0-9-]*$")
    message(FATAL_ERROR "amfs_add_connector: NAME ${ARG_NAME}: use lowercase letters, digits and hyphens")
  endif()
  string(REPLACE "-" "_" library "amfs_connector_${ARG_NAME}")
  if(NOT ARG_OUTPUT_DIR)
    set(ARG_OUTPUT_DIR "${CMAKE_BINARY_DIR}/connectors/${ARG_NAME}")
  endif()
  get_filename_component(ARG_MANIFEST "${ARG_MANIFEST}" ABSOLUTE)
  amfs_check_manifest("${ARG_MANIFEST}" "${ARG_NAME}" "${library}:${ARG_CLASS}")

  set(target connector_${ARG_NAME})
  add_library(${target} MODULE ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE amfs::sdk)
  set_target_properties(${target} PROPERTIES
    PREFIX lib SUFFIX .so OUTPUT_NAME "${library}"
    LIBRARY_OUTPUT_DIRECTORY "${ARG_OUTPUT_DIR}"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON SKIP_BUILD_RPATH ON INSTALL_RPATH "")
  amfs_connector_link_options(${target})

  set(beside "")
  amfs_put_beside("${ARG_MANIFEST}" "${ARG_OUTPUT_DIR}/connector.yaml" beside)
  if(ARG_LICENSE)
    amfs_put_beside("${ARG_LICENSE}" "${ARG_OUTPUT_DIR}/LICENSE" beside)
  endif()
  foreach(kind SAMPLES FIXTURES)
    if(ARG_${kind})
      string(TOLOWER "${kind}" folder)
      get_filename_component(source "${ARG_${kind}}" ABSOLUTE)
      file(GLOB files CONFIGURE_DEPENDS "${source}/*.json")
      foreach(file ${files})
        get_filename_component(name "${file}" NAME)
        amfs_put_beside("${file}" "${ARG_OUTPUT_DIR}/${folder}/${name}" beside)
      endforeach()
    endif()
  endforeach()
  add_custom_target(${target}_manifest DEPENDS ${beside})
  add_dependencies(${target} ${target}_manifest)

  # For editors: the first line of connector.yaml names it.
  set(schema "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/connector.schema.json")
  if(EXISTS "${schema}")
    configure_file("${schema}" "${CMAKE_BINARY_DIR}/connector.schema.json" COPYONLY)
  endif()
  if(ARG_TESTS)
    amfs_add_connector_test(${target} ${ARG_TESTS})
  endif()
  if(ARG_VALIDATE)
    amfs_add_connector_validation(${target} "${ARG_OUTPUT_DIR}")
  endif()
endfunction()

# Copies FILE to COPY whenever it changes, and adds COPY to the list RESULT.
function(amfs_put_beside FILE COPY RESULT)
  get_filename_component(FILE "${FILE}" ABSOLUTE)
  add_custom_command(OUTPUT "${COPY}"
    COMMAND ${CMAKE_COMMAND} -E copy "${FILE}" "${COPY}"
    COMMAND ${CMAKE_COMMAND} -E touch "${COPY}" DEPENDS "${FILE}" VERBATIM)
  set(${RESULT} ${${RESULT}} "${COPY}" PARENT_SCOPE)
endfunction()

function(amfs_connector_link_options TARGET)
  set(version_script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/amfs-connector.map")
  set_target_properties(${TARGET} PROPERTIES LINK_DEPENDS "${version_script}")
  target_compile_options(${TARGET} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${TARGET} PRIVATE
    "LINKER:--version-script=${version_script}" "LINKER:--exclude-libs,ALL"
    "LINKER:--build-id" "LINKER:-z,now" "LINKER:-z,relro" "LINKER:-z,noexecstack")
  # A sanitizer's runtime is in the executable: its symbols are undefined here.
  if(NOT AMFS_SANITIZE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${TARGET} PRIVATE "LINKER:-z,defs")
  endif()
endfunction()

# The mistakes that only show when the host loads the connector: found at configure time instead.
function(amfs_check_manifest FILE NAME ENTRY_POINT)
  if(NOT EXISTS "${FILE}")
    message(FATAL_ERROR "amfs_add_connector(${NAME}): there is no manifest ${FILE}")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${FILE}")
  file(STRINGS "${FILE}" lines REGEX "^(name|entry_point):")
  foreach(line ${lines})
    if(line MATCHES "^name:[ \t]*[\"']?([^\"' \t#]+)")
      set(name "${CMAKE_MATCH_1}")
    elseif(line MATCHES "^entry_point:[ \t]*[\"']?([^\"' \t#]+)")
      set(entry_point "${CMAKE_MATCH_1}")
    endif()
  endforeach()
  if(NOT name STREQUAL NAME)
    message(WARNING "${FILE}: name is \"${name}\", but the target's NAME is \"${NAME}\"")
  endif()
  if(NOT entry_point STREQUAL ENTRY_POINT)
    message(WARNING "${FILE}: entry_point is \"${entry_point}\", but the library has \"${ENTRY_POINT}\"")
  endif()
endfunction()
