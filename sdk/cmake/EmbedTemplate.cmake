# amfs_embed_template(<target>): compiles the files of sdk/template into <target>, where
# host/cli/init_template.hpp finds them.
function(amfs_embed_template TARGET)
  set(root "${CMAKE_SOURCE_DIR}/sdk/template")
  file(GLOB_RECURSE files RELATIVE "${root}" CONFIGURE_DEPENDS "${root}/*" "${root}/.*")
  list(REMOVE_DUPLICATES files)
  list(SORT files)
  set(items "")
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${root}/${file}")
    file(READ "${root}/${file}" text)
    if(text MATCHES "\\)amfs\"")
      message(FATAL_ERROR "${root}/${file}: must not contain )amfs\"")
    endif()
    string(APPEND items "    {\"${file}\", R\"amfs(${text})amfs\"},\n")
  endforeach()

  set(code "${CMAKE_CURRENT_BINARY_DIR}/init_template_files.cpp")
  file(WRITE "${code}.new" "// Made from sdk/template by sdk/cmake/EmbedTemplate.cmake.\n"
    "#include \"host/cli/init_template.hpp\"\n\n"
    "namespace host::cli {\nnamespace {\n\nconstexpr TemplateFile kFiles[] = {\n${items}};\n\n"
    "}  // namespace\n\n"
    "std::span<const TemplateFile> template_files() { return kFiles; }\n\n"
    "}  // namespace host::cli\n")
  file(COPY_FILE "${code}.new" "${code}" ONLY_IF_DIFFERENT)
  target_sources(${TARGET} PRIVATE "${code}")
endfunction()
