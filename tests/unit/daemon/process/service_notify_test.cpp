#include "daemon/process/service_notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "common/base/unique_fd.h"
#include "tests/support/temporary_home.h"

namespace tasksched::daemon {
namespace {

/// What the service's supervisor has open; '@' begins an abstract name.
class NotifySocket {
  public:
    explicit NotifySocket(const std::string& address)
        : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un bound{};
        bound.sun_family = AF_UNIX;
        std::memcpy(bound.sun_path, address.data(), address.size());
        if (address[0] == '@') {
            bound.sun_path[0] = '\0';
        }
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
        EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&bound), size), 0);
    }

    [[nodiscard]] std::string receive() const {
        std::array<char, 256> text{};
        const ssize_t size = ::recv(fd_.get(), text.data(), text.size(), 0);
        return size < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(size));
    }

  private:
    base::UniqueFd fd_;
};

TEST(ServiceNotify, ReachesASocketAtAPath) {
    const support::TemporaryHome home;
    const NotifySocket socket(home.file("notify"));
    EXPECT_TRUE(notify_service_at(home.file("notify"), "READY=1"));
    EXPECT_EQ(socket.receive(), "READY=1");
}

TEST(ServiceNotify, ReachesAnAbstractSocket) {
    const std::string address = "@tasksched-test-" + std::to_string(::getpid());
    const NotifySocket socket(address);
    EXPECT_TRUE(notify_service_at(address, "STOPPING=1"));
    EXPECT_EQ(socket.receive(), "STOPPING=1");
}

TEST(ServiceNotify, GoesToTheSocketThatTheEnvironmentNames) {
    const support::TemporaryHome home;
    const NotifySocket socket(home.file("notify"));
    ::setenv("NOTIFY_SOCKET", home.file("notify").c_str(), 1);
    EXPECT_TRUE(notify_service("READY=1"));
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_EQ(socket.receive(), "READY=1");
}

TEST(ServiceNotify, IsNotSentWhereNobodyListens) {
    EXPECT_FALSE(notify_service("READY=1"));
    EXPECT_FALSE(notify_service_at("/no/such/socket", "READY=1"));
    for (const std::string& address :
         {std::string(), std::string("@"), std::string("relative"), "/" + std::string(200, 'x')}) {
        EXPECT_FALSE(notify_service_at(address, "READY=1")) << address;
    }
}

}  // namespace
}  // namespace tasksched::daemon
