#include "host/store/sqlite/search/search_tokens.hpp"

namespace host::store::sqlite {
namespace {

int add_token(void* out, int /*flags*/, const char* text, int size, int begin, int end) {
  static_cast<std::vector<Token>*>(out)->push_back({std::string(text, static_cast<unsigned>(size)),
                                                    static_cast<std::size_t>(begin),
                                                    static_cast<std::size_t>(end)});
  return SQLITE_OK;
}

}  // namespace

fts5_api& full_text_api(Database& database) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(database.handle(), "SELECT fts5(?1)", -1, &statement, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    code = sqlite3_finalize(statement);
  }
  if (code != SQLITE_OK || api == nullptr) {
    database.fail(code == SQLITE_OK ? SQLITE_ERROR : code, "looking for FTS5");
  }
  return *api;
}

Tokenizer::Tokenizer(Database& database) {
  fts5_api& api = full_text_api(database);
  void* context = nullptr;
  const char* options[] = {"remove_diacritics", "2"};
  int code = api.xFindTokenizer(&api, kTokenizerName, &context, &methods_);
  if (code == SQLITE_OK) code = methods_.xCreate(context, options, 2, &tokenizer_);
  if (code != SQLITE_OK) database.fail(code, "making the tokenizer");
}

Tokenizer::~Tokenizer() { methods_.xDelete(tokenizer_); }

std::vector<Token> Tokenizer::split(std::string_view text) const {
  std::vector<Token> out;
  const int code = methods_.xTokenize(tokenizer_, &out, FTS5_TOKENIZE_AUX, text.data(),
                                      static_cast<int>(text.size()), add_token);
  if (code != SQLITE_OK) throw DatabaseError(code, "splitting a text into words");
  return out;
}

}  // namespace host::store::sqlite
