#include "tests/integration/daemon/account.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

namespace tasksched::support {
namespace {

/// How often each occurrence was started, by what the commands themselves wrote down.
std::map<std::string, int> starts_in(const std::string& marks) {
    std::map<std::string, int> starts;
    for (std::size_t begin = 0; begin < marks.size();) {
        const std::size_t end = std::min(marks.find('\n', begin), marks.size());
        ++starts[marks.substr(begin, end - begin)];
        begin = end + 1;
    }
    return starts;
}

std::int64_t epoch_of(const std::string& text) {
    std::tm date{};
    EXPECT_NE(::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &date), nullptr) << text;
    return ::timegm(&date);
}

}  // namespace

std::string schedule_marking(const DaemonFixture& daemon, const std::string& marks,
                             const std::string& and_then) {
    return daemon.must(
        {"schedule", "--every", "1s", "--overlap", "allow", "--catch-up", "all", "--shell",
         "echo $TASKSCHED_TASK_ID $(date -d $TASKSCHED_SCHEDULED_FOR +%s) >>" + marks + and_then});
}

Account::Account(const DaemonFixture& daemon, const std::vector<std::string>& tasks,
                 const std::string& marks) {
    const auto starts = starts_in(marks);
    for (const std::string& task : tasks) {
        add_task(task, runs_of(daemon, task), starts);
    }
    for (const auto& [key, count] : starts) {
        EXPECT_TRUE(known_.contains(key)) << key << " was started without a record";
    }
}

int Account::count(const std::string& state) const {
    const auto found = states_.find(state);
    return found == states_.end() ? 0 : found->second;
}

void Account::add_task(const std::string& task, const std::vector<nlohmann::json>& runs,
                       const std::map<std::string, int>& starts) {
    std::set<std::int64_t> occurrences;
    for (const auto& run : runs) {
        const std::string state = run.at("state");
        const std::int64_t at = epoch_of(run.at("scheduled_for"));
        EXPECT_TRUE(occurrences.insert(at).second) << "task " << task << " twice at " << at;
        ++states_[state];
        const std::string key = fmt::format("{} {}", task, at);
        known_.insert(key);
        const auto started = starts.find(key);
        const int times = started == starts.end() ? 0 : started->second;
        EXPECT_LE(times, 1) << key << " was started " << times << " times";
        doubled_ += times > 1 ? 1 : 0;
        if (state == "succeeded") {
            EXPECT_EQ(times, 1) << key << " succeeded without a start";
        } else {
            EXPECT_EQ(state, "unknown") << key;
        }
    }
    ASSERT_FALSE(occurrences.empty());
    const std::int64_t lost = *occurrences.rbegin() - *occurrences.begin() + 1 -
                              static_cast<std::int64_t>(occurrences.size());
    EXPECT_EQ(lost, 0) << "task " << task << " lacks seconds";
    lost_ += lost;
}

bool nothing_is_under_way(const DaemonFixture& daemon) {
    for (const char* state : {"queued", "running", "waiting"}) {
        if (!daemon.must({"--json", "runs", "--state", state, "--limit", "1"}).empty()) {
            return false;
        }
    }
    return true;
}

}  // namespace tasksched::support
