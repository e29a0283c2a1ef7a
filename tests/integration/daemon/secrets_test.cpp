// Where the secrets of all types are not, while they are used and after a crash.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/integration/daemon/installed_plugin.h"
#include "tests/integration/daemon/mail_setting.h"
#include "tests/support/payment_gateway.h"

namespace tasksched::support {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Then = ScriptedReply::Then;

constexpr const char* kPassword = "canary-of-mail-51d07e";
constexpr const char* kToken = "canary-of-payments-c2a4";
constexpr const char* kKey = "canary-of-calls-98bb1f";
constexpr const char* kPluginKey = "canary-of-a-plugin-07aa";

/// The secrets, and the password as the ways to log in have it (base64 of parts of them).
const std::vector<std::string> kCanaries{kPassword,
                                         kToken,
                                         kKey,
                                         kPluginKey,
                                         "NhbmFyeS1vZi1tYWlsLTUxZDA3Z",
                                         "Y2FuYXJ5LW9mLW1haWwtNTFkMDdl"};

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// All texts that were looked through, each with its place.
using Places = std::map<std::string, std::string>;

/// The store with its log, what daemon and supervisor log, and whatever else they leave.
void add_files(const DaemonFixture& daemon, Places& places) {
    const std::string secrets = daemon.home().file("secrets");
    for (const auto& entry : fs::recursive_directory_iterator(daemon.home().path())) {
        if (entry.is_regular_file() && !entry.path().string().starts_with(secrets)) {
            places[entry.path()] = content_of(entry.path());
        }
    }
    places["the log"] = daemon.log();
}

/// What `ps` tells of all processes. The servers of this test know their passwords.
void add_processes(Places& places) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string command = content_of(entry.path() / "cmdline");
        if (!command.empty() && command.find("smtp_server.py") == std::string::npos) {
            places[entry.path() / "cmdline"] = command;
            places[entry.path() / "environ"] = content_of(entry.path() / "environ");
        }
    }
}

void add_commands(const DaemonFixture& daemon, const std::vector<std::string>& tasks,
                  Places& places) {
    std::vector<std::vector<std::string>> commands{
        {"status"}, {"--json", "status"}, {"config", "show"}, {"--json", "list", "--all"}};
    for (const std::string& task : tasks) {
        commands.insert(commands.end(), {{"show", task},
                                         {"--json", "show", task},
                                         {"--json", "runs", "--items", task},
                                         {"why", task},
                                         {"logs", newest_run_of(daemon, task)}});
    }
    for (const auto& words : commands) {
        const ProcessResult result = daemon.tasksched(words);
        std::string place = "tasksched";
        for (const std::string& word : words) {
            place += " " + word;
        }
        places[place] = result.out + result.err;
    }
}

void expect_no_canary(const Places& places) {
    for (const auto& [place, text] : places) {
        for (const std::string& canary : kCanaries) {
            EXPECT_EQ(text.find(canary), std::string::npos) << canary << " in " << place;
        }
    }
}

/// Whether the process in that directory of /proc is a child of `parent`.
bool is_child_of(const fs::path& process, pid_t parent) {
    return content_of(process / "status").find(fmt::format("\nPPid:\t{}\n", parent)) !=
           std::string::npos;
}

/// The pid of the supervisor's child that has this in its environment. Other tests have children
/// with the same numbers of runs.
std::string pid_with(const Places& places, pid_t supervisor, const std::string& variable) {
    for (const auto& [place, text] : places) {
        const fs::path process = fs::path(place).parent_path();
        if (place.ends_with("/environ") && text.find(variable) != std::string::npos &&
            is_child_of(process, supervisor)) {
            return process.filename();
        }
    }
    return "none";
}

std::string core_limit_of(const std::string& pid) {
    const std::string limits = content_of("/proc/" + pid + "/limits");
    const auto at = limits.find("Max core file size");
    std::istringstream line(limits.substr(at == std::string::npos ? limits.size() : at + 18));
    std::string soft;
    line >> soft;
    return soft;
}

