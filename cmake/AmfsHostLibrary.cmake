# amfs_host_library(<folder> SOURCES a.cpp … [DEPS lib …] [PRECOMPILE <header> …])
#
# Makes the static library host_<folder> out of host/<folder>. One library per folder, so that an
# include against the layer order of ARCHITECTURE.md also fails at link time.
#
# Headers that nearly every file includes are parsed once, in host_base (host/base/CMakeLists.txt),
# for all folders without a PRECOMPILE of their own. script/lint compiles without that, so a missing
# include is found there.
function(amfs_host_library FOLDER)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRECOMPILE" ${ARGN})
  set(target host_${FOLDER})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PUBLIC ${ARG_DEPS} PRIVATE amfs_build_flags)
  if(ARG_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARG_PRECOMPILE})
  else()
    target_precompile_headers(${target} REUSE_FROM host_base)
  endif()
endfunction()
