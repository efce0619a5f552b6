# CTest entries of a connector. Call enable_testing() in the project first.

# amfs_add_connector_test(<target> a_test.cpp …): one program over <amfs/testing.hpp> that tests the
# built library: AMFS_CONNECTOR_LIBRARY is its path. It runs in the caller's folder, so that files
# are named as they lie in the repository. Any test framework can be linked to <target>_test.
function(amfs_add_connector_test TARGET)
  add_executable(${TARGET}_test ${ARGN})
  target_link_libraries(${TARGET}_test PRIVATE amfs::sdk ${CMAKE_DL_LIBS})
  target_compile_definitions(${TARGET}_test PRIVATE
    AMFS_CONNECTOR_LIBRARY="$<TARGET_FILE:${TARGET}>")
  add_dependencies(${TARGET}_test ${TARGET})
  add_test(NAME ${TARGET}_test COMMAND ${TARGET}_test
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
endfunction()

# amfs_add_connector_validation(<target> <folder>): `amfs connector validate` over the built folder;
# reported as skipped where there is no amfs program (-DAMFS_PROGRAM=… names one).
function(amfs_add_connector_validation TARGET FOLDER)
  find_program(AMFS_PROGRAM amfs HINTS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../bin"
    DOC "The amfs program that validates connectors")
  if(AMFS_PROGRAM)
    add_test(NAME ${TARGET}_validate COMMAND "${AMFS_PROGRAM}" connector validate "${FOLDER}")
    return()
  endif()
  add_test(NAME ${TARGET}_validate COMMAND ${CMAKE_COMMAND} -E echo
    "SKIPPED: no amfs program; set -DAMFS_PROGRAM=/path/to/amfs")
  set_tests_properties(${TARGET}_validate PROPERTIES SKIP_REGULAR_EXPRESSION "^SKIPPED:")
endfunction()
