#include "daemon/plugins/command/command_plugin.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include "daemon/plugins/command/supervisor_link.h"

namespace tasksched::daemon {
namespace {

using Result = std::optional<model::AttemptResult>;

/// A plugin whose account cannot be looked up the first `failures` times, without a supervisor.
class CommandPluginWithoutAccount {
  public:
    explicit CommandPluginWithoutAccount(int failures) : failures_left_(failures) {}

    Result carry_out() {
        AttemptContext context;
        context.payload = model::CommandPayload{};
        std::get<model::CommandPayload>(context.payload).argv = {"/bin/true"};
        AttemptControl control(loop_.get_executor(), [](const model::ProcessIdentity&) {});
        Result result;
        const auto attempt = [&]() -> asio::awaitable<void> {
            result = co_await plugin_.carry_out(context, control);
        };
        asio::co_spawn(loop_, attempt, asio::detached);
        loop_.restart();
        loop_.run();
        return result;
    }

  private:
    base::Result<launch::Account> account() {
        if (failures_left_-- > 0) {
            return base::fail(base::ErrorCode::kTryAgain, "no answer");
        }
        return launch::Account{.name = "ada", .home = "/home/ada"};
    }

    int failures_left_;
    asio::io_context loop_;
    SupervisorLink link_{
        loop_, {.program = "/bin/false", .socket = {}, .lock = {}, .log = {}}, "d"};
    CommandPlugin plugin_{[this] { return account(); }, link_};
};

TEST(CommandPlugin, StartsNothingWhereItsAccountCannotBeLookedUp) {
    CommandPluginWithoutAccount plugin(2);
    const Result result = plugin.carry_out();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->reason, model::RunReason::kNotStarted);
    EXPECT_EQ(result->outcome, model::Outcome::kTransient) << "it is tried again";
    EXPECT_EQ(result->detail, "no answer");
}

TEST(CommandPlugin, AsksAgainForItsAccountWithTheNextAttempt) {
    CommandPluginWithoutAccount plugin(2);
    EXPECT_TRUE(plugin.carry_out());
    EXPECT_FALSE(plugin.carry_out()) << "it got as far as the supervisor, which is not there";
}

}  // namespace
}  // namespace tasksched::daemon
