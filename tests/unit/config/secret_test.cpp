#include "common/config/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tests/support/temporary_home.h"

namespace tasksched::config {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr mode_t kPrivate = 0600;

class Secret : public testing::Test {
  protected:
    std::string file(const std::string& content, mode_t mode = kPrivate) {
        const std::string path = home_.write("secret", content);
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        return path;
    }

    std::string refusal(const std::string& content, mode_t mode = kPrivate) {
        const auto secret = read_secret(file(content, mode));
        return secret ? "accepted" : secret.error().message;
    }

    support::TemporaryHome home_;
};

TEST_F(Secret, IsTheLineWithoutItsEnd) {
    EXPECT_EQ(read_secret(file("hunter2\n")).value(), "hunter2");
    EXPECT_EQ(read_secret(file("with blanks \r\n")).value(), "with blanks ");
    EXPECT_EQ(read_secret(file("no end")).value(), "no end");
}

TEST_F(Secret, IsRefusedWhereOthersMayReadIt) {
    EXPECT_THAT(refusal("hunter2", 0640), HasSubstr("others may read or write it (mode 0640)"));
    EXPECT_THAT(refusal("hunter2", 0604), HasSubstr("chmod 600"));
    EXPECT_EQ(refusal("hunter2", 0400), "accepted");
}

TEST_F(Secret, IsNeverInTheMessage) {
    EXPECT_THAT(refusal("hunter2\nhunter3"), Not(HasSubstr("hunter")));
    EXPECT_THAT(refusal("hunter2", 0666), Not(HasSubstr("hunter")));
}

TEST_F(Secret, IsRefusedWhereItIsEmptyOrOfSeveralLines) {
    EXPECT_THAT(refusal(""), HasSubstr("is empty"));
    EXPECT_THAT(refusal("\n"), HasSubstr("is empty"));
    EXPECT_THAT(refusal("a\nb\n"), HasSubstr("one line is expected"));
}

TEST_F(Secret, IsNotReadThroughALinkOrFromADirectory) {
    const std::string path = home_.file("link");
    std::filesystem::create_symlink(file("hunter2"), path);
    EXPECT_FALSE(read_secret(path));
    EXPECT_THAT(read_secret(home_.path()).error().message, HasSubstr("is not a file"));
}

TEST_F(Secret, MayBeACredentialOfTheService) {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_THAT(read_secret("credential:secret").error().message, HasSubstr("LoadCredential="));
    ASSERT_EQ(::setenv("CREDENTIALS_DIRECTORY", home_.path().c_str(), 1), 0);
    file("hunter2\n", 0440);
    EXPECT_EQ(read_secret("credential:secret").value(), "hunter2");
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(Secret, HasASourceOfOneOfTwoForms) {
    EXPECT_TRUE(check_secret_source("/etc/tasksched/token"));
    EXPECT_TRUE(check_secret_source("credential:token"));
    EXPECT_FALSE(check_secret_source("token"));
    EXPECT_FALSE(check_secret_source("credential:../token"));
    EXPECT_FALSE(check_secret_source("credential:"));
    EXPECT_FALSE(check_secret_source(""));
}

}  // namespace
}  // namespace tasksched::config
