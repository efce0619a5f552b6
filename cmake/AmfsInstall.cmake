# What `cmake --install` puts where, in two components: `host` (the program, the built-in connectors,
# the registry of installable ones) and `sdk` (headers and package files, the same for every
# processor; sdk/CMakeLists.txt). install() calls that name no component belong to the host.
#
# Nothing installed knows its prefix: the program looks in ../lib/amfs and ../share/amfs, the package
# files look around themselves. So a prefix can be moved, and an archive unpacked anywhere.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME host)

# Made by the build when it can package connectors; a host without it installs from files only.
install(DIRECTORY "${CMAKE_BINARY_DIR}/registry/" DESTINATION share/amfs/registry OPTIONAL)

foreach(package host sdk)
  set(documents "share/doc/amfs-${package}")
  install(FILES "${CMAKE_SOURCE_DIR}/LICENSE" DESTINATION "${documents}" COMPONENT ${package})
  install(FILES "${CMAKE_SOURCE_DIR}/cmake/packaging/${package}.copyright"
    DESTINATION "${documents}" RENAME copyright COMPONENT ${package})
endforeach()
