# Makes tomorrow's header of today's: one field more at the end of every struct that may grow, as a
# later minor release would append it. What the libraries and hosts of both do together is what the
# append-only rule promises.

/^(typedef )?struct [a-z0-9_]+ \{/ { in_struct = 1; may_grow = 0 }
in_struct && /struct_size;/ { may_grow = 1 }
in_struct && /^\}/ {
  if (may_grow) { print "  uint64_t appended_later;"; grown++ }
  in_struct = 0
}
/^AMFS_STATIC_ASSERT\(sizeof\(/ { sub(/==/, ">=") }
/^#define AMFS_ABI_MINOR/ { print; print "#define AMFS_TEST_GROWN 1"; next }
{ print }

END { if (grown < 10) { print "only " grown + 0 " structs were grown" > "/dev/stderr"; exit 1 } }
