/* What the two C files of the torture connector share: the instance, texts, failures. */
#ifndef TORTURE_INSTANCE_H
#define TORTURE_INSTANCE_H

#include <amfs/abi/connector.h>
#include <string.h>

enum { TEXT_MAX = 4096, PATH_MAX_BYTES = 512 };

struct amfs_instance {
  const amfs_host* host;
  int count;
  char entity_path[PATH_MAX_BYTES];
  char config[TEXT_MAX];
  char env_a[TEXT_MAX];
  char env_b[TEXT_MAX];
  char text[TEXT_MAX]; /* the value being made */
};

static inline amfs_str str(const char* text) {
  amfs_str out = {text, text == NULL ? 0 : strlen(text)};
  return out;
}

static inline int equal(amfs_str text, const char* other) {
  return text.len == strlen(other) && (text.len == 0 || memcmp(text.ptr, other, text.len) == 0);
}

static inline void copy(char* to, size_t size, amfs_str from) {
  const size_t bytes = from.len < size - 1 ? (size_t)from.len : size - 1;
  if (bytes > 0) memcpy(to, from.ptr, bytes);
  to[bytes] = '\0';
}

static inline amfs_status fail(const amfs_sink* sink, amfs_status code, const char* why,
                               int64_t after_ms) {
  amfs_error error = {.struct_size = sizeof error, .code = code};
  error.message = str(why);
  error.retry_after_ms = after_ms;
#ifdef AMFS_TEST_GROWN
  error.appended_later = UINT64_MAX;
#endif
  sink->fail(sink, &error);
  return code;
}

amfs_status torture_transform(amfs_instance* self, const amfs_event* event, const amfs_sink* sink);

#endif /* TORTURE_INSTANCE_H */
