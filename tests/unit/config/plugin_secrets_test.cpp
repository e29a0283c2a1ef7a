#include "common/config/plugin_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "tests/support/temporary_home.h"
#include "tests/unit/model/plugin_sample.h"

namespace tasksched::config {
namespace {

using testing::HasSubstr;

model::PluginPayload payload() {
    return {"slack",
            {{"channel", std::string("ops")}, {"key", std::string("token")}},
            model::plugin_type(model::slack_manifest())};
}

TEST(PluginSecrets, AreReadForTheFieldsThatNameThem) {
    const support::TemporaryHome home;
    ASSERT_EQ(::chmod(home.write("secrets/token", "s3cret\n").c_str(), 0600), 0);
    const auto read = read_secrets_of(payload(), home.file("secrets"));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, (model::PluginSecrets{{"key", "s3cret"}}));
}

TEST(PluginSecrets, ThatAreMissingOrOpenToOthersAreToldByField) {
    const support::TemporaryHome home;
    EXPECT_EQ(read_secrets_of(payload(), home.path()).error().message,
              "the field 'key' names a secret that cannot be read: cannot open '" +
                  home.file("token") + "': No such file or directory");
    EXPECT_THAT(read_secrets_of(payload(), "").error().message,
                HasSubstr("there is no directory of secrets: set 'secrets' in [http]"));
    ASSERT_EQ(::chmod(home.write("token", "s3cret\n").c_str(), 0644), 0);
    const auto read = read_secrets_of(payload(), home.path());
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("others may read or write it"));
    EXPECT_THAT(read.error().message, Not(HasSubstr("s3cret")));
}

TEST(PluginSecrets, AreTheServicesCredentialsBeforeFiles) {
    const support::TemporaryHome home;
    home.write("credentials/token", "of the service\n");
    ASSERT_EQ(::chmod(home.write("token", "of the file\n").c_str(), 0600), 0);
    ::setenv("CREDENTIALS_DIRECTORY", home.file("credentials").c_str(), 1);
    const auto read = read_secrets_of(payload(), home.path());
    ::unsetenv("CREDENTIALS_DIRECTORY");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->at("key"), "of the service");
}

}  // namespace
}  // namespace tasksched::config
