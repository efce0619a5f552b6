# Makes tomorrow's header of today's: one field more at the end of every struct that may grow, as a
# later minor release would append it. What the libraries and hosts of both do together is what the
# append-only rule promises. Its minor version is one higher, and nothing of it is needed.

/^(typedef )?struct [a-z0-9_]+ \{/ { in_struct = 1; may_grow = 0 }
in_struct && /struct_size;/ { may_grow = 1 }
in_struct && /^\} amfs_note_desc;/ { print "  uint32_t appended_later;" }
in_struct && /^\}/ {
  if (may_grow) { print "  uint64_t appended_later;"; grown++ }
  in_struct = 0
}
/^AMFS_STATIC_ASSERT\(sizeof\(/ { sub(/==/, ">=") }
/^#define AMFS_ABI_MINOR/ { print $1, $2, $3 + 1; print "#define AMFS_TEST_GROWN 1"; next }
/^      24u, / { sub(/24u/, "28u"); note++ }
/AMFS_COMPILER_ID\}\}/ { sub(/AMFS_COMPILER_ID/, "AMFS_COMPILER_ID, 7u"); note++ }
{ print }

END { if (note != 2) { print "the note was not grown" > "/dev/stderr"; exit 1 } }
END { if (grown < 10) { print "only " grown + 0 " structs were grown" > "/dev/stderr"; exit 1 } }
