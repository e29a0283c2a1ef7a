#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/store/open.h"

namespace tasksched::store {

/// A place for one store that is empty at first and gone with the object.
class StoreSite {
  public:
    StoreSite() = default;
    StoreSite(const StoreSite&) = delete;
    StoreSite& operator=(const StoreSite&) = delete;
    virtual ~StoreSite() = default;

    [[nodiscard]] virtual Location location() const = 0;
};

/// A database that must keep the contract.
struct EngineUnderTest {
    const char* name;
    std::unique_ptr<StoreSite> (*make_site)();
};

std::ostream& operator<<(std::ostream& out, const EngineUnderTest& engine);

/// All of them; for INSTANTIATE_TEST_SUITE_P.
const std::vector<EngineUnderTest>& engines_under_test();
std::string engine_name(const testing::TestParamInfo<EngineUnderTest>& info);

/// The value of a result; an error ends the test with its message.
template <typename Value>
Value value_of(base::Result<Value> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    if constexpr (!std::is_void_v<Value>) {
        return std::move(*result);
    }
}

/// The instant so many seconds after the one at which all tests begin.
time::Instant instant(std::int64_t seconds);
time::Second second(std::int64_t seconds);

/// An active task of alice's, due at second(60), and what it runs.
model::Task a_task();
model::Task a_periodic_task();
model::Payload a_command(const std::string& program = "/bin/true");
Author alice(const std::string& operation = "schedule", std::int64_t at_second = 0);

/// A store of the engine, and the steps that most tests take.
class StoreContract : public testing::TestWithParam<EngineUnderTest> {
  protected:
    StoreContract();

    [[nodiscard]] std::unique_ptr<Store> open_another() const;

    /// Runs the changes in a transaction, which must succeed.
    void change(const std::function<void(Transaction&)>& changes);

    /// Stores the task with a command and returns it as the store has it.
    model::Task stored(model::Task task);

    /// Claims one occurrence of the task, which stays due at the same time.
    model::Run claimed(const model::Task& task, std::int64_t at_second);

    /// Starts the run, which must succeed; returns the number of the attempt.
    int started(model::RunId run);

    ClaimResult claim(const Claim& claim);
    StartResult start(model::RunId run);
    bool finish(model::RunId run, int attempt, model::RunState to);
    bool finish(const Finish& finish);

    model::Task task(model::TaskId id);
    model::Run run(model::RunId id);
    std::vector<model::Run> runs_of(model::TaskId id);

    std::unique_ptr<StoreSite> site_;
    std::unique_ptr<Store> store_;
    Tenure tenure_;
};

/// The end of an attempt as a plugin reports it.
Finish a_finish(model::RunId run, int attempt, model::RunState to);

/// A claim of these occurrences of the task, which leaves it due at `next`.
Claim a_claim(const model::Task& task, std::vector<time::Second> occurrences,
              std::optional<time::Second> next);

}  // namespace tasksched::store
