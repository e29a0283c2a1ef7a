#include "daemon/dispatch/store_queue.h"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <filesystem>

#include "common/store/open.h"
#include "common/store/take_over.h"
#include "tests/support/eventually.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/daemon/tasks.h"

namespace tasksched::daemon {
namespace {

using base::Result;

/// A queue on a real store, and the loop that its jobs come back to.
class StoreQueueTest : public ::testing::Test {
  protected:
    [[nodiscard]] store::Location location() const {
        return {.engine = store::Engine::kSqlite, .path = home_.file("tasks.db"), .url = {}};
    }

    std::unique_ptr<store::Store> open() { return std::move(*store::open_store(location(), {})); }

    static store::Tenure begin_tenure(store::Store& store) {
        return store::take_over(store, "owner", "host", time::Instant{}).value();
    }

    void SetUp() override {
        auto store = open();
        store::Tenure tenure = begin_tenure(*store);
        queue_ = std::make_unique<StoreQueue>(
            loop_, std::move(store), std::move(tenure),
            [this] { return store::open_store(location(), {}); },
            StoreQueue::Events{
                .lost = [this] { lost_ = true; }, .failed = [] {}, .changed = [] {}});
    }

    /// Submits a write that adds a task of that name, and notes its end.
    void add_task(const std::string& name) { asio::co_spawn(loop_, add(name), asio::detached); }

    asio::awaitable<void> add(std::string name) {
        const StoreQueue::Write work = [&name](store::Transaction& transaction,
                                               const store::Tenure&) -> Result<void> {
            auto task = single_task(0, kMonday);
            task.name = name;
            model::CommandPayload payload;
            payload.argv = {"/bin/true"};
            return transaction.tasks()
                .insert(task, payload, {.user_id = "anna", .operation = "schedule", .at = {}})
                .map([](model::TaskId) {});
        };
        const Result<void> done = co_await queue_->write(work);
        ended_.emplace_back(name, done.has_value());
    }

    asio::awaitable<void> count() {
        const StoreQueue::Read work = [this](store::Reader& reader,
                                             store::DueReader&) -> Result<void> {
            return reader.tasks({}).map(
                [this](const std::vector<model::Task>& tasks) { counted_ = tasks.size(); });
        };
        const Result<void> done = co_await queue_->read(work);
        ended_.emplace_back("count", done.has_value());
    }

    /// Adds tasks as another process does: by a store of its own.
    void add_beside(int count) const {
        const auto other = store::open_store(location(), {}).value();
        const auto added = other->write([&](store::Transaction& transaction) -> Result<void> {
            for (int i = 0; i < count; ++i) {
                model::CommandPayload payload;
                payload.argv = {"/bin/true"};
                if (auto inserted = transaction.tasks().insert(
                        single_task(0, kMonday), payload,
                        {.user_id = "anna", .operation = "schedule", .at = {}});
                    !inserted) {
                    return tl::unexpected(inserted.error());
                }
            }
            return {};
        });
        ASSERT_TRUE(added);
    }

    asio::awaitable<void> look_for_changes() {
        const Result<bool> changed = co_await queue_->changed_by_others();
        changed_ = changed.value_or(false);
    }

    void run_loop() {
        loop_.restart();
        loop_.run();
    }

    using Ends = std::vector<std::pair<std::string, bool>>;