/// A daemon with servers for all types, which repeat in their errors what they were told.
class Secrets : public testing::Test {
  protected:
    void SetUp() override {
        ::getrlimit(RLIMIT_CORE, &core_limit_);
        const rlimit all{.rlim_cur = core_limit_.rlim_max, .rlim_max = core_limit_.rlim_max};
        ::setrlimit(RLIMIT_CORE, &all);
        gateway_.set_token(kToken);
        const std::string password = keep("password", kPassword);
        const std::string token = keep("token", kToken);
        keep("key", kKey);
        keep("plugin-key", kPluginKey);
        install_plugin(daemon_, "note", "help = 'note'\n[fields.key]\ntype = 'secret'\n",
                       "read -r line; " + wait_for_file(gate_));
        const std::string login = fmt::format(
            "user = 'relay'\npassword_file = '{}'\nca_file = '{}'\n", password, authority_.file());
        daemon_.configure(section_for(smtp_, login) +
                          gateway_.configuration(token, "timeout = \"5m\"") +
                          fmt::format("secrets = '{0}/secrets'\n[plugins]\ndirectories = "
                                      "['{0}/plugins']\n[notify]\ndefault = 'ops@x.org'\n"
                                      "[daemon]\nlog_level = 'debug'\ngrace = '1s'\n",
                                      daemon_.home().path()));
        daemon_.start();
    }

    void TearDown() override { ::setrlimit(RLIMIT_CORE, &core_limit_); }

    std::string keep(const std::string& name, const std::string& secret) {
        const std::string file = daemon_.home().write("secrets/" + name, secret + "\n");
        EXPECT_EQ(::chmod(file.c_str(), 0600), 0);
        return file;
    }

    std::string due(std::vector<std::string> words) {
        words.insert(words.begin(), {"schedule", "--in", "1s", "--backoff", "1s..1s"});
        return daemon_.must(words);
    }

    static ScriptedReply call(const std::string& request) {
        return request.find("/hang") != std::string::npos
                   ? ScriptedReply{.bytes = {}, .then = Then::kHang}
                   : http_reply(500, {}, "you sent " + request);
    }

    static PaymentGateway::Behaviour pay(const std::string& receiver, int calls) {
        using Fault = PaymentGateway::Fault;
        if (receiver == "acct_hang") {
            return {.fault = Fault::kHang};
        }
        const std::string body = fmt::format(R"({{"message": "no good: Bearer {}"}})", kToken);
        return {.fault = calls == 1 || receiver == "acct_bad" ? Fault::kStatus : Fault::kNone,
                .status = calls == 1 ? 500 : 400,
                .body = body};
    }

    rlimit core_limit_{};
    DaemonFixture daemon_;
    const std::string gate_ = daemon_.home().file("gate");
    const TestAuthority authority_;
    const Certificate certificate_ = authority_.issue("IP:127.0.0.1");
    SmtpServer smtp_{{.tls = &certificate_, .user = "relay", .password = kPassword}};
    ScriptedServer http_{call};
    PaymentGateway gateway_{pay};
};

