# amfs_test(<name> SOURCES a_test.cpp … [DEPS lib …] [LABELS …] [TIMEOUT s])
#
# One Catch2 executable tests/<name>, registered with CTest as one test. TIMEOUT is that of a build
# without sanitizers, which make everything several times slower.
function(amfs_test NAME)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${NAME} ${ARG_SOURCES})
  target_include_directories(${NAME} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${NAME} PRIVATE test_main ${ARG_DEPS} amfs_build_flags)
  target_precompile_headers(${NAME} REUSE_FROM test_pch)
  add_test(NAME ${NAME} COMMAND ${NAME})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(AMFS_SANITIZE)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 5")
  endif()
  set_tests_properties(${NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
