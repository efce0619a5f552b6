// The AMFS connector SDK: everything an author needs. C++17, header-only, works with
// -fno-exceptions and -fno-rtti. No C++ type, exception or allocation crosses the library boundary:
// the C ABI of abi/connector.h lies under it, so any compiler and C++ library will do.
//
//   class MyConnector : public amfs::ConnectorABC {
//    public:
//     amfs::Results transform(const amfs::ConnectorEvent& event) override { … }
//   };
//   AMFS_CONNECTOR(MyConnector)
//
// For its tests: amfs/testing.hpp.
#pragma once

#include "amfs/connector_base.hpp"
#include "amfs/detail/for_each.hpp"
#include "amfs/detail/thunks.hpp"
#include "amfs/errors.hpp"
#include "amfs/event.hpp"
#include "amfs/json.hpp"
#include "amfs/log.hpp"
#include "amfs/memory.hpp"
#include "amfs/result.hpp"
#include "amfs/signature.hpp"
#include "amfs/text.hpp"
#include "amfs/time.hpp"
#include "amfs/value.hpp"

// Makes the library's entry point, once per library, at namespace scope outside any namespace. The
// text between the commas is the name that entry_point in connector.yaml uses (1 to 8 classes). A
// second use does not link; the linker's message has the long name below.
#define AMFS_CONNECTORS(...)                                                                   \
  AMFS_EMIT_NOTE();                                                                            \
  extern "C" __attribute__((visibility("hidden")))                                             \
  const char AMFS_CONNECTOR_is_used_twice_list_all_classes_in_one_AMFS_CONNECTORS = 0;         \
  AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1();                                     \
  AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1() {                                    \
    static constexpr amfs_class classes[] = {                                                  \
        AMFS_DETAIL_FOR_EACH(AMFS_DETAIL_DESCRIBE, __VA_ARGS__)};                              \
    static constexpr std::uint32_t count = sizeof(classes) / sizeof(classes[0]);               \
    static constexpr amfs_entry entry =                                                        \
        ::amfs::detail::describe_library(count, [](std::uint32_t index) -> const amfs_class* { \
          return index < count ? &classes[index] : nullptr;                                    \
        });                                                                                    \
    return &entry;                                                                             \
  }

#define AMFS_CONNECTOR(Class) AMFS_CONNECTORS(Class)

#define AMFS_DETAIL_DESCRIBE(Class) ::amfs::detail::describe<Class>(#Class),
