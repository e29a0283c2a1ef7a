#include "common/model/plugin_input.h"

#include <gtest/gtest.h>

#include "tests/unit/model/plugin_sample.h"
#include "tests/unit/model/resolving.h"

namespace tasksched::model {
namespace {

PluginPayload payload() {
    return {"slack",
            {{"channel", std::string("ops")},
             {"text", std::string("a \"b\"\n")},
             {"count", std::int64_t{3}},
             {"urgent", true},
             {"key", std::string("token")}},
            plugin_type(slack_manifest())};
}

TEST(PluginInput, TellsTheProgramOnOneLineWhatToDo) {
    const CommandPayload command = plugin_command(payload(),
                                                  {.task = TaskId{7},
                                                   .run = RunId{12},
                                                   .attempt = 2,
                                                   .scheduled_for = at("2026-11-24T12:00:00Z"),
                                                   .key = "7-1"},
                                                  {{"key", "s3cret"}});
    EXPECT_EQ(command.argv, std::vector<std::string>{"/plugins/slack"});
    EXPECT_EQ(command.standard_input,
              R"({"type":"slack","task_id":7,"run_id":12,"attempt":2,)"
              R"("scheduled_for":"2026-11-24T12:00:00Z","idempotency_key":"7-1",)"
              R"("fields":{"channel":"ops","text":"a \"b\"\n","count":3,"urgent":true,)"
              R"("key":"s3cret"}})"
              "\n");
    EXPECT_TRUE(command.env.empty()) << "no secret in the environment";
}

TEST(PluginInput, OfARunByHandHasNoTime) {
    const CommandPayload command = plugin_command(
        payload(),
        {.task = TaskId{7}, .run = RunId{12}, .attempt = 1, .scheduled_for = {}, .key = "k"}, {});
    EXPECT_NE(command.standard_input->find(R"("scheduled_for":null)"), std::string::npos);
}

}  // namespace
}  // namespace tasksched::model
