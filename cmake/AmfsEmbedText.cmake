# amfs_embed_text(<target> <file> <namespace> <function>): compiles a text file into <target> as
# `std::string_view <namespace>::<function>()`; the caller declares it in a header.
function(amfs_embed_text TARGET FILE NAMESPACE FUNCTION)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${FILE}")
  file(READ "${FILE}" text)
  if(text MATCHES "\\)amfs\"")
    message(FATAL_ERROR "${FILE}: must not contain )amfs\"")
  endif()
  get_filename_component(name "${FILE}" NAME)
  set(code "${CMAKE_CURRENT_BINARY_DIR}/${FUNCTION}.cpp")
  file(WRITE "${code}.new" "// Made from ${name} by cmake/AmfsEmbedText.cmake.\n"
    "#include <string_view>\n\nnamespace ${NAMESPACE} {\n\n"
    "std::string_view ${FUNCTION}();\n"
    "std::string_view ${FUNCTION}() {\n  return R\"amfs(${text})amfs\";\n}\n\n"
    "}  // namespace ${NAMESPACE}\n")
  file(COPY_FILE "${code}.new" "${code}" ONLY_IF_DIFFERENT)
  target_sources(${TARGET} PRIVATE "${code}")
endfunction()
