#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/ipc/bind_socket.h"
#include "common/ipc/frame.h"
#include "common/ipc/gateway.h"
#include "common/ipc/runtime.h"
#include "tests/support/daemon_fixture.h"

namespace tasksched {

/// The real daemon in system mode, as root, and the real command as accounts that each system has.
/// A test of it takes root, and is passed over elsewhere.
class SystemMode : public testing::Test {
  protected:
    /// Two who have nothing to do with each other.
    static constexpr const char* kAnn = "games";
    static constexpr const char* kBob = "man";

    void SetUp() override {
        if (::geteuid() != 0) {
            GTEST_SKIP() << "takes root, for processes of several users";
        }
        if (::getpwnam(kAnn) == nullptr || ::getpwnam(kBob) == nullptr) {
            GTEST_SKIP() << "takes the accounts " << kAnn << " and " << kBob;
        }
        std::filesystem::permissions(open_.path(), std::filesystem::perms(0755));
        const std::string toml = fmt::format(
            "store = \"{}\"\nmode = \"system\"\nruntime_directory = \"{}\"\n"
            "[security]\noperators = \"adm\"\n",
            daemon_.store_url(), open_.file("run"));
        config_ = open_.write("tasksched.toml", toml);
        std::filesystem::permissions(config_, std::filesystem::perms(0644));
        daemon_.configure(toml);
        daemon_.start();
    }

    /// The command of a user, with no groups but their own and `groups`.
    [[nodiscard]] support::ProcessSpec spec_of(const std::string& user,
                                               const std::vector<std::string>& arguments,
                                               const std::string& standard_input = {},
                                               const std::string& groups = {}) const {
        const passwd* account = ::getpwnam(user.c_str());
        support::ProcessSpec spec;
        spec.program = "setpriv";
        spec.arguments = {fmt::format("--reuid={}", account->pw_uid),
                          fmt::format("--regid={}", account->pw_gid),
                          groups.empty() ? "--clear-groups" : "--groups=" + groups, "--",
                          support::tasksched_program()};
        spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
        spec.environment = support::plain_environment("/nonexistent");
        spec.environment["TASKSCHED_CONFIG"] = config_;
        spec.directory = "/";
        spec.standard_input = standard_input;
        return spec;
    }

    [[nodiscard]] support::ProcessResult as(const std::string& user,
                                            const std::vector<std::string>& arguments,
                                            const std::string& standard_input = {}) const {
        return support::run(spec_of(user, arguments, standard_input));
    }

    /// The same, which must exit 0; its output without the last line end.
    std::string must(const std::string& user, const std::vector<std::string>& arguments,
                     const std::string& standard_input = {}) const {
        support::ProcessResult result = as(user, arguments, standard_input);
        EXPECT_EQ(result.exit_code, 0) << arguments.at(0) << ": " << result.err;
        if (!result.out.empty()) {
            result.out.pop_back();
        }
        return result.out;
    }

    [[nodiscard]] std::string socket_path() const {
        return ipc::runtime_paths(daemon_.store_path(), open_.file("run")).gateway_socket;
    }

    /// A connection that the kernel says is of that user. The C library's seteuid() would switch
    /// all threads.
    [[nodiscard]] base::UniqueFd connect_as(const std::string& user) const {
        const uid_t uid = ::getpwnam(user.c_str())->pw_uid;
        EXPECT_EQ(::syscall(SYS_setresuid, -1, uid, -1), 0);
        base::Result<base::UniqueFd> socket = ipc::connect_stream(socket_path());
        EXPECT_EQ(::syscall(SYS_setresuid, -1, 0, -1), 0);
        EXPECT_TRUE(socket) << socket.error().message;
        return socket ? std::move(*socket) : base::UniqueFd();
    }

    support::TemporaryHome open_;
    std::string config_;
    support::DaemonFixture daemon_;
};

}  // namespace tasksched
