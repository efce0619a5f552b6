// AMFS_DETAIL_FOR_EACH(M, a, b, …): M(a) M(b) …, 1 to 8 arguments; 9 to 16 do not
// compile, with a name that says so.
#pragma once

#define AMFS_DETAIL_EACH_1(M, a) M(a)
#define AMFS_DETAIL_EACH_2(M, a, ...) M(a) AMFS_DETAIL_EACH_1(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_3(M, a, ...) M(a) AMFS_DETAIL_EACH_2(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_4(M, a, ...) M(a) AMFS_DETAIL_EACH_3(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_5(M, a, ...) M(a) AMFS_DETAIL_EACH_4(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_6(M, a, ...) M(a) AMFS_DETAIL_EACH_5(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_7(M, a, ...) M(a) AMFS_DETAIL_EACH_6(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_8(M, a, ...) M(a) AMFS_DETAIL_EACH_7(M, __VA_ARGS__)
#define AMFS_DETAIL_EACH_TOO_MANY(M, ...) AMFS_CONNECTORS_takes_at_most_8_classes
#define AMFS_DETAIL_PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, \
                         name, ...)                                                             \
  name
#define AMFS_DETAIL_FOR_EACH(M, ...)                                                               \
  AMFS_DETAIL_PICK(__VA_ARGS__, AMFS_DETAIL_EACH_TOO_MANY, AMFS_DETAIL_EACH_TOO_MANY,              \
                   AMFS_DETAIL_EACH_TOO_MANY, AMFS_DETAIL_EACH_TOO_MANY,                           \
                   AMFS_DETAIL_EACH_TOO_MANY, AMFS_DETAIL_EACH_TOO_MANY,                           \
                   AMFS_DETAIL_EACH_TOO_MANY, AMFS_DETAIL_EACH_TOO_MANY, AMFS_DETAIL_EACH_8,       \
                   AMFS_DETAIL_EACH_7, AMFS_DETAIL_EACH_6, AMFS_DETAIL_EACH_5, AMFS_DETAIL_EACH_4, \
                   AMFS_DETAIL_EACH_3, AMFS_DETAIL_EACH_2, AMFS_DETAIL_EACH_1, unused)             \
  (M, __VA_ARGS__)
