#include "daemon/supervisor/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AttemptKey key_of_run(std::int64_t run) { return {.run = run, .attempt = 1}; }

Ended end(std::int64_t run, std::string output = "text") {
    Ended ended{.key = key_of_run(run), .result = {}};
    ended.result.output.head = std::move(output);
    return ended;
}

TEST(Ledger, KnowsAnAttemptFromItsBeginUntilItIsForgotten) {
    Ledger ledger(1'000'000, "/");
    EXPECT_TRUE(ledger.begin(key_of_run(1)));
    EXPECT_FALSE(ledger.begin(key_of_run(1))) << "while it runs";
    ledger.forget(key_of_run(1));
    EXPECT_THAT(ledger.known(), ElementsAre(key_of_run(1))) << "what runs is not forgotten";
    EXPECT_EQ(ledger.end_of(key_of_run(1)), std::nullopt);
    ledger.ended(end(1));
    EXPECT_FALSE(ledger.begin(key_of_run(1))) << "until its end is acknowledged";
    EXPECT_EQ(ledger.end_of(key_of_run(1)), encode(end(1)));
    EXPECT_EQ(ledger.running(), 0U);
    ledger.forget(key_of_run(1));
    EXPECT_TRUE(ledger.empty());
    EXPECT_EQ(ledger.bytes_in_memory(), 0U);
}

TEST(Ledger, TellsWhatRunsFromWhatHasEnded) {
    Ledger ledger(1'000'000, "/");
    for (const std::int64_t run : {1, 2, 3}) {
        ledger.begin(key_of_run(run));
    }
    ledger.started(key_of_run(2), {.pid = 7, .start_ticks = 8, .boot_id = "boot"});
    ledger.ended(end(3));
    EXPECT_THAT(ledger.all_ended(), ElementsAre(key_of_run(3)));
    ASSERT_EQ(ledger.all_started().size(), 1U);
    EXPECT_EQ(ledger.all_started().front().key, key_of_run(2));
    EXPECT_EQ(ledger.running(), 2U);
}

TEST(Ledger, KeepsWhatIsBeyondItsMemoryInAFileWithoutAName) {
    const support::TemporaryHome home;
    const std::string large(1000, 'x');
    Ledger ledger(2500, home.path());
    for (std::int64_t run = 1; run <= 5; ++run) {
        ledger.begin(key_of_run(run));
        ledger.ended(end(run, large + std::to_string(run)));
    }
    EXPECT_LE(ledger.bytes_in_memory(), 2500U);
    for (std::int64_t run = 1; run <= 5; ++run) {
        EXPECT_EQ(ledger.end_of(key_of_run(run)), encode(end(run, large + std::to_string(run))))
            << run;
    }
    for (std::int64_t run = 1; run <= 5; ++run) {
        ledger.forget(key_of_run(run));
    }
    EXPECT_TRUE(ledger.empty());
    ledger.begin(key_of_run(6));
    ledger.ended(end(6, std::string(3000, 'y')));
    EXPECT_EQ(ledger.end_of(key_of_run(6)), encode(end(6, std::string(3000, 'y'))));
}

TEST(Ledger, KeepsEndsInMemoryWhereNoFileCanBeMade) {
    Ledger ledger(10, "/no/such/directory");
    ledger.begin(key_of_run(1));
    ledger.ended(end(1, "more than ten bytes"));
    EXPECT_EQ(ledger.end_of(key_of_run(1)), encode(end(1, "more than ten bytes")));
}

}  // namespace
}  // namespace tasksched::daemon
