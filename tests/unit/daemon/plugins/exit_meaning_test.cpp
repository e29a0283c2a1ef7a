#include "daemon/plugins/external/exit_meaning.h"

#include <gtest/gtest.h>

#include "tests/unit/model/plugin_sample.h"

namespace tasksched::daemon {
namespace {

using model::AttemptResult;
using model::Outcome;
using model::RunReason;

/// As the supervisor tells the end of a program.
AttemptResult ended(std::optional<int> exit_code, std::optional<int> signal = {}) {
    AttemptResult result;
    result.outcome = exit_code == 0 ? Outcome::kSuccess : Outcome::kTransient;
    result.exit_code = exit_code;
    result.signal = signal;
    return result;
}

AttemptResult meaning(AttemptResult result, const model::PluginType* type = nullptr,
                      const model::Policies& policies = {}) {
    give_meaning(type, policies, result);
    return result;
}

model::PluginManifest with_exits() {
    model::PluginManifest manifest = model::slack_manifest();
    manifest.exits = {{*model::ExitCodes::parse("100-110"), true, "busy"},
                      {*model::ExitCodes::parse("69"), std::nullopt, "no net"},
                      {*model::ExitCodes::parse("75"), false, ""},
                      {*model::ExitCodes::parse("22"), std::nullopt, "refused"}};
    return manifest;
}

TEST(ExitMeaning, IsThatOfTheStatusAlone) {
    EXPECT_EQ(meaning(ended(0)).outcome, Outcome::kSuccess);
    EXPECT_EQ(meaning(ended(75)).outcome, Outcome::kTransient);
    EXPECT_EQ(meaning(ended(69)).outcome, Outcome::kTransient);
    EXPECT_EQ(meaning(ended(69)).detail, "exit status 69: what it needs is unavailable");
    for (const int status : {1, 2, 64, 68, 70, 74, 76, 126, 127, 255}) {
        EXPECT_EQ(meaning(ended(status)).outcome, Outcome::kPermanent) << status;
    }
    EXPECT_EQ(meaning(ended(std::nullopt, 9)).outcome, Outcome::kPermanent);
}

TEST(ExitMeaning, IsChangedByTheManifest) {
    const model::PluginType type(with_exits());
    EXPECT_EQ(meaning(ended(105), &type).outcome, Outcome::kTransient);
    EXPECT_EQ(meaning(ended(105), &type).detail, "exit status 105: busy");
    EXPECT_EQ(meaning(ended(69), &type).outcome, Outcome::kTransient)
        << "a help alone changes none";
    EXPECT_EQ(meaning(ended(69), &type).detail, "exit status 69: no net");
    EXPECT_EQ(meaning(ended(75), &type).outcome, Outcome::kPermanent);
    EXPECT_EQ(meaning(ended(22), &type).outcome, Outcome::kPermanent);
    EXPECT_EQ(meaning(ended(22), &type).detail, "exit status 22: refused");
    EXPECT_EQ(meaning(ended(1), &type).outcome, Outcome::kPermanent);
}

TEST(ExitMeaning, IsChangedByTheTask) {
    model::Policies policies;
    policies.retry_on = *model::ExitCodes::parse("3,137");
    EXPECT_EQ(meaning(ended(3), nullptr, policies).outcome, Outcome::kTransient);
    EXPECT_EQ(meaning(ended(4), nullptr, policies).outcome, Outcome::kPermanent);
    EXPECT_EQ(meaning(ended(std::nullopt, 9), nullptr, policies).outcome, Outcome::kTransient);
}

TEST(ExitMeaning, LeavesTimeoutsKillsAndWhatNeverStartedAlone) {
    for (const RunReason reason : {RunReason::kTimeout, RunReason::kNotStarted}) {
        AttemptResult result = ended(143);
        result.reason = reason;
        result.detail = "as it was";
        EXPECT_EQ(meaning(result), result);
    }
    AttemptResult killed = ended(std::nullopt, 15);
    killed.outcome = Outcome::kPermanent;
    killed.reason = RunReason::kKilled;
    EXPECT_EQ(meaning(killed), killed);
}

}  // namespace
}  // namespace tasksched::daemon
