#include "common/ipc/wake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_home.h"

namespace tasksched::ipc {
namespace {

using support::TemporaryHome;
using testing::HasSubstr;

bool is_readable(int fd) {
    pollfd poll{fd, POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
}

TEST(Wake, ReachesTheListener) {
    const TemporaryHome home;
    const auto listener = listen_for_wakes(home.file("wake"));
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_FALSE(is_readable(listener->get()));
    EXPECT_TRUE(wake(home.file("wake")));
    EXPECT_TRUE(is_readable(listener->get()));
    EXPECT_EQ(drain_wakes(listener->get()), 1);
    EXPECT_FALSE(is_readable(listener->get()));
}

TEST(Wake, TellsThatNobodyListens) {
    const TemporaryHome home;
    EXPECT_FALSE(wake(home.file("wake")));
    { const auto listener = listen_for_wakes(home.file("wake")); }
    EXPECT_FALSE(wake(home.file("wake"))) << "the socket's file is left, its owner is gone";
    EXPECT_FALSE(wake(home.write("file", "")));
}

TEST(Wake, NeitherBlocksNorFailsOnAFullQueue) {
    const TemporaryHome home;
    const auto listener = listen_for_wakes(home.file("wake"));
    ASSERT_TRUE(listener);
    constexpr int kFlood = 5000;
    for (int i = 0; i < kFlood; ++i) {
        ASSERT_TRUE(wake(home.file("wake")));
    }
    EXPECT_GT(drain_wakes(listener->get()), 0);
    EXPECT_EQ(drain_wakes(listener->get()), 0);
}

TEST(Wake, WorksInADirectoryWhosePathIsLongerThanASocketsAddress) {
    const TemporaryHome home;
    const std::string directory = home.file(std::string(90, 'd') + '/' + std::string(90, 'e'));
    std::filesystem::create_directories(directory);
    const std::string path = directory + "/wake";
    ASSERT_GT(path.size(), sizeof(sockaddr_un::sun_path));
    const auto listener = listen_for_wakes(path);
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_TRUE(std::filesystem::is_socket(path));
    EXPECT_TRUE(wake(path));
    EXPECT_EQ(drain_wakes(listener->get()), 1);
}

TEST(WakeListener, HasASocketThatOthersCannotUse) {
    const TemporaryHome home;
    const auto listener = listen_for_wakes(home.file("wake"));
    struct stat status {};
    ASSERT_EQ(::stat(home.file("wake").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST(WakeListener, TakesThePlaceOfASocketThatIsLeftOver) {
    const TemporaryHome home;
    const auto old = listen_for_wakes(home.file("wake"));
    const auto listener = listen_for_wakes(home.file("wake"));
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_TRUE(wake(home.file("wake")));
    EXPECT_EQ(drain_wakes(listener->get()), 1);
    EXPECT_EQ(drain_wakes(old->get()), 0);
}

TEST(WakeListener, DoesNotRemoveWhatIsNoSocket) {
    const TemporaryHome home;
    const std::string path = home.write("wake", "precious");
    const auto listener = listen_for_wakes(path);
    ASSERT_FALSE(listener);
    EXPECT_THAT(listener.error().message, HasSubstr("is no socket"));
    EXPECT_EQ(home.read("wake"), "precious");
}

TEST(WakeListener, SaysThatItsDirectoryIsMissing) {
    const TemporaryHome home;
    for (const std::string& directory : {std::string("none"), std::string(120, 'n')}) {
        const auto listener = listen_for_wakes(home.file(directory + "/wake"));
        ASSERT_FALSE(listener);
        EXPECT_EQ(listener.error().code, base::ErrorCode::kFailed);
        EXPECT_THAT(listener.error().message, HasSubstr("No such file or directory"));
    }
}

}  // namespace
}  // namespace tasksched::ipc
