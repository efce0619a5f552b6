/* Note, entry and class of the C torture connector; create, destroy and the signature check. */
#include <stdlib.h>

#include "tests/abi/torture_instance.h"

#ifndef TORTURE_MIN_HOST_MINOR
#define TORTURE_MIN_HOST_MINOR 0
#endif

AMFS_EMIT_NOTE_FOR(AMFS_ABI_MAJOR, AMFS_ABI_MINOR, TORTURE_MIN_HOST_MINOR);

/* What the constructor of torture.cpp does with config.fail. */
static amfs_status refuse_config(amfs_str config, const amfs_sink* sink) {
  if (equal(config, "{\"fail\":\"std\"}")) return fail(sink, AMFS_INTERNAL, "thrown on purpose", 0);
  if (equal(config, "{\"fail\":\"int\"}"))
    return fail(sink, AMFS_INTERNAL, "threw something that is no std::exception", 0);
  if (equal(config, "{\"fail\":\"alloc\"}")) return fail(sink, AMFS_INTERNAL, "out of memory", 0);
  if (equal(config, "{\"fail\":\"config\"}"))
    return fail(sink, AMFS_BAD_CONFIG, "config.fail is set; remove it", 0);
  if (config.len > 0 && config.ptr[config.len - 1] != '}')
    return fail(sink, AMFS_BAD_CONFIG, "config is not JSON at byte 8", 0);
  return AMFS_OK;
}

static amfs_status create(const amfs_host* host, const amfs_create_args* args,
                          const amfs_sink* sink, amfs_instance** out) {
  *out = NULL;
  if (!AMFS_HAS(amfs_host, host, get_extension) || !AMFS_HAS(amfs_create_args, args, class_name)) {
    return fail(sink, AMFS_INTERNAL, "the host's structs are older than this library", 0);
  }
  const amfs_status status = refuse_config(args->config_json, sink);
  if (status != AMFS_OK) return status;
  amfs_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return fail(sink, AMFS_INTERNAL, "out of memory", 0);
  self->host = host;
  copy(self->entity_path, sizeof self->entity_path, args->entity_path);
  copy(self->config, sizeof self->config, args->config_json);
  copy(self->env_a, sizeof self->env_a, str("unset"));
  copy(self->env_b, sizeof self->env_b, str("unset"));
  for (uint32_t i = 0; i < args->env_count; ++i) {
    if (equal(args->env[i].key, "AMFS_CONNECTOR_TORTURE_A"))
      copy(self->env_a, sizeof self->env_a, args->env[i].value);
    if (equal(args->env[i].key, "AMFS_CONNECTOR_TORTURE_B"))
      copy(self->env_b, sizeof self->env_b, args->env[i].value);
  }
  *out = self;
  return AMFS_OK;
}

static void destroy(amfs_instance* self) { free(self); }

static amfs_status validate_signature(amfs_instance* self, const amfs_sigcheck* check,
                                      const amfs_sink* sink) {
  (void)self;
  if (!AMFS_HAS(amfs_sigcheck, check, verify_hmac))
    return fail(sink, AMFS_INTERNAL, "the host's amfs_sigcheck is older than this library", 0);
  if (!equal(check->method, "POST") || !equal(check->url, "/hook?x=1")) return AMFS_SIG_INVALID;
  if (check->header_count != 1 || !equal(check->headers[0].key, "X-One") ||
      !equal(check->headers[0].value, "1") || check->tolerance_ns != 300000000000)
    return AMFS_SIG_INVALID;
  if (equal(check->id, "throw")) return fail(sink, AMFS_INTERNAL, "thrown on purpose", 0);
  const amfs_str pieces[] = {check->timestamp, str("."), check->body};
  const int only_body = equal(check->id, "sha1");
  for (uint32_t secret = 0; secret < check->secret_count; ++secret) {
    const amfs_status status =
        only_body
            ? check->verify_hmac(check, secret, AMFS_HMAC_SHA1, &check->body, 1, check->signature)
            : check->verify_hmac(check, secret, AMFS_HMAC_SHA256, pieces, 3, check->signature);
    if (status == AMFS_OK) return AMFS_OK;
  }
  return AMFS_SIG_INVALID;
}

static const amfs_class torture_class = {
    .struct_size = sizeof(amfs_class),
    .class_name = {"TortureConnector", sizeof("TortureConnector") - 1},
    .create = create,
    .destroy = destroy,
    .transform = torture_transform,
    .validate_signature = validate_signature,
};

static const amfs_class* get_class(uint32_t index) { return index == 0 ? &torture_class : NULL; }

AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void);
AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void) {
  static const amfs_entry entry = {.struct_size = sizeof(amfs_entry),
                                   .abi_major = AMFS_ABI_MAJOR,
                                   .abi_minor = AMFS_ABI_MINOR,
                                   .min_host_minor = TORTURE_MIN_HOST_MINOR,
                                   .class_count = 1,
                                   .get_class = get_class};
  return &entry;
}
