/* Note and entry of an ABI from the far future. */
#include <amfs/abi/connector.h>

#define FUTURE_MAJOR 99

AMFS_EMIT_NOTE_FOR(FUTURE_MAJOR, 0, 0);

static const amfs_class* get_class(uint32_t index) {
  (void)index;
  return NULL;
}

AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void);
AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void) {
  static const amfs_entry entry = {sizeof(amfs_entry), FUTURE_MAJOR, 0, 0, 0, 0, get_class, NULL};
  return &entry;
}
