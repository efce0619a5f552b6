// One message in the entry of its thread, and what events change about it.
//
// An item holds: ts, user, name, bot, text, edited_ts, edited_by, deleted, broadcast, mention,
// kind, files, reactions. Whatever order events come in, the newest text stays and a deleted
// message stays deleted.
#pragma once

#include <amfs/connector.hpp>
#include <string>

#include "delivery.hpp"

namespace slack {

// A message as it was posted (or as another event quotes it).
void post(const Delivery& delivery, const amfs::Json& message, amfs::Value& item);
// A new text for it; `previous` is the message before that.
void edit(const Delivery& delivery, const amfs::Json& message, const amfs::Json& previous,
          amfs::Value& item);
// Only who wrote it and when is left.
void remove(amfs::Value& item);

// Who wrote it, for people to read: a name, else an id.
std::string author_of(const amfs::Json& message);
// The text; of a bot's message without one, that of its attachments or blocks.
std::string text_of(const amfs::Json& message, std::size_t max_characters);

}  // namespace slack
