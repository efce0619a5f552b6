# cpack: amfs-host and amfs-sdk, each as a .tar.gz and, where dpkg's tools are, as a .deb.
#
#   cpack --config build/release/CPackConfig.cmake -B build/packages
#
# The host's dependencies are read from its binaries. The SDK depends on nothing: it is headers, its
# part of RapidJSON included.
set(CPACK_PACKAGE_NAME amfs)
set(CPACK_PACKAGE_VENDOR "AMFS contributors")
set(CPACK_PACKAGE_CONTACT "AMFS contributors <amfs@localhost>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_COMPONENTS_ALL host sdk)

set(CPACK_GENERATOR TGZ)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(platform "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
string(TOLOWER "${platform}" platform)
set(CPACK_ARCHIVE_HOST_FILE_NAME "amfs-host-${PROJECT_VERSION}-${platform}")
set(CPACK_ARCHIVE_SDK_FILE_NAME "amfs-sdk-${AMFS_SDK_VERSION}")

find_program(AMFS_DPKG_SHLIBDEPS dpkg-shlibdeps)  # without it a package would name no dependencies
mark_as_advanced(AMFS_DPKG_SHLIBDEPS)
if(AMFS_DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)  # for .deb; the archive generator has a folder of its own
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_HOST_PACKAGE_NAME amfs-host)
set(CPACK_DEBIAN_HOST_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HOST_PACKAGE_SUGGESTS amfs-sdk)
set(CPACK_DEBIAN_SDK_PACKAGE_NAME amfs-sdk)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_SDK_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "cmake (>= 3.25), g++ | c++-compiler, make | ninja-build")
set(CPACK_DEBIAN_SDK_PACKAGE_SUGGESTS amfs-host)
set(CPACK_COMPONENT_HOST_DESCRIPTION
  "Webhook host for AMFS agent memory\n The program amfs, its built-in connectors and the registry of installable ones.")
set(CPACK_COMPONENT_SDK_DESCRIPTION
  "Headers for AMFS webhook connectors\n Header-only C++17 library, CMake and pkg-config files. Connectors need no rebuild when the host changes.")

include(CPack)
