/* A library with an entry point but without the note. */
#include <amfs/abi/connector.h>

static const amfs_class* get_class(uint32_t index) {
  (void)index;
  return NULL;
}

AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void);
AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void) {
  static const amfs_entry entry = {
      sizeof(amfs_entry), AMFS_ABI_MAJOR, AMFS_ABI_MINOR, 0, 0, 0, get_class, NULL};
  return &entry;
}
