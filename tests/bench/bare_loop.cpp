#include "tests/bench/bare_loop.h"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <map>
#include <stdexcept>

#include "tests/support/exec_texts.h"

namespace tasksched::bench {
namespace {

std::chrono::microseconds own_cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

}  // namespace

BareLoop bare_loop(const std::vector<std::string>& command, int count) {
    const support::ExecTexts argv(command);
    const support::ExecTexts environment(support::Environment{{"PATH", "/bin:/usr/bin"}});
    const auto cpu = own_cpu();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
        pid_t pid = 0;
        int status = 0;
        if (::posix_spawn(&pid, command.front().c_str(), nullptr, nullptr, argv.data(),
                          environment.data()) != 0 ||
            ::waitpid(pid, &status, 0) != pid || status != 0) {
            throw std::runtime_error("the bare loop cannot run " + command.front());
        }
    }
    return {.taken = std::chrono::steady_clock::now() - begun, .own_cpu = own_cpu() - cpu};
}

}  // namespace tasksched::bench
