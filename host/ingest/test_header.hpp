// The header that marks a sample event, between `amfs event trigger` and the host.
#pragma once

namespace host::ingest {

// "true": the event is a sample, not news (store::kFlagTest).
inline constexpr char kTestHeader[] = "X-AMFS-Test";

}  // namespace host::ingest
