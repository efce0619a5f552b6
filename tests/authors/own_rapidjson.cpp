// An author who uses RapidJSON too, before and after the SDK's headers: compiled against the
// installed SDK by installed_sdk_test.
#include <rapidjson/reader.h>

#include <amfs/connector.hpp>
#include <amfs/testing.hpp>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <type_traits>

static_assert(!std::is_same<rapidjson::Reader, amfs_rapidjson::Reader>::value,
              "the SDK's RapidJSON is its own");

class Both : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    rapidjson::Document mine;
    const std::string body(event.body());
    mine.Parse(body.c_str());
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer(text);
    mine.Accept(writer);
    return amfs::write(entity(event.need("/project")), "event-" + event.need("/id"),
                       {{"text", text.GetString()}});
  }
};
AMFS_CONNECTOR(Both)
