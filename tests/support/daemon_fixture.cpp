#include "tests/support/daemon_fixture.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cctype>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "common/ipc/daemon_lock.h"
#include "tests/support/eventually.h"

namespace tasksched::support {
namespace {

/// Whether a line of the log says that the daemon is ready: the word alone, not a part of another.
bool says_ready(const std::string& log) {
    for (std::size_t at = log.find("ready"); at != std::string::npos;
         at = log.find("ready", at + 1)) {
        const auto is_letter = [&](std::size_t i) {
            return i < log.size() && std::isalpha(static_cast<unsigned char>(log[i])) != 0;
        };
        if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + 5)) {
            return true;
        }
    }
    return false;
}

}  // namespace

DaemonFixture::~DaemonFixture() {
    const bool failed = ::testing::Test::HasFailure();
    if (process_) {
        kill();
    }
    kill_commands();
    kill_supervisor();
    if (failed) {
        std::fprintf(stderr, "-- log of taskschedd --\n%s-- end of the log --\n", log().c_str());
    }
}

void DaemonFixture::configure(std::string_view toml) {
    config_ = home_.write("tasksched.toml", toml);
}

void DaemonFixture::set_program(const std::string& name) {
    const std::string program = taskschedd_program();
    program_ = program.substr(0, program.rfind('/') + 1) + name;
}

void DaemonFixture::launch() {
    if (process_) {
        throw std::runtime_error("the daemon runs already");
    }
    ProcessSpec spec;
    spec.program = program_;
    spec.environment = plain_environment(home_.path());
    for (const auto& [name, value] : environment_) {
        spec.environment[name] = value;
    }
    spec.directory = home_.path();
    spec.arguments = {"--store", store_url()};
    if (config_) {
        spec.arguments.insert(spec.arguments.end(), {"--config", *config_});
    }
    spec.arguments.insert(spec.arguments.end(), arguments_.begin(), arguments_.end());
    process_.emplace(spec);
}

void DaemonFixture::start(std::chrono::milliseconds deadline) {
    launch();
    const bool in_time =
        eventually([&] { return says_ready(process_->err()) || !process_->running(); }, deadline);
    if (!in_time || !says_ready(process_->err())) {
        throw std::runtime_error(
            fmt::format("taskschedd is not ready:\n{}", in_time ? log() : log() + "(deadline)"));
    }
}

bool DaemonFixture::running() { return process_ && process_->running(); }

pid_t DaemonFixture::pid() const { return process_ ? process_->pid() : -1; }

void DaemonFixture::forget_process() {
    earlier_log_ += process_->err();
    process_.reset();
}

void DaemonFixture::kill() {
    if (process_) {
        process_->signal(SIGKILL);
        process_->wait();
        forget_process();
    }
}

std::optional<pid_t> DaemonFixture::supervisor_pid() const {
    const auto pid = ipc::running_daemon(store_path() + "-supervisor");
    return pid && *pid ? std::optional(static_cast<pid_t>(**pid)) : std::nullopt;
}

void DaemonFixture::kill_commands() const {
    const auto supervisor = supervisor_pid();
    if (!supervisor) {
        return;
    }
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", *supervisor));
    for (pid_t child = 0; children >> child;) {
        ::kill(-child, SIGKILL);  // each leads a group of its own
    }
}

void DaemonFixture::kill_supervisor() {
    if (const auto pid = supervisor_pid()) {
        ::kill(*pid, SIGKILL);
        eventually([&] { return supervisor_pid() != pid; });  // a daemon starts another one
    }
}

ProcessResult DaemonFixture::stop(std::chrono::milliseconds deadline) {
    if (!process_) {
        throw std::runtime_error("there is no daemon to stop");
    }
    process_->signal(SIGTERM);
    ProcessResult result = process_->wait(deadline);
    forget_process();
    return result;
}

void DaemonFixture::kill_and_restart() {
    kill();
    start();
}

void DaemonFixture::restart() {
    stop();
    start();
}

void DaemonFixture::signal(int number) {
    if (process_) {
        process_->signal(number);
    }
}

std::string DaemonFixture::log() const {
    return process_ ? earlier_log_ + process_->err() : earlier_log_;
}

ProcessSpec DaemonFixture::tasksched_spec(std::vector<std::string> arguments,
                                          std::string standard_input) const {
    std::vector<std::string> all{"--store", store_url()};
    if (config_) {
        all.insert(all.end(), {"--config", *config_});
    }
    all.insert(all.end(), arguments.begin(), arguments.end());
    return support::tasksched_spec(home_, std::move(all), std::move(standard_input));
}

ProcessResult DaemonFixture::tasksched(std::vector<std::string> arguments,
                                       std::string standard_input) const {
    return run(tasksched_spec(std::move(arguments), std::move(standard_input)));
}

std::string DaemonFixture::must(std::vector<std::string> arguments,
                                std::string standard_input) const {
    std::string command = fmt::format("{}", fmt::join(arguments, " "));
    ProcessResult result = tasksched(std::move(arguments), std::move(standard_input));
    if (result.exit_code != 0) {
        throw std::runtime_error(fmt::format("tasksched {}: exit {}, signal {}\n{}{}", command,
                                             result.exit_code.value_or(-1),
                                             result.signal.value_or(0), result.out, result.err));
    }
    if (!result.out.empty() && result.out.back() == '\n') {
        result.out.pop_back();
    }
    return std::move(result.out);
}

}  // namespace tasksched::support
