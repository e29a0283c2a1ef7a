#include "common/config/plugin_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/config/config.h"
#include "tests/support/temporary_home.h"
#include "tests/unit/model/plugin_sample.h"

namespace tasksched::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

model::PluginPayload payload() {
    return {"slack",
            {{"channel", std::string("ops")}, {"key", std::string("token")}},
            model::plugin_type(model::slack_manifest())};
}

Secrets parsed(const std::string& text) {
    const auto config = parse_config("[secrets]\n" + text, "f.toml");
    EXPECT_TRUE(config) << (config ? "" : config.error().message);
    return config ? config->secrets : Secrets();
}

TEST(PluginSecrets, AreReadForTheFieldsThatNameThem) {
    const support::TemporaryHome home;
    const std::string file = home.write("token", "s3cret\n");
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    const auto read = read_secrets_of(payload(), parsed("token = '" + file + "'\n"));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, (model::PluginSecrets{{"key", "s3cret"}}));
}

TEST(PluginSecrets, ThatAreMissingOrOpenToOthersAreToldByField) {
    EXPECT_EQ(read_secrets_of(payload(), {}).error().message,
              "the field 'key': there is no secret of the name 'token' in [secrets] of "
              "tasksched.toml");
    const support::TemporaryHome home;
    const std::string file = home.write("token", "s3cret\n");
    ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
    const auto read = read_secrets_of(payload(), parsed("token = '" + file + "'\n"));
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("others may read or write it"));
    EXPECT_THAT(read.error().message, Not(HasSubstr("s3cret")));
}

TEST(SecretSettings, SayWhereSecretsStand) {
    const auto config = parse_config("[secrets]\na = '/etc/a'\nb-2 = 'credential:b'\n", "f.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(*config->secrets.at("a"), "/etc/a");
    EXPECT_EQ(*config->secrets.at("b-2"), "credential:b");
    const auto all = settings(*config);
    EXPECT_EQ(all.back().key, "secrets.b-2");
    EXPECT_EQ(all.back().value, "\"credential:b\"");
    EXPECT_EQ(all.back().origin, "f.toml:3");
}

TEST(SecretSettings, AreRefusedWhereTheyAreSecretsOrNoPlaces) {
    for (const char* line : {"a = 'hunter2'", "a = 5", "a = 'relative/path'", "\"a b\" = '/etc/a'",
                             "a.b = '/etc/a'", "1a = '/etc/a'"}) {
        const auto config = parse_config("[secrets]\n" + std::string(line), "f.toml");
        ASSERT_FALSE(config) << line;
        EXPECT_THAT(config.error().message, StartsWith("f.toml:2: secrets.")) << line;
    }
}

}  // namespace
}  // namespace tasksched::config
