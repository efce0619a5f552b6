#include "host/server/access_setup.hpp"

#include "host/base/log.hpp"

namespace host::server {
namespace {

void load_keys(access::Access& access, store::KeyReader& stored) {
  for (const store::Tenant& tenant : stored.tenants()) access.limits().add(tenant.id, tenant.name);
  store::KeyFilter filter;
  filter.only_unrevoked = true;
  do {
    const store::KeyPage page = stored.list_keys(filter);
    for (const store::ApiKey& key : page.keys) access.keys().put(key);
    filter.after = page.next;
  } while (filter.after != 0);
}

std::int64_t count_entries(store::Reader& reader, store::TenantId tenant) {
  store::EntryFilter filter;
  filter.tenant = tenant;
  filter.limit = 1;  // the total is what is asked for
  return reader.list_entries(filter).total;
}

}  // namespace

Result<std::unique_ptr<access::Access>> set_up_access(const config::Settings& settings,
                                                      store::Store& store, api::ReadPool& reads,
                                                      const Clock& clock) {
  const auto admin_key = access::load_or_make_admin_key(settings.data_dir.string());
  if (admin_key.has_error()) return admin_key.error();
  auto access = std::make_unique<access::Access>(settings.auth.api_keys, admin_key.value(), clock,
                                                 settings.tenants);
  load_keys(*access, store.open_reader()->keys());
  access->keys().set_on_use(
      [&store](const std::string& id, UnixNs at) { store.keys().touch_key(id, at); });
  access->limits().set_counter([&limits = access->limits(), &reads](store::TenantId tenant) {
    // When the pool is busy the next request in a second asks again.
    reads.submit(tenant, [&limits, tenant](store::Reader& reader) {
      try {
        limits.entries_counted(tenant, count_entries(reader, tenant));
      } catch (const std::exception& error) {
        log::error("counting the entries of tenant {}: {}", tenant, error.what());
      }
    });
  });
  return access;
}

}  // namespace host::server
