# The torture connector by every compiler and setting that may reach a host. Compiled by hand: one
# CMake build knows one compiler per language, and its flags (sanitizers, debug) must stay out.
set(ABI_DIR "${CMAKE_CURRENT_BINARY_DIR}/variants")
set(ABI_VERSION_SCRIPT "${CMAKE_SOURCE_DIR}/sdk/cmake/amfs-connector.map")
file(MAKE_DIRECTORY "${ABI_DIR}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(ABI_GXX "${CMAKE_CXX_COMPILER}")
else()
  find_program(ABI_GXX g++ REQUIRED)
endif()
find_program(ABI_CLANGXX clang++)

if(ABI_CLANGXX AND NOT DEFINED ABI_HAS_LIBCXX)
  file(WRITE "${ABI_DIR}/libcxx.cpp" "#include <string>\nint size() { return static_cast<int>(std::string(\"a\").size()); }\n")
  execute_process(
    COMMAND "${ABI_CLANGXX}" -stdlib=libc++ -shared -fPIC -o "${ABI_DIR}/libcxx.so" "${ABI_DIR}/libcxx.cpp"
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    set(ABI_HAS_LIBCXX OFF)  # asked again at the next configure
  else()
    set(ABI_HAS_LIBCXX ON CACHE INTERNAL "clang++ can link libc++")
  endif()
endif()

# Naming a compiler's own folder once more would change the order in which it looks.
set(ABI_RAPIDJSON "")
if(NOT RAPIDJSON_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
  set(ABI_RAPIDJSON -isystem "${RAPIDJSON_INCLUDE_DIR}")
endif()

# name, file, whether it has exceptions, why it is skipped; one line each. abi_test reads it.
set(ABI_LIST "${ABI_DIR}/list.txt")
file(WRITE "${ABI_LIST}.new" "")
set(ABI_FILES "")

function(abi_skip NAME REASON)
  file(APPEND "${ABI_LIST}.new" "${NAME}||0|${REASON}\n")
  message(STATUS "SKIPPED: abi variant ${NAME}: ${REASON}")
endfunction()

# abi_library(<name> COMPILER c SOURCES a.cpp … [FLAGS …] [LINK …] [INCLUDE dir] [DEPENDS …] [UNLISTED]
#             [NO_EXCEPTIONS])
# INCLUDE comes before the SDK's own headers. UNLISTED: built, but not a variant for abi_test's list.
function(abi_library NAME)
  cmake_parse_arguments(ARG "NO_EXCEPTIONS;UNLISTED" "COMPILER;INCLUDE" "SOURCES;FLAGS;LINK;DEPENDS" ${ARGN})
  set(objects "")
  foreach(source ${ARG_SOURCES})
    set(object "${ABI_DIR}/${NAME}.${source}.o")
    set(include "")
    if(ARG_INCLUDE)
      set(include -I "${ARG_INCLUDE}")
    endif()
    add_custom_command(OUTPUT "${object}"
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} "${ARG_COMPILER}" ${ARG_FLAGS} -fPIC -fvisibility=hidden
              -Wall -Wextra -Werror ${include} -I "${CMAKE_SOURCE_DIR}/sdk/include" -I "${CMAKE_SOURCE_DIR}"
              ${ABI_RAPIDJSON} -MMD -MF "${object}.d" -MT "${object}"
              -c "${CMAKE_CURRENT_SOURCE_DIR}/${source}" -o "${object}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${source}" ${ARG_DEPENDS} DEPFILE "${object}.d" VERBATIM
      COMMENT "Compiling abi variant ${NAME}")
    list(APPEND objects "${object}")
  endforeach()
  set(library "${ABI_DIR}/libamfs_connector_torture_${NAME}.so")
  add_custom_command(OUTPUT "${library}"
    COMMAND "${ARG_COMPILER}" -shared -o "${library}" ${objects} ${ARG_LINK}
            "-Wl,--version-script=${ABI_VERSION_SCRIPT},-z,defs,-z,now,-z,relro,--build-id"
    DEPENDS ${objects} "${ABI_VERSION_SCRIPT}" VERBATIM)
  set(files ${ABI_FILES} "${library}")
  set(ABI_FILES "${files}" PARENT_SCOPE)
  set(ABI_LIBRARY "${library}" PARENT_SCOPE)
  if(NOT ARG_UNLISTED)
    set(exceptions 1)
    if(ARG_NO_EXCEPTIONS)
      set(exceptions 0)
    endif()
    file(APPEND "${ABI_LIST}.new" "${NAME}|${library}|${exceptions}|\n")
  endif()
endfunction()

set(cpp17 -std=c++17 -DTORTURE_STANDARD=201703L)
set(cpp20 -std=c++20 -DTORTURE_STANDARD=202002L)
abi_library(gxx_cpp17_o2 COMPILER "${ABI_GXX}" SOURCES torture.cpp FLAGS ${cpp17} -O2 -fno-gnu-unique)
abi_library(gxx_cpp20_o0 COMPILER "${ABI_GXX}" SOURCES torture.cpp FLAGS ${cpp20} -O0)
abi_library(gxx_no_exceptions COMPILER "${ABI_GXX}" SOURCES torture.cpp NO_EXCEPTIONS
  FLAGS ${cpp17} -O1 -fno-exceptions -fno-rtti -DTORTURE_NO_EXCEPTIONS)
abi_library(gxx_old_string COMPILER "${ABI_GXX}" SOURCES torture.cpp
  FLAGS ${cpp17} -O0 -D_GLIBCXX_USE_CXX11_ABI=0)
abi_library(gxx_static COMPILER "${ABI_GXX}" SOURCES torture.cpp FLAGS ${cpp17} -O1
  LINK -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL)
abi_library(gxx_debug_library COMPILER "${ABI_GXX}" SOURCES torture.cpp FLAGS ${cpp20} -O0 -D_GLIBCXX_DEBUG)
if(ABI_CLANGXX)
  abi_library(clang_libstdcxx COMPILER "${ABI_CLANGXX}" SOURCES torture.cpp FLAGS ${cpp17} -O1)
else()
  abi_skip(clang_libstdcxx "there is no clang++; run script/bootstrap")
endif()
if(ABI_CLANGXX AND ABI_HAS_LIBCXX)
  abi_library(clang_libcxx COMPILER "${ABI_CLANGXX}" SOURCES torture.cpp FLAGS ${cpp17} -O1 -stdlib=libc++
    LINK -stdlib=libc++)
else()
  abi_skip(clang_libcxx "there is no clang++ with libc++; run script/bootstrap")
endif()

set(c11 -std=c11 -O1)
set(c_sources torture.c torture_class.c)
abi_library(c11 COMPILER "${CMAKE_C_COMPILER}" SOURCES ${c_sources} FLAGS ${c11})
