// Each call of the engine that changes something on the disk, or opens it, fails once, or from
// there on, in each way in which it may: the store stays whole, an error means that nothing is
// stored, and the same store works again when the disk does.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/store/faults/steps.h"

namespace tasksched::store {

namespace {

using support::Fault;
using support::FaultOutcome;
using ::testing::HasSubstr;

constexpr std::string_view kNotKnown = "not known whether it is stored";

/// A store to which faults happen, put back to its beginning for each.
class FailingCalls : public testing::Test {
  protected:
    ~FailingCalls() override { faults().disarm(); }

    /// Arms the fault at call after call, until all calls of `flow` pass before it; returns how
    /// many it met. The next time it begins one call later.
    template <typename Flow>
    int at_each_call(Fault fault, Flow flow) {
        int met = 0;
        for (fault.nth = first_call_++ % stride() + 1;; fault.nth += stride()) {
            const std::string path = stores_.next();
            SCOPED_TRACE(fmt::format("call {}, outcome {}, {}", fault.nth,
                                     static_cast<int>(fault.outcome),
                                     fault.every > 0 ? "from there on" : "once"));
            faults().arm(fault);
            flow(path);
            const bool struck = faults().struck() > 0;
            faults().disarm();
            if (!struck || HasFailure()) {
                return met;
            }
            ++met;
        }
    }

    FreshStores stores_;

  private:
    std::int64_t first_call_ = 0;
};

/// Opens the store; tries again where the fault hits that.
std::unique_ptr<Store> open_through_faults(const std::string& path) {
    for (int tries = 0; tries < 3; ++tries) {
        if (auto store = open_store({.path = path, .url = {}}, {})) {
            return std::move(*store);
        }
    }
    throw std::runtime_error("the store cannot be opened");
}

/// Takes all steps on one store that stays open; one that fails is taken again.
void go_on_after_fault(const std::string& path) {
    {
        const auto store = open_through_faults(path);
        for (std::size_t i = 0; i < steps().size(); ++i) {
            const std::size_t before = steps_done(*store);
            if (steps()[i].apply(*store)) {
                continue;
            }
            EXPECT_EQ(steps_done(*store), before) << "after '" << steps()[i].name << "' failed";
            const auto again = steps()[i].apply(*store);
            ASSERT_TRUE(again) << steps()[i].name << ": " << again.error().message;
        }
    }
    faults().disarm();
    EXPECT_EQ(steps_found(path), steps().size());
}

/// Takes the steps up to the first that fails, and closes the store; then looks what it holds.
void end_at_fault(const std::string& path) {
    std::size_t acknowledged = 0;
    std::string message;
    if (auto store = open_store({.path = path, .url = {}}, {})) {
        for (const Step& step : steps()) {
            const auto done = step.apply(**store);
            if (!done) {
                message = done.error().message;
                EXPECT_NE((*store)->take_fault(), StorageFault::kNone) << message;
                break;
            }
            acknowledged += 1;
        }
    }
    faults().disarm();
    std::size_t found = steps_found(path);
    // A checkpoint leaves nothing to be seen.
    while (found < acknowledged && steps()[found].is_done == nullptr) {
        ++found;
    }
    if (message.find(kNotKnown) == std::string::npos) {
        EXPECT_EQ(found, acknowledged) << message;
    } else {
        EXPECT_GE(found, acknowledged) << message;
        EXPECT_LE(found, acknowledged + 1) << message;
    }
}

/// The ways in which a call fails.
std::vector<Fault> failures(std::int64_t every) {
    std::vector<Fault> faults;
    for (const auto outcome :
         {FaultOutcome::kFail, FaultOutcome::kFailHalfway, FaultOutcome::kFailAfterwards}) {
        faults.push_back({.every = every, .outcome = outcome, .system_error = EIO});
    }
    for (const auto outcome : {FaultOutcome::kFail, FaultOutcome::kFailHalfway}) {
        faults.push_back({.every = every, .outcome = outcome, .system_error = ENOSPC});
    }
    return faults;
}

TEST_F(FailingCalls, LeaveTheOpenStoreWholeAndUsable) {
    for (const Fault& fault : failures(0)) {
        EXPECT_GT(at_each_call(fault, go_on_after_fault), 50 / stride());
    }
}

TEST_F(FailingCalls, StoreNothingThatWasNotAcknowledged) {
    for (const Fault& fault : failures(0)) {
        EXPECT_GT(at_each_call(fault, end_at_fault), 50 / stride());
    }
}

TEST_F(FailingCalls, StoreNothingThatWasNotAcknowledgedWhereNothingWorksFromThereOn) {
    for (const Fault& fault : failures(1)) {
        EXPECT_GT(at_each_call(fault, end_at_fault), 50 / stride());
    }
}

TEST_F(FailingCalls, OfLocksAreWaitedFor) {
    EXPECT_GT(at_each_call({.calls = support::kLockCall}, go_on_after_fault), 50 / stride());
}

TEST_F(FailingCalls, AtTheOpeningLeaveTheStoreWholeAndUsable) {
    for (const auto call : {support::kLockCall, support::kMapCall, support::kReadCall}) {
        const Fault fault{.calls = call};
        EXPECT_GT(at_each_call(fault,
                               [](const std::string& path) {
                                   static_cast<void>(open_through_faults(path));
                                   faults().disarm();
                                   EXPECT_EQ(steps_found(path), 0U);
                               }),
                  -1);
    }
}

TEST_F(FailingCalls, LetAStoreBeMadeOnceTheyAreOver) {
    for (const Fault& fault : failures(1)) {
        at_each_call(fault, [](const std::string& path) {
            std::filesystem::remove(path);
            const bool made = open_store({.path = path, .url = {}}, {}).has_value();
            EXPECT_EQ(made, faults().struck() == 0);
            faults().disarm();
            open_prepared(path);
            EXPECT_EQ(steps_found(path), 0U);
        });
    }
}

TEST_F(FailingCalls, OfASyncIsTakenBackWhereTheNextOneWorks) {
    const std::string path = stores_.next();
    {
        const auto store = open_prepared(path);
        faults().arm({.calls = support::kSyncCall});
        const auto failed = steps().front().apply(*store);
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().message.find(kNotKnown), std::string::npos)
            << failed.error().message;
        EXPECT_EQ(store->take_fault(), StorageFault::kWriting);
        EXPECT_EQ(store->take_fault(), StorageFault::kNone);
    }
    EXPECT_EQ(steps_found(path), 0U);
}

TEST_F(FailingCalls, OfTwoSyncsSayThatTheCommitIsNotKnown) {
    const auto store = open_prepared(stores_.next());
    faults().arm({.calls = support::kSyncCall, .every = 1});
    const auto failed = steps().front().apply(*store);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr(kNotKnown));
}

TEST_F(FailingCalls, OfAFullDiskSayThatThereIsNoSpace) {
    const auto store = open_prepared(stores_.next());
    faults().arm({.calls = support::kWriteCall, .every = 1, .system_error = ENOSPC});
    const auto failed = steps().front().apply(*store);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr("no space left for it; nothing was changed"));
    EXPECT_FALSE(store->try_writing());
    faults().disarm();
    EXPECT_TRUE(store->try_writing());
    EXPECT_EQ(steps_done(*store), 0U);
}

}  // namespace

}  // namespace tasksched::store
