# The registry that comes with amfs (target amfs_registry): every built-in connector, validated and
# packaged, in ${CMAKE_BINARY_DIR}/registry with its index.json. `amfs connector install NAME` works
# from it without a network; installed as share/amfs/registry.
#
# A connector is packaged again when it changes, not when amfs does. Versions that were packaged
# before stay in a build tree's registry, as they would in any other; a fresh tree has one of each.
#
# Include after plugins/: the connectors are those of the global property AMFS_BUILT_IN_CONNECTORS.

if(AMFS_SANITIZE)
  message(STATUS "No registry: libraries with sanitizers are not for shipping")
  return()
endif()

function(amfs_package_built_in NAME STAMP)
  set(sources "${CMAKE_SOURCE_DIR}/manifests/${NAME}")
  file(GLOB_RECURSE texts CONFIGURE_DEPENDS "${sources}/*")
  add_custom_command(OUTPUT "${STAMP}"
    COMMAND amfs connector package "${CMAKE_BINARY_DIR}/connectors/${NAME}"
      --license "${CMAKE_SOURCE_DIR}/LICENSE" --registry "${CMAKE_BINARY_DIR}/registry"
    COMMAND ${CMAKE_COMMAND} -E touch "${STAMP}"
    DEPENDS connector_${NAME} ${texts} "${CMAKE_SOURCE_DIR}/LICENSE"
    COMMENT "Validating and packaging connector ${NAME}" VERBATIM)
endfunction()

get_property(built_in GLOBAL PROPERTY AMFS_BUILT_IN_CONNECTORS)
set(stamps "")
foreach(name ${built_in})
  set(stamp "${CMAKE_BINARY_DIR}/registry-${name}.stamp")
  amfs_package_built_in(${name} "${stamp}")
  list(APPEND stamps "${stamp}")
endforeach()
add_custom_target(amfs_registry ALL DEPENDS ${stamps})
