#include "common/ipc/runtime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::ipc {
namespace {

using testing::StartsWith;

TEST(RuntimePaths, StandBesideTheStore) {
    const RuntimePaths paths = runtime_paths("/data/tasks.db", std::nullopt);
    EXPECT_EQ(paths.wake_socket, "/data/tasks.db-wake");
    EXPECT_EQ(paths.gateway_socket, "/data/tasks.db-gateway");
    EXPECT_EQ(paths.daemon_lock, "/data/tasks.db-daemon");
    EXPECT_EQ(paths.daemon_log, "/data/tasks.db-daemon.log");
}

TEST(RuntimePaths, MoveTheSocketAloneIntoARuntimeDirectory) {
    const RuntimePaths paths = runtime_paths("/data/tasks.db", "/run/tasksched");
    EXPECT_THAT(paths.wake_socket, StartsWith("/run/tasksched/"));
    EXPECT_EQ(paths.daemon_lock, "/data/tasks.db-daemon");
}

TEST(RuntimePaths, AreAnotherSocketForAnotherStore) {
    EXPECT_NE(runtime_paths("/a/tasks.db", "/run").wake_socket,
              runtime_paths("/b/tasks.db", "/run").wake_socket);
    EXPECT_EQ(runtime_paths("/a/tasks.db", "/run").wake_socket,
              runtime_paths("/a/tasks.db", "/run").wake_socket);
}

TEST(RuntimePaths, HaveASocketNameThatFitsHoweverLongTheStoresIs) {
    const std::string store = "/data/" + std::string(200, 'x') + ".db";
    const std::string socket = runtime_paths(store, std::nullopt).wake_socket;
    EXPECT_THAT(socket, StartsWith("/data/"));
    EXPECT_LE(socket.size(), 6U + 80U);
}

}  // namespace
}  // namespace tasksched::ipc
