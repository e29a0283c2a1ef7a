#include "common/base/unique_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace tasksched::base {
namespace {

int open_null() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

TEST(UniqueFd, ClosesAtTheEndOfItsLife) {
    const int fd = open_null();
    { const UniqueFd owner(fd); }
    EXPECT_FALSE(is_open(fd));
}

TEST(UniqueFd, MovesItsDescriptor) {
    const int fd = open_null();
    UniqueFd first(fd);
    UniqueFd second(std::move(first));
    EXPECT_TRUE(is_open(fd));
    EXPECT_EQ(second.get(), fd);
    EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what it is left as is the claim
}

TEST(UniqueFd, ClosesWhatItHadWhenItTakesAnother) {
    const int old_one = open_null();
    const int new_one = open_null();
    UniqueFd owner(old_one);
    owner = UniqueFd(new_one);
    EXPECT_FALSE(is_open(old_one));
    EXPECT_EQ(owner.get(), new_one);
}

TEST(UniqueFd, LeavesAReleasedOneOpen) {
    UniqueFd owner(open_null());
    const int fd = owner.release();
    owner.reset();
    EXPECT_TRUE(is_open(fd));
    ::close(fd);
}

}  // namespace
}  // namespace tasksched::base
