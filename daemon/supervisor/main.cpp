// The supervisor of taskschedd: launches commands for it and outlives it. Started by the daemon.

#include <asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>

#include "common/ipc/bind_socket.h"
#include "common/ipc/daemon_lock.h"
#include "daemon/log.h"
#include "daemon/process/core_dumps.h"
#include "daemon/process/detach.h"
#include "daemon/process/inherited_state.h"
#include "daemon/process/instance_name.h"
#include "daemon/supervisor/supervisor.h"

namespace tasksched::daemon {
namespace {

constexpr int kUsageError = 2;

int complain(const base::Error& error) {
    std::fprintf(stderr, "tasksched-supervisor: %s\n", error.message.c_str());
    return base::exit_status(error.code);
}

int serve(const std::string& socket_path, const std::string& lock_path,
          const std::string& log_path) {
    if (auto reset = reset_inherited_state(); !reset) {
        return complain(reset.error());
    }
    if (auto raised = raise_descriptor_limit(); !raised) {
        return complain(raised.error());
    }
    if (auto closed = close_memory_to_others(); !closed) {
        return complain(closed.error());
    }
    auto detached = Detachment::begin(log_path);
    if (!detached) {
        return complain(detached.error());
    }
    if (!*detached) {
        return 0;  // The foreground: the supervisor in the background listens.
    }
    Detachment& foreground = **detached;
    start_log(LogLevel::kInfo);
    const auto lock = ipc::DaemonLock::acquire(lock_path);
    if (!lock) {
        foreground.failed(lock.error());
        return complain(lock.error());
    }
    auto listening = ipc::listen_for_streams(socket_path);
    if (!listening) {
        foreground.failed(listening.error());
        return complain(listening.error());
    }
    if (auto written = lock->write_address(socket_path); !written) {
        foreground.failed(written.error());
        return complain(written.error());
    }
    asio::io_context loop(1);
    Supervisor supervisor(loop, std::move(*listening),
                          {.socket_path = socket_path, .instance = "s" + instance_name()});
    foreground.ready();
    supervisor.run();
    return 0;
}

}  // namespace
}  // namespace tasksched::daemon

int main(int argc, char** argv) {
    constexpr int kArguments = 4;
    if (argc != kArguments) {
        std::fputs("tasksched-supervisor: started by taskschedd(8), not by hand\n", stderr);
        return tasksched::daemon::kUsageError;
    }
    try {
        return tasksched::daemon::serve(argv[1], argv[2], argv[3]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "tasksched-supervisor: unexpected failure: %s\n", error.what());
        return 1;
    }
}
