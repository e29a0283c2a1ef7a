#include "common/base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/unique_fd.h"
#include "tests/support/temporary_home.h"

namespace tasksched::base {
namespace {

using testing::HasSubstr;

class File : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return home_.path() + "/" + name; }

    std::string write(const std::string& name, const std::string& content) const {
        std::ofstream(path(name)) << content;
        return path(name);
    }

    static mode_t mode_of(const std::string& path) {
        struct stat status {};
        EXPECT_EQ(::stat(path.c_str(), &status), 0);
        return status.st_mode & 07777U;
    }

  private:
    support::TemporaryHome home_;
};

TEST_F(File, IsReadWhole) {
    const std::string content(100'000, 'x');
    EXPECT_EQ(read_file(write("large", content), 100'000), content);
    EXPECT_EQ(read_file(write("empty", ""), 0), "");
}

TEST_F(File, LargerThanTheLimitIsRefused) {
    const auto result = read_file(write("large", "12345"), 4);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(result.error().message, HasSubstr("is larger than 4 bytes"));
}

TEST_F(File, ThatIsMissingIsNamed) {
    const auto result = read_file(path("none"), 10);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kFailed);
    EXPECT_EQ(result.error().message,
              "cannot read '" + path("none") + "': No such file or directory");
}

TEST_F(File, ThatIsADirectoryIsRefused) {
    const auto result = read_file(path("."), 10);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("Is a directory"));
}

TEST_F(File, EndlessOneIsRefusedAtTheLimit) {
    EXPECT_EQ(read_file("/dev/zero", 1 << 20).error().code, ErrorCode::kInvalid);
}

TEST_F(File, DescriptorIsReadFromWhereItStands) {
    const UniqueFd fd(::open(write("some", "abcdef").c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_EQ(::lseek(fd.get(), 3, SEEK_SET), 3);
    EXPECT_EQ(read_descriptor(fd.get(), 10, "standard input"), "def");
}

TEST_F(File, DescriptorIsNamedInMessages) {
    const auto result = read_descriptor(-1, 10, "standard input");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "cannot read 'standard input': Bad file descriptor");
}

TEST_F(File, PrivateDirectoryIsMadeWithThoseAboveIt) {
    ASSERT_TRUE(ensure_private_directory(path("a/b/c")));
    EXPECT_EQ(mode_of(path("a")), 0700U);
    EXPECT_EQ(mode_of(path("a/b/c")), 0700U);
    EXPECT_TRUE(ensure_private_directory(path("a/b/c")));
}

TEST_F(File, PrivateDirectoryThatOthersMayReadIsLeftAsItIs) {
    ASSERT_EQ(::mkdir(path("shared").c_str(), 0700), 0);
    ASSERT_EQ(::chmod(path("shared").c_str(), 0755), 0);
    EXPECT_TRUE(ensure_private_directory(path("shared")));
    EXPECT_EQ(mode_of(path("shared")), 0755U);
}

TEST_F(File, PrivateDirectoryThatOthersMayWriteIsRefused) {
    ASSERT_EQ(::mkdir(path("open").c_str(), 0700), 0);
    ASSERT_EQ(::chmod(path("open").c_str(), 0777), 0);
    const auto result = ensure_private_directory(path("open"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kNotPermitted);
    EXPECT_THAT(result.error().message, HasSubstr("chmod go-w"));
}

TEST_F(File, PrivateDirectoryOfAnotherUserIsRefused) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a directory away";
    }
    ASSERT_EQ(::mkdir(path("theirs").c_str(), 0700), 0);
    ASSERT_EQ(::chown(path("theirs").c_str(), 1, 1), 0);
    EXPECT_EQ(ensure_private_directory(path("theirs")).error().code, ErrorCode::kNotPermitted);
}

TEST_F(File, PrivateDirectoryThatIsAFileIsRefused) {
    const auto result = ensure_private_directory(write("file", ""));
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("Not a directory"));
    EXPECT_FALSE(ensure_private_directory(path("file/below")));
}

TEST(AbsolutePath, IsNormalByItsTextAlone) {
    EXPECT_EQ(absolute_path("/a/./b/../c"), "/a/c");
    EXPECT_EQ(absolute_path("/a/b/"), "/a/b");
    EXPECT_EQ(absolute_path("/"), "/");
    EXPECT_EQ(absolute_path("x"), std::filesystem::current_path().string() + "/x");
}

}  // namespace
}  // namespace tasksched::base