    support::TemporaryHome home_;
    asio::io_context loop_{1};
    std::unique_ptr<StoreQueue> queue_;
    Ends ended_;
    std::size_t counted_ = 0;
    bool lost_ = false;
    bool changed_ = false;
};

TEST_F(StoreQueueTest, TellsTheEndsInTheOrderOfTheJobs) {
    Ends expected;
    for (int i = 0; i < 100; ++i) {
        add_task(std::to_string(i) + "t");
        expected.emplace_back(std::to_string(i) + "t", true);
    }
    run_loop();
    EXPECT_EQ(ended_, expected);
}

TEST_F(StoreQueueTest, LetsAReadSeeWhatWasSubmittedBeforeIt) {
    for (int i = 0; i < 10; ++i) {
        add_task(std::to_string(i) + "t");
    }
    asio::co_spawn(loop_, count(), asio::detached);
    run_loop();
    EXPECT_EQ(counted_, 10U);
}

TEST_F(StoreQueueTest, HurtsNoOtherJobByOneThatFails) {
    add_task("a");
    add_task("b");
    add_task("a");  // the name is taken
    add_task("c");
    run_loop();
    EXPECT_EQ(ended_, (Ends{{"a", true}, {"b", true}, {"a", false}, {"c", true}}));
    asio::co_spawn(loop_, count(), asio::detached);
    run_loop();
    EXPECT_EQ(counted_, 3U);
}

TEST_F(StoreQueueTest, MovesALogThatOnlyOthersWriteTo) {
    const auto size = [this] { return std::filesystem::file_size(home_.file("tasks.db")); };
    const std::uintmax_t before = size();
    add_beside(1000);
    ASSERT_EQ(size(), before) << "it stands in the log";
    asio::co_spawn(loop_, look_for_changes(), asio::detached);
    run_loop();
    ASSERT_TRUE(changed_);
    EXPECT_TRUE(support::eventually([&] { return size() > before; }));
}

TEST_F(StoreQueueTest, LetsAWriteAloneFailWithoutASecondTryForAnybody) {
    int tries = 0;
    int calls = 0;
    const StoreQueue::Write counting = [&calls](store::Transaction&,
                                                const store::Tenure&) -> Result<void> {
        ++calls;
        return {};
    };
    const StoreQueue::Write failing = [&tries](store::Transaction&,
                                               const store::Tenure&) -> Result<void> {
        ++tries;
        return base::fail(base::ErrorCode::kNotFound, "no such task");
    };
    const auto one = [this](const StoreQueue::Write& work, bool alone) -> asio::awaitable<void> {
        if (alone) {
            const Result<void> done = co_await queue_->write_alone(work);
            ended_.emplace_back("alone", done.has_value());
        } else {
            const Result<void> done = co_await queue_->write(work);
            ended_.emplace_back("shared", done.has_value());
        }
    };
    for (int i = 0; i < 3; ++i) {
        asio::co_spawn(loop_, one(counting, false), asio::detached);
    }
    asio::co_spawn(loop_, one(failing, true), asio::detached);
    asio::co_spawn(loop_, one(counting, false), asio::detached);
    run_loop();
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(calls, 4);
    EXPECT_EQ(ended_, (Ends{{"shared", true},
                            {"shared", true},
                            {"shared", true},
                            {"alone", false},
                            {"shared", true}}));
}

TEST_F(StoreQueueTest, WritesNothingOnceAnotherDaemonHasTakenTheStore) {
    const auto other = open();
    begin_tenure(*other);
    add_task("late");
    run_loop();
    EXPECT_EQ(ended_, (Ends{{"late", false}}));
    EXPECT_TRUE(lost_);
    EXPECT_TRUE(other->reader().tasks({})->empty());
}

TEST_F(StoreQueueTest, WithoutAThreadCarriesOutNothingByItself) {
    queue_.reset();
    auto store = open();
    store::Tenure tenure = begin_tenure(*store);
    queue_ = std::make_unique<StoreQueue>(
        loop_, std::move(store), std::move(tenure),
        [this] { return store::open_store(location(), {}); },
        StoreQueue::Events{.lost = [] {}, .failed = [] {}, .changed = [] {}},
        StoreDrive{.by = StoreDrive::By::kOwner, .busy_patience = {}, .pause = {}});
    EXPECT_FALSE(queue_->carry_out_next());
    add_task("a");
    add_task("b");
    loop_.poll();
    EXPECT_TRUE(ended_.empty());
    EXPECT_TRUE(queue_->carry_out_next()) << "both, in one transaction";
    EXPECT_FALSE(queue_->carry_out_next());
    EXPECT_TRUE(ended_.empty()) << "the ends come on the loop";
    loop_.poll();
    EXPECT_EQ(ended_, (Ends{{"a", true}, {"b", true}}));
}

TEST_F(StoreQueueTest, CarriesOutWhatIsQueuedBeforeItEnds) {
    for (int i = 0; i < 50; ++i) {
        add_task(std::to_string(i) + "t");
    }
    loop_.poll();
    queue_.reset();
    EXPECT_EQ(open()->reader().tasks({})->size(), 50U);
}

}  // namespace
}  // namespace tasksched::daemon
