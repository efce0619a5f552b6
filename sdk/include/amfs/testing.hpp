// For the tests of a connector: a host in one object, events, golden files and signatures. Works
// with every test framework and with a plain main(); needs exceptions, and nothing but the SDK.
//
//   MockAMFS mock("comms/slack", R"({"channels":["C1"]})");
//   auto connector = mock.load<SlackThreads>();
//   auto out = mock.deliver(*connector, event_from("reply.json", "message"));
//   CHECK(out.status == "written");
//   CHECK(mock.read("comms/slack/C1", "thread-1.0")->value == golden("thread.json"));
//
// docs/authors/testing.md explains it. Everything is in namespace amfs::testing.
#pragma once

#include "amfs/testing/encoding.hpp"
#include "amfs/testing/event.hpp"
#include "amfs/testing/failure.hpp"
#include "amfs/testing/golden.hpp"
#include "amfs/testing/hmac.hpp"
#include "amfs/testing/memory.hpp"
#include "amfs/testing/mock_amfs.hpp"
#include "amfs/testing/outcome.hpp"
#include "amfs/testing/pretty.hpp"
#include "amfs/testing/signature.hpp"
