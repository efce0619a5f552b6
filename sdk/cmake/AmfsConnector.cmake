# amfs_add_connector(NAME github CLASS GitHubConnector SOURCES a.cpp … MANIFEST connector.yaml
#                    [SAMPLES dir] [OUTPUT_DIR dir])
#
# Builds target connector_<name>: lib<amfs_connector_name>.so (hyphens become underscores) with its
# manifest beside it as connector.yaml, in OUTPUT_DIR or ${CMAKE_BINARY_DIR}/connectors/<name>. That
# folder is the connector: copy it into a host's plugins directory. SAMPLES, a folder of sample events
# for `amfs event trigger`, goes with it.
#
# Does what authors forget: one exported symbol, hidden visibility, no unique symbols (they pin a
# library in memory), nothing left undefined, no lazy binding, no RPATH, a build id.

function(amfs_add_connector)
  cmake_parse_arguments(ARG "" "NAME;CLASS;MANIFEST;SAMPLES;OUTPUT_DIR" "SOURCES" ${ARGN})
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

  set(manifest "${ARG_OUTPUT_DIR}/connector.yaml")
  add_custom_command(OUTPUT "${manifest}"
    COMMAND ${CMAKE_COMMAND} -E copy_if_different "${ARG_MANIFEST}" "${manifest}"
    COMMAND ${CMAKE_COMMAND} -E touch "${manifest}"
    DEPENDS "${ARG_MANIFEST}" VERBATIM)
  set(beside "${manifest}")
  if(ARG_SAMPLES)
    file(GLOB samples CONFIGURE_DEPENDS "${ARG_SAMPLES}/*.json")
    foreach(sample ${samples})
      get_filename_component(name "${sample}" NAME)
      set(copy "${ARG_OUTPUT_DIR}/samples/${name}")
      add_custom_command(OUTPUT "${copy}"
        COMMAND ${CMAKE_COMMAND} -E copy "${sample}" "${copy}" DEPENDS "${sample}" VERBATIM)
      list(APPEND beside "${copy}")
    endforeach()
  endif()
  add_custom_target(${target}_manifest DEPENDS ${beside})
  add_dependencies(${target} ${target}_manifest)
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
