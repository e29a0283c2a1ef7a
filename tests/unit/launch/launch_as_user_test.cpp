#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/base/unique_fd.h"
#include "common/launch/launch.h"

namespace tasksched::launch {
namespace {

using base::UniqueFd;
using testing::HasSubstr;

/// Groups of this process that a program must not keep, and then those that it had.
class OwnGroups {
  public:
    explicit OwnGroups(const std::vector<gid_t>& groups) : before_(64) {
        before_.resize(static_cast<std::size_t>(
            std::max(0, ::getgroups(static_cast<int>(before_.size()), before_.data()))));
        EXPECT_EQ(::setgroups(groups.size(), groups.data()), 0);
    }
    OwnGroups(const OwnGroups&) = delete;
    OwnGroups& operator=(const OwnGroups&) = delete;
    ~OwnGroups() { EXPECT_EQ(::setgroups(before_.size(), before_.data()), 0); }

  private:
    std::vector<gid_t> before_;
};

/// A shell line as another user, and what it prints.
class LaunchAsUser : public testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0 || ::getpwnam("daemon") == nullptr) {
            GTEST_SKIP() << "takes root and the account daemon";
        }
    }

    static Program shell(const std::string& user, const std::string& line) {
        return {.argv = {"/bin/sh", "-c", line},
                .environment = {"HOME=", "PATH=/usr/bin:/bin"},
                .search_path = "/usr/bin:/bin",
                .directory = "/",
                .standard_input = std::nullopt,
                .limits = {},
                .user = user};
    }

    static tl::expected<std::string, LaunchFailure> output_of(const Program& program) {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
        const UniqueFd hearing(ends[0]);
        UniqueFd saying(ends[1]);
        const UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const auto pid = launch(
            program,
            {.standard_input = nothing.get(), .output = saying.get(), .error = saying.get()});
        saying.reset();
        if (!pid) {
            return tl::unexpected(pid.error());
        }
        std::string text;
        std::array<char, 4096> buffer{};
        for (ssize_t got = 1; got > 0;) {
            got = ::read(hearing.get(), buffer.data(), buffer.size());
            text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
        ::waitpid(*pid, nullptr, 0);
        return text;
    }
};

TEST_F(LaunchAsUser, HasTheirIdsTheirHomeAndNoWayBack) {
    const passwd* account = ::getpwnam("daemon");
    const OwnGroups root_and_shadow({0, 42});
    const std::string ids = fmt::format("{0}\t{0}\t{0}\t{0}", account->pw_uid);
    const std::string groups = fmt::format("{0}\t{0}\t{0}\t{0}", account->pw_gid);
    const auto output =
        output_of(shell("daemon",
                        "grep -E '^(Uid|Gid|Groups|CapPrm|CapEff):' /proc/self/status; echo $HOME; "
                        "echo to the pipe >/dev/stdout; cat /etc/shadow"));
    ASSERT_TRUE(output) << output.error().detail;
    EXPECT_THAT(*output, HasSubstr("Uid:\t" + ids + "\n"));
    EXPECT_THAT(*output, HasSubstr("Gid:\t" + groups + "\n"));
    EXPECT_THAT(*output, HasSubstr(fmt::format("Groups:\t{} \n", account->pw_gid)));
    EXPECT_THAT(*output, HasSubstr("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"));
    EXPECT_THAT(*output, HasSubstr(std::string("\n") + account->pw_dir + "\n"));
    EXPECT_THAT(*output, HasSubstr("to the pipe"));
    EXPECT_THAT(*output, HasSubstr("Permission denied"));
}

TEST_F(LaunchAsUser, EntersDirectoriesAndSetsLimitsAsThem) {
    Program closed = shell("daemon", "true");
    closed.directory = "/root";
    EXPECT_THAT(output_of(closed).error().detail, HasSubstr("cannot enter the directory '/root'"));
    Program eager = shell("daemon", "true");
    eager.limits.nice = -10;
    EXPECT_THAT(output_of(eager).error().detail, HasSubstr("cannot set the niceness"));
}

TEST_F(LaunchAsUser, IsRefusedForRootAndForNobodys) {
    for (const char* user : {"root", "no-such-user-here", ""}) {
        const auto output = output_of(shell(user, "id"));
        ASSERT_FALSE(output) << user;
        EXPECT_EQ(output.error().outcome, model::Outcome::kPermanent);
    }
}

TEST(LaunchWithoutPrivilege, CannotRunAsAnother) {
    if (::geteuid() == 0) {
        GTEST_SKIP() << "root can";
    }
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const auto pid =
        launch({.argv = {"/bin/true"},
                .environment = {},
                .search_path = "/bin",
                .directory = "/",
                .standard_input = std::nullopt,
                .limits = {},
                .user = "daemon"},
               {.standard_input = nothing.get(), .output = nothing.get(), .error = nothing.get()});
    ASSERT_FALSE(pid);
    EXPECT_THAT(pid.error().detail, HasSubstr("cannot become user 'daemon'"));
}

}  // namespace
}  // namespace tasksched::launch