TEST_F(Secrets, StandNowhereButInTheirFiles) {
    const auto email = due({"email", "--to", "grey@x.org", "--message", "x"});
    const auto report = due({"report", "--to", "ada@x.org", "--shell", wait_for_file(gate_)});
    const auto http = due({"--retries", "1", "http", "POST", http_.url("/echo"), "--header",
                           "X-Key: @secret:key", "--data", "key=@secret:key"});
    const auto open = due(
        {"--timeout", "5m", "http", "GET", http_.url("/hang"), "--header", "X-Key: @secret:key"});
    const auto paid = due({"payment", "--from", "acct_1", "--transfer", "acct_good=1", "--transfer",
                           "acct_bad=2", "--currency", "EUR"});
    const auto unpaid = due(
        {"payment", "--from", "acct_1", "--to", "acct_hang", "--amount", "3", "--currency", "EUR"});
    const auto plugin = due({"note", "--set", "key=plugin-key"});
    ASSERT_TRUE(eventually_runs(daemon_, email, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon_, http, "failed", 1));
    ASSERT_TRUE(eventually_runs(daemon_, paid, "failed", 1));
    for (const std::string& task : {report, open, unpaid, plugin}) {
        ASSERT_TRUE(eventually_runs(daemon_, task, "running", 1));
    }
    // The email, and what is told of the two failures.
    ASSERT_EQ(smtp_.wait_for(3).size(), 3U);
    EXPECT_EQ(gateway_.booked("acct_good"), 1U);
    ASSERT_TRUE(eventually([&] { return gateway_.requests().size() == 5; }));
    for (const std::string& request : http_.requests()) {
        EXPECT_THAT(request, HasSubstr(kKey));
    }
    const std::vector<std::string> tasks{email, report, http, open, paid, unpaid, plugin};
    const auto look = [&] {
        Places places;
        add_files(daemon_, places);
        add_processes(places);
        add_commands(daemon_, tasks, places);
        for (const ReceivedMail& mail : smtp_.received()) {
            places["mail from " + mail.content] = mail.content;
        }
        expect_no_canary(places);
        return places;
    };
    const Places places = look();
    const std::string child = pid_with(places, *daemon_.supervisor_pid(),
                                       "TASKSCHED_RUN_ID=" + newest_run_of(daemon_, plugin));
    EXPECT_NE(child, "none");
    EXPECT_THAT(places.at("tasksched logs " + newest_run_of(daemon_, http)), HasSubstr("you sent"));
    EXPECT_THAT(places.at(daemon_.store_path()) + places.at(daemon_.store_path() + "-wal"),
                HasSubstr("plugin-key"))
        << "what is looked through names the secret";
    daemon_.home().write("gate", "");
    ASSERT_TRUE(eventually_runs(daemon_, plugin, "succeeded", 1));
    ASSERT_TRUE(eventually_runs(daemon_, report, "succeeded", 1));
    daemon_.restart();
    look();
}

/// The limits of the children are those that the daemon was started with.
TEST_F(Secrets, AreInNoCoreDump) {
    const auto plugin = due({"note", "--set", "key=plugin-key"});
    const auto open = due(
        {"--timeout", "5m", "http", "GET", http_.url("/hang"), "--header", "X-Key: @secret:key"});
    ASSERT_TRUE(eventually_runs(daemon_, plugin, "running", 1));
    ASSERT_TRUE(eventually([&] { return http_.requests().size() == 1; }));
    Places processes;
    ASSERT_TRUE(eventually([&] {
        add_processes(processes);
        return pid_with(processes, *daemon_.supervisor_pid(),
                        "TASKSCHED_RUN_ID=" + newest_run_of(daemon_, plugin)) != "none";
    }));
    const std::string child = pid_with(processes, *daemon_.supervisor_pid(),
                                       "TASKSCHED_RUN_ID=" + newest_run_of(daemon_, plugin));
    const std::string own = core_limit_of("self");
    EXPECT_EQ(core_limit_of(child), own);
    EXPECT_EQ(core_limit_of(std::to_string(*daemon_.supervisor_pid())), own) << "as rehearse takes";
    EXPECT_EQ(core_limit_of(std::to_string(daemon_.pid())), own == "0" ? "0" : "1");
    for (const pid_t pid : {daemon_.pid(), *daemon_.supervisor_pid()}) {
        const fs::path directory = fs::read_symlink(fmt::format("/proc/{}/cwd", pid));
        fs::remove(directory / "core");
        ::kill(pid, SIGABRT);
        ASSERT_TRUE(eventually([&] {
            const std::string status = content_of(fmt::format("/proc/{}/status", pid));
            return status.empty() || status.find("State:\tZ") != std::string::npos;
        }));
        EXPECT_FALSE(fs::exists(directory / "core")) << directory;
        EXPECT_FALSE(fs::exists(directory / ("core." + std::to_string(pid)))) << directory;
    }
}

}  // namespace
}  // namespace tasksched::support
