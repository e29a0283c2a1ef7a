#include "tests/bench/transfers/due_together.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/bench/all_ended.h"

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::chrono::minutes kPatience{5};
constexpr std::chrono::milliseconds kBetweenLooks{10};

}  // namespace

nanoseconds carry_out_together(support::DaemonFixture& daemon, int count,
                               const std::function<std::string(std::int64_t)>& batch) {
    // Late enough for all to be stored before.
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const seconds due = now.time_since_epoch() + seconds(4 + count / 2500);
    daemon.must({"schedule", "--batch", "-"}, batch(due.count()));
    const std::chrono::sys_seconds moment(due);
    if (std::chrono::system_clock::now() > moment) {
        throw std::runtime_error("they were due before they were stored");
    }
    std::this_thread::sleep_until(moment);
    const Ended ends = wait_until_all_ended(daemon.store_path(), moment, kPatience, kBetweenLooks);
    const nanoseconds taken = std::chrono::system_clock::now() - moment;
    if (ends.succeeded != count) {
        throw std::runtime_error(fmt::format("{} of {} succeeded", ends.succeeded, count));
    }
    return taken;
}

double per_second(int count, nanoseconds taken) {
    return count / std::chrono::duration<double>(taken).count();
}

long peak_kib(pid_t pid) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stol(line.substr(6));
        }
    }
    throw std::runtime_error("the daemon is gone");
}

}  // namespace tasksched::bench
