# find_package(amfs-sdk CONFIG): target amfs::sdk and amfs_add_connector().
if(CMAKE_VERSION VERSION_LESS 3.25)
  set(amfs-sdk_FOUND FALSE)
  set(amfs-sdk_NOT_FOUND_MESSAGE "amfs-sdk needs CMake 3.25 or later; this is ${CMAKE_VERSION}")
  return()
endif()
include("${CMAKE_CURRENT_LIST_DIR}/amfs-sdk-targets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/AmfsConnector.cmake")
