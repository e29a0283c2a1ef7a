#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/daemon_fixture.h"

namespace tasksched::support {

/// The lines of an NDJSON text.
inline std::vector<nlohmann::json> json_lines(const std::string& text) {
    std::vector<nlohmann::json> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(nlohmann::json::parse(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return lines;
}

/// The runs of a task as `tasksched runs` tells them, newest first.
inline std::vector<nlohmann::json> runs_of(const DaemonFixture& daemon, const std::string& task) {
    return json_lines(daemon.must({"--json", "runs", task, "--limit", "100000"}));
}

/// The id of the newest run of a task, as commands take it.
inline std::string newest_run_of(const DaemonFixture& daemon, const std::string& task) {
    return std::to_string(runs_of(daemon, task).front().at("run_id").get<int>());
}

/// The words of a shell that wait until there is such a file.
inline std::string wait_for_file(const std::string& path) {
    return "until test -e " + path + "; do sleep 0.05; done";
}

/// How many runs of the task are in the state.
inline std::size_t count_runs(const DaemonFixture& daemon, const std::string& task,
                              const std::string& state) {
    const auto runs = runs_of(daemon, task);
    return static_cast<std::size_t>(std::count_if(
        runs.begin(), runs.end(), [&](const auto& run) { return run.at("state") == state; }));
}

/// When the task runs next as `tasksched show` tells it, or "none".
inline std::string next_run_at(const DaemonFixture& daemon, const std::string& task) {
    const auto shown = nlohmann::json::parse(daemon.must({"--json", "show", task}));
    return shown["next_run_at"].is_null() ? "none" : shown["next_run_at"].get<std::string>();
}

/// Waits until the task has so many runs in the state.
inline bool eventually_runs(const DaemonFixture& daemon, const std::string& task,
                            const std::string& state, std::size_t count) {
    return eventually([&] { return count_runs(daemon, task, state) >= count; });
}

}  // namespace tasksched::support
