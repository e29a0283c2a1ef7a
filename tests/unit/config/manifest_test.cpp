#include "common/config/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::config {
namespace {

using model::FieldKind;
using model::PluginManifest;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kFile = "/plugins/slack.toml";

PluginManifest parsed(std::string_view text) {
    const auto manifest = parse_manifest(text, kFile);
    EXPECT_TRUE(manifest) << (manifest ? "" : manifest.error().message);
    return manifest.value_or(PluginManifest());
}

std::string refusal(std::string_view text, const std::string& file = kFile) {
    const auto manifest = parse_manifest(text, file);
    if (manifest) {
        return "accepted";
    }
    EXPECT_EQ(manifest.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(manifest.error().message.find('\n'), std::string::npos);
    return manifest.error().message;
}

TEST(Manifest, NeedsNothingButAHelp) {
    const PluginManifest manifest = parsed("help = 'post a message'\n");
    EXPECT_EQ(manifest.name, "slack");
    EXPECT_EQ(manifest.help, "post a message");
    EXPECT_EQ(manifest.file, kFile);
    EXPECT_EQ(manifest.program, "/plugins/slack");
    EXPECT_TRUE(manifest.fields.empty());
    EXPECT_EQ(manifest.policies.retries, 5);
    EXPECT_EQ(manifest.policies.timeout, std::nullopt);
}

TEST(Manifest, NamesTheProgramFromItsDirectoryOrByItsWholePath) {
    EXPECT_EQ(parsed("help = 'x'\nprogram = 'bin/../post.sh'\n").program, "/plugins/post.sh");
    EXPECT_EQ(parsed("help = 'x'\nprogram = '/opt/post'\n").program, "/opt/post");
}

TEST(Manifest, DescribesFieldsInTheirOrder) {
    const PluginManifest manifest = parsed(
        "help = 'x'\n"
        "[fields.zeal]\ntype = 'choice'\nchoices = ['low', 'high']\ndefault = 'low'\n"
        "[fields.text]\nrequired = true\nhelp = 'the message'\nmax_length = 100\n"
        "[fields.ratio]\ndefault = 0.5\ntype = 'number'\nmax = 1\nmin = 0.25\n"
        "[fields.wait]\ntype = 'duration'\nmin = '1s'\nmax = '1h'\ndefault = 90\n"
        "[fields.loud]\ntype = 'boolean'\ndefault = false\n"
        "[fields.plain]\n");
    ASSERT_EQ(manifest.fields.size(), 6U);
    EXPECT_EQ(manifest.fields[0].name, "zeal");
    EXPECT_EQ(manifest.fields[0].choices, (std::vector<std::string>{"low", "high"}));
    EXPECT_EQ(manifest.fields[1].name, "text");
    EXPECT_EQ(manifest.fields[1].kind, FieldKind::kText);
    EXPECT_TRUE(manifest.fields[1].required);
    EXPECT_EQ(manifest.fields[1].help, "the message");
    EXPECT_EQ(manifest.fields[1].max_length, 100);
    EXPECT_EQ(manifest.fields[2].default_value, model::PluginValue(0.5));
    EXPECT_EQ(manifest.fields[2].max, model::PluginValue(1.0));
    EXPECT_EQ(manifest.fields[3].default_value, model::PluginValue(std::int64_t{90}));
    EXPECT_EQ(manifest.fields[3].max, model::PluginValue(std::int64_t{3600}));
    EXPECT_EQ(manifest.fields[4].default_value, model::PluginValue(false));
    EXPECT_EQ(manifest.fields[5].name, "plain");
}

TEST(Manifest, SetsPoliciesAndLimits) {
    const PluginManifest manifest = parsed(
        "help = 'x'\n[policies]\ntimeout = '30s'\nretries = 2\nbackoff = '1s..5s'\n"
        "on_crash = 'retry'\ncatch_up = 'none'\nmemory = '64M'\n");
    EXPECT_EQ(manifest.policies.timeout, std::chrono::seconds(30));
    EXPECT_EQ(manifest.policies.retries, 2);
    EXPECT_EQ(manifest.policies.backoff.cap, std::chrono::seconds(5));
    EXPECT_EQ(manifest.policies.on_crash, model::OnCrash::kRetry);
    EXPECT_EQ(manifest.policies.catch_up, model::CatchUp::kNone);
    EXPECT_EQ(manifest.policies.limits.memory, 64LL * 1024 * 1024);
}

TEST(Manifest, SaysWhatExitStatusesMean) {
    const model::PluginType type(
        parsed("help = 'x'\n[exit_codes.22]\nhelp = 'refused'\nmeans = 'failed'\n"
               "[exit_codes.100-110]\nmeans = 'try-again'\n[exit_codes.69]\nhelp = 'no net'\n"));
    ASSERT_NE(type.exit(22), nullptr);
    EXPECT_EQ(type.exit(22)->help, "refused");
    EXPECT_EQ(type.exit(22)->tries_again, false);
    EXPECT_EQ(type.exit(105)->tries_again, true);
    EXPECT_EQ(type.exit(69)->tries_again, std::nullopt) << "as without a manifest";
    EXPECT_EQ(type.exit(1), nullptr);
}

struct Bad {
    const char* text;
    const char* begin;  ///< of the message, behind the file's name
    const char* part = "";
};

TEST(Manifest, ThatIsBadIsRefusedWithItsLineAndTheReason) {
    const Bad manifests[] = {
        {"", ":1: help: missing; say in one line what the plugin does"},
        {"help = 5", ":1: help: ", "a text of one line"},
        {"help = ''", ":1: help: ", "a text of one line"},
        {"help = 'a'\nhelp = 'b'", ":2: not valid TOML: "},
        {"help = 'a'\nprogramm = 'x'", ":2: programm: unknown key; did you mean 'program'?"},
        {"help = 'a'\nxyzzy = 1",
         ":2: xyzzy: unknown key; there are name, help, program, policies"},
        {"help = 'a'\nprogram = 5", ":2: program: a text in quotes"},
        {"help = 'a'\nname = 'chat'", ":2: name: 'chat' does not fit the file's name, slack.toml"},
        {"help = 'a'\n[policies]\nretrie = 5", ":3: policies.retrie: unknown key; did you mean "},
        {"help = 'a'\n[policies]\nretries = 500", ":3: policies.retries: '500' is not a whole"},
        {"help = 'a'\n[policies]\ntimeout = [1]", ":3: policies.timeout: a text or a number is"},
        {"help = 'a'\n[policies]\non_crash = 'panic'", ":3: policies.on_crash: 'panic'", "ask"},
        {"help = 'a'\npolicies = 5", ":2: policies: a section [policies] is expected"},
        {"help = 'a'\nfields = 5", ":2: fields: a field is a section of its own: [fields.NAME]"},
        {"help = 'a'\n[[fields]]\nname = 'x'", ":2: fields: a field is a section of its own"},
        {"help = 'a'\n[fields]\nx = 'text'", ":3: fields.x: a field is a section of its own"},
        {"help = 'a'\n[fields.\"a b\"]", ":2: fields.\"a b\": 'a b' cannot name a field"},
        {"help = 'a'\n[fields.x]\ntyp = 'line'", ":3: fields.x.typ: unknown key; did you mean"},
        {"help = 'a'\n[fields.x]\ntype = 'string'",
         ":3: fields.x.type: 'string' is not one of text,"},
        {"help = 'a'\n[fields.x]\nrequired = 'yes'", ":3: fields.x.required: true or false is"},
        {"help = 'a'\n\n[fields.x]\ntype = 'choice'", ":4: fields.x.choices: missing; a list"},
        {"help = 'a'\n[fields.x]\ntype = 'choice'\nchoices = []",
         ":4: fields.x.choices: a list of"},
        {"help = 'a'\n[fields.x]\nchoices = ['a']", ":3: fields.x.choices: choices are for"},
        {"help = 'a'\n[fields.x]\nmin = 1", ":3: fields.x.min: bounds are for fields of the types"},
        {"help = 'a'\n[fields.x]\ntype = 'integer'\nmin = 5\nmax = 4",
         ":5: fields.x.max: '4' is not a whole number of at least 5"},
        {"help = 'a'\n[fields.x]\ntype = 'integer'\nmax = 'many'",
         ":4: fields.x.max: 'many' is not"},
        {"help = 'a'\n[fields.x]\ntype = 'integer'\ndefault = 'x'", ":4: fields.x.default: 'x' is"},
        {"help = 'a'\n[fields.x]\ntype = 'integer'\nmax = 3\ndefault = 4",
         ":5: fields.x.default: '4' is not a whole number of at most 3"},
        {"help = 'a'\n[fields.x]\nrequired = true\ndefault = 'y'",
         ":4: fields.x.default: a field that is required needs no default"},
        {"help = 'a'\n[fields.x]\ndefault = 2026-01-01",
         ":3: fields.x.default: a text is expected"},
        {"help = 'a'\n[fields.x]\ntype = 'file'\nmax_length = 5",
         ":4: fields.x.max_length: a length"},
        {"help = 'a'\n[fields.x]\nmax_length = 0",
         ":3: fields.x.max_length: a whole number from 1"},
        {"help = 'a'\n[exit_codes.0]\nhelp = 'x'",
         ":3: exit_codes.0.help: '0' is not an exit status"},
        {"help = 'a'\n[exit_codes.9]\nmeans = 'maybe'", ":3: exit_codes.9.means: \"try-again\" or"},
        {"help = 'a'\n[exit_codes.9]\nmeaning = 'x'", ":3: exit_codes.9.meaning: unknown key"},
        {"help = 'a'\nexit_codes = 5", ":2: exit_codes: a section [exit_codes.CODES] is expected"},
        {"help = \n", ":1: not valid TOML: "},
    };
    for (const Bad& bad : manifests) {
        EXPECT_THAT(refusal(bad.text), StartsWith(std::string(kFile) + bad.begin)) << bad.text;
        EXPECT_THAT(refusal(bad.text), HasSubstr(bad.part)) << bad.text;
    }
}

TEST(Manifest, HasTheNameOfATypeThatMayBe) {
    for (const char* name : {"command", "email", "http", "plugin", "Slack", "1a", "a b", "ä"}) {
        EXPECT_THAT(refusal("help = 'x'", "/plugins/" + std::string(name) + ".toml"),
                    HasSubstr("cannot name a type: a lower-case letter"))
            << name;
    }
    EXPECT_EQ(refusal("help = 'x'", "/plugins/my-chat_2.toml"), "accepted");
}

}  // namespace
}  // namespace tasksched::config
