// What connector.yaml says, alone and against the library.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/version.hpp"
#include "host/config/config_check.hpp"
#include "host/config/entity_path.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/connector/abi_text.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"
#include "host/validator/deliver.hpp"
#include "host/validator/secret_scan.hpp"

namespace host::validator {
namespace {

Finding manifest_loads(const Subject& subject) {
  const auto manifest = config::load_manifest(subject.folder / config::kManifestFile);
  return manifest ? passed() : failed(manifest.error().message);
}

Finding no_secret_in_manifest(const Subject& subject) {
  const auto text = config::read_config_file(subject.folder / config::kManifestFile);
  if (!text) return skipped("connector.yaml cannot be read; see manifest-loads");
  return unless(find_secret(*text));
}

Finding about_complete(const Subject& subject) {
  const config::Manifest& manifest = *subject.manifest;
  std::string missing;
  const auto need = [&](const std::string& value, const char* key) {
    if (value.empty()) missing += (missing.empty() ? "" : ", ") + std::string(key);
  };
  need(manifest.description, "description");
  need(manifest.author, "author");
  need(manifest.license, "license");
  return missing.empty() ? passed() : failed("connector.yaml does not say: " + missing);
}

Finding host_is_new_enough(const Subject& subject) {
  const auto& needed = subject.manifest->min_amfs_version;
  const auto own = config::parse_version(kVersion);
  if (!needed || !own || !config::is_older(*own, *needed)) return passed();
  return failed(fmt::format("it needs amfs {}, this is {}", needed->text, kVersion));
}

Finding library_name(const Subject& subject) {
  std::string expected = "amfs_connector_" + subject.manifest->name;
  std::replace(expected.begin(), expected.end(), '-', '_');
  if (subject.manifest->entry_point.library == expected) return passed();
  return warning(fmt::format("the library is called {}, not {}",
                             subject.manifest->entry_point.library, expected));
}

Finding entry_point_resolves(const Subject& subject) {
  const auto loaded = connector::load_class(subject.library, subject.library.filename().string(),
                                            subject.manifest->entry_point.class_name);
  return loaded ? passed() : failed(loaded.error().message);
}

Finding version_matches_class(const Subject& subject) {
  const auto version = connector::from_abi(subject.connector_class->version);
  if (version.empty() || version == subject.manifest->version.text) return passed();
  return failed(fmt::format("connector.yaml says {}, the class {}", subject.manifest->version.text,
                            connector::printable(version, 64)));
}

Finding config_fits_schema(const Subject& subject) {
  const std::string of_class(connector::from_abi(subject.connector_class->config_schema_json));
  for (const std::string* schema : {&subject.manifest->config_schema_json, &of_class}) {
    if (schema->empty()) continue;
    const auto checked = config::check_config(subject.manifest->config_json, *schema);
    if (!checked) return failed(checked.error().message);
  }
  return passed();
}

// Operators see permissions before they install: none too few, none too many.
Finding permissions_match_use(const Subject& subject) {
  Session session(subject);
  if (!session.create()) return skipped("there is no instance; see create-destroy");
  const bool allowed = subject.manifest->permissions.memory_read;
  bool asked = false;
  SampleMemory memory;
  for (const auto& event : events_of(subject)) {
    deliver(session, subject, event, memory);
    asked = asked || session.facts().asked_for_memory;
  }
  if (asked && !allowed) return failed("it reads memory, but permissions.memory_read is not true");
  if (allowed && !asked && subject.has_own_samples)
    return warning("permissions.memory_read is true, but no sample makes it read memory");
  return passed();
}

Finding write_paths_narrow(const Subject& subject) {
  const auto& own = subject.manifest->default_entity_path;
  for (const std::string& path : subject.manifest->permissions.memory_write) {
    if (!config::is_within(path, own))
      return warning(fmt::format("it may write to {}, which is not below {}", path, own));
  }
  return passed();
}

Finding webhook_is_verified(const Subject& subject) {
  if (subject.manifest->webhook.needs_secret()) return passed();
  return warning("webhook.scheme is none: only an API key or endpoint token protects it");
}

Finding samples_usable(const Subject& subject) {
  if (!subject.samples.faults.empty()) return failed(subject.samples.faults.front());
  if (!subject.has_own_samples)
    return warning("there are no samples, so transform was only tried with a made-up event");
  for (const Sample& sample : subject.samples.samples) {
    const auto event = make_event(subject, sample);
    if (!event) return failed(sample.name + " is nothing the host would hand to transform");
    if (!subject.manifest->handles(event->event_type))
      return warning(fmt::format("{} has the event type \"{}\", which event_types does not list",
                                 sample.name, event->event_type));
  }
  return passed();
}

constexpr std::array kChecks{
    Check{"manifest-loads", "manifest", "connector.yaml follows its schema.",
          "Correct the line that is named; manifests/schema has the JSON Schema for editors.",
          Need::nothing, &manifest_loads},
    Check{"no-secret-in-manifest", "manifest", "connector.yaml holds no secret.",
          "Take it out, replace it at its issuer, and declare an env_vars entry for it.",
          Need::nothing, &no_secret_in_manifest},
    Check{"about-complete", "manifest", "connector.yaml has description, author and license.",
          "Add the missing lines; operators see them before they install.", Need::manifest,
          &about_complete},
    Check{"min-version-met", "manifest", "The connector does not need a newer host than this.",
          "Lower min_amfs_version, or validate with a newer amfs.", Need::manifest,
          &host_is_new_enough},
    Check{"library-name", "manifest", "The library is called amfs_connector_<name>.",
          "Rename it in entry_point and in the build; registries look for that name.",
          Need::manifest, &library_name},
    Check{"entry-point-resolves", "manifest", "entry_point names a class that the library has.",
          "Correct the right part of entry_point, or AMFS_CONNECTOR(Class).", Need::both,
          &entry_point_resolves},
    Check{"version-matches-class", "manifest", "Class and connector.yaml tell the same version.",
          "Leave the version of the class empty, or keep both equal.", Need::code,
          &version_matches_class},
    Check{"config-fits-schema", "manifest", "The default config obeys the config schema.",
          "Correct config or config_schema in connector.yaml.", Need::code, &config_fits_schema},
    Check{"permissions-match-use", "manifest", "permissions say what the code really does.",
          "Set permissions.memory_read to what transform needs.", Need::code,
          &permissions_match_use},
    Check{"write-paths-narrow", "manifest", "The connector writes below its own path only.",
          "Drop foreign paths from permissions.memory_write.", Need::manifest, &write_paths_narrow},
    Check{"webhook-verified", "manifest", "Deliveries prove where they come from.",
          "Set webhook.signature_header and the scheme of the sender.", Need::manifest,
          &webhook_is_verified},
    Check{"samples-usable", "manifest", "Sample events are there and reach transform.",
          "Put {\"headers\": …, \"body\": …} files into samples/; list their types in event_types.",
          Need::code, &samples_usable},
};

}  // namespace

std::span<const Check> manifest_checks() { return kChecks; }

}  // namespace host::validator
