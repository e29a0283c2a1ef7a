// A process ends before, in the middle of, or after each call that changes something on the disk,
// or opens it, and the power with it: who opens the store next finds it whole, with all that was
// acknowledged.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/faults/fault_vfs.h"
#include "tests/unit/store/faults/steps.h"

namespace tasksched::store {

namespace {

using support::Fault;
using support::FaultOutcome;
using support::FaultPlan;

/// What the child tells, in memory that it shares.
struct Told {
    FaultPlan plan;
    std::atomic<std::size_t> acknowledged{0};
};

class Crash : public testing::Test {
  protected:
    Crash() {
        void* memory = ::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            throw std::runtime_error("no memory to share");
        }
        told_ = new (memory) Told;
    }
    ~Crash() override { ::munmap(told_, sizeof(Told)); }

    /// Runs `work` in a child whose files go through the plan of faults; returns its exit status.
    template <typename Work>
    int in_child(const Fault& fault, Work work) {
        told_->acknowledged = 0;
        const pid_t child = ::fork();
        if (child == 0) {
            support::DurableImage image;
            support::install_fault_vfs(told_->plan, &image);
            told_->plan.arm(fault);
            ::_exit(work(image) ? 0 : 1);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    /// Crashes at call after call, until `work` passes all of them; the next time it begins one
    /// call later. Each time `look` is told the path of what is left. Returns how many crashes
    /// there were.
    template <typename Work, typename Look>
    int at_each_call(Fault fault, Work work, Look look) {
        int crashes = 0;
        for (fault.nth = first_call_++ % stride() + 1;; fault.nth += stride(), ++crashes) {
            const std::string path = stores_.next();
            SCOPED_TRACE(
                fmt::format("call {}, outcome {}", fault.nth, static_cast<int>(fault.outcome)));
            const int status =
                in_child(fault, [&](support::DurableImage&) { return work(path, *told_); });
            look(path);
            if (status != support::kCrashStatus || HasFailure()) {
                EXPECT_EQ(status, 0);
                return crashes;
            }
        }
    }

    Told* told_ = nullptr;

    FreshStores stores_;

  private:
    std::int64_t first_call_ = 0;
};

bool take_steps(const std::string& path, Told& told) {
    const auto store = open_store({.path = path, .url = {}}, {});
    if (!store) {
        return false;
    }
    for (const Step& step : steps()) {
        if (!step.apply(**store)) {
            return false;
        }
        ++told.acknowledged;
    }
    return true;
}

/// What was acknowledged is there, and perhaps the step that was under way; the rest can be done.
void find_whole(const std::string& path, std::size_t acknowledged) {
    std::size_t found = steps_found(path);
    while (found < acknowledged && steps()[found].is_done == nullptr) {
        ++found;
    }
    ASSERT_GE(found, acknowledged);
    ASSERT_LE(found, acknowledged + 1);
    const auto store = open_prepared(path);
    for (std::size_t i = found; i < steps().size(); ++i) {
        const auto done = steps()[i].apply(*store);
        ASSERT_TRUE(done) << steps()[i].name << ": " << done.error().message;
    }
    EXPECT_EQ(steps_done(*store), steps().size());
}

constexpr FaultOutcome kCrashes[] = {FaultOutcome::kCrash, FaultOutcome::kCrashHalfway,
                                     FaultOutcome::kCrashAfterwards, FaultOutcome::kLosePower};

TEST_F(Crash, AtAnyCallLosesNothingThatWasAcknowledged) {
    for (const FaultOutcome outcome : kCrashes) {
        EXPECT_GT(
            at_each_call({.outcome = outcome}, take_steps,
                         [&](const std::string& path) { find_whole(path, told_->acknowledged); }),
            50 / stride());
    }
}

TEST_F(Crash, AtAnyCallThatMakesAStoreLeavesAStoreOrNone) {
    for (const FaultOutcome outcome : kCrashes) {
        const auto make = [](const std::string& path, Told&) {
            std::filesystem::remove(path);
            return open_store({.path = path, .url = {}}, {}).has_value();
        };
        EXPECT_GT(at_each_call({.outcome = outcome}, make,
                               [](const std::string& path) {
                                   open_prepared(path);
                                   EXPECT_EQ(steps_found(path), 0U);
                               }),
                  30 / stride());
    }
}

/// Linux takes what a failed sync did not write for written. The step that is taken again after it
/// must be written again.
TEST_F(Crash, OfThePowerLosesNothingThatWasAcknowledgedAfterAFailedSync) {
    for (Fault fault{.calls = support::kSyncCall};; ++fault.nth) {
        const std::string path = stores_.next();
        SCOPED_TRACE(fmt::format("sync {}", fault.nth));
        const int status = in_child(fault, [&](support::DurableImage& image) {
            auto store = open_store({.path = path, .url = {}}, {});
            for (std::size_t i = 0; store && i < steps().size(); ++i) {
                if (!steps()[i].apply(**store) && !steps()[i].apply(**store)) {
                    return false;
                }
            }
            image.restore();
            ::_exit(store ? 0 : 2);
        });
        if (status != 2) {
            ASSERT_EQ(status, 0);
            ASSERT_EQ(steps_found(path), steps().size());
        }
        if (told_->plan.struck() == 0) {
            ASSERT_GT(fault.nth, 5);
            return;
        }
    }
}

}  // namespace

}  // namespace tasksched::store
