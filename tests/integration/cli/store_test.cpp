#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include "tests/integration/cli/command_line.h"
#include "tests/support/eventually.h"

namespace tasksched::integration {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::vector<std::string> kSchedule{"schedule", "--in", "1h", "--", "x"};

/// `schedule` is refused with `status` and one line; returns it.
std::string refusal(const CommandLine& command, int status) {
    const auto result = command.run(kSchedule);
    EXPECT_EQ(result.exit_code, status) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, MatchesRegex("tasksched: [^\n]*\n"));
    EXPECT_THAT(result.err, HasSubstr(command.store_path()));
    return result.err;
}

constexpr const char* kPlace = ".local/share/tasksched/tasks.db";

/// A home whose store is private and holds one task.
void lay_out(const CommandLine& command) { ASSERT_EQ(command.must(kSchedule), "1"); }

void execute(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(::sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(::sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << ::sqlite3_errmsg(database);
    ::sqlite3_close(database);
}

TEST(RefusedStore, IsADirectory) {
    const CommandLine command;
    lay_out(command);
    fs::remove(command.store_path());
    fs::create_directory(command.store_path());
    EXPECT_THAT(refusal(command, 1), HasSubstr("directory"));
}

TEST(RefusedStore, IsCorrupt) {
    const CommandLine command;
    lay_out(command);
    for (const auto& entry :
         fs::directory_iterator(command.home().file(".local/share/tasksched"))) {
        fs::remove(entry.path());
    }
    const std::string garbage(8192, 'g');
    command.home().write(kPlace, garbage);
    fs::permissions(command.store_path(), fs::perms::owner_read | fs::perms::owner_write);
    refusal(command, 1);
    EXPECT_EQ(command.home().read(kPlace), garbage);
}

TEST(RefusedStore, IsOfANewerVersion) {
    const CommandLine command;
    lay_out(command);
    execute(command.store_path(), "PRAGMA user_version = 1000");
    EXPECT_THAT(refusal(command, 1), HasSubstr("newer"));
}

TEST(RefusedStore, IsOfAnotherProgram) {
    const CommandLine command;
    lay_out(command);
    fs::remove(command.store_path());
    fs::remove(command.store_path() + "-wal");
    fs::remove(command.store_path() + "-shm");
    execute(command.store_path(), "CREATE TABLE theirs (x)");
    fs::permissions(command.store_path(), fs::perms::owner_read | fs::perms::owner_write);
    refusal(command, 1);
}

TEST(RefusedStore, IsALink) {
    const CommandLine command;
    lay_out(command);
    const std::string elsewhere = command.home().file("elsewhere.db");
    fs::rename(command.store_path(), elsewhere);
    fs::create_symlink(elsewhere, command.store_path());
    EXPECT_THAT(refusal(command, 1), HasSubstr("link"));
}

TEST(RefusedStore, HasAUrlThatIsNone) {
    const CommandLine command;
    const auto result = command.run({"--store", "mysql://localhost/x", "list"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("mysql://localhost/x"));
    EXPECT_THAT(result.err, HasSubstr("sqlite:"));
}

/// The command as an ordinary user, whoever runs the test: root may write what is read-only, and
/// act for others.
class OrdinaryUser : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0) {
            return;
        }
        // The build may be in a directory that only root can enter.
        fs::copy_file(support::tasksched_program(), home_.file("tasksched"));
        give(home_.path());
    }

    static void give(const std::string& path) {
        if (::geteuid() == 0) {
            ASSERT_EQ(::chown(path.c_str(), kNobody, kNobody), 0);
        }
    }

    [[nodiscard]] support::ProcessResult run(std::vector<std::string> arguments) const {
        support::ProcessSpec spec = support::tasksched_spec(home_, std::move(arguments));
        if (::geteuid() == 0) {
            std::vector<std::string> wrapped{"--reuid=65534", "--regid=65534", "--clear-groups",
                                             home_.file("tasksched")};
            wrapped.insert(wrapped.end(), spec.arguments.begin(), spec.arguments.end());
            spec.program = "setpriv";
            spec.arguments = std::move(wrapped);
        }
        return support::run(spec);
    }

    static constexpr uid_t kNobody = 65534;
    support::TemporaryHome home_;
};

TEST_F(OrdinaryUser, CannotWriteAReadOnlyStore) {
    ASSERT_EQ(run(kSchedule).exit_code, 0);
    const std::string store = home_.file(".local/share/tasksched/tasks.db");
    ASSERT_EQ(::chmod(store.c_str(), 0400), 0);
    const auto result = run(kSchedule);
    EXPECT_NE(result.exit_code, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, MatchesRegex("tasksched: [^\n]*\n"));
    EXPECT_THAT(result.err, HasSubstr(store));
}

TEST_F(OrdinaryUser, MayNotActForOthers) {
    ASSERT_EQ(run(kSchedule).exit_code, 0);
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"--user", "daemon", "schedule", "--in", "1h", "--", "x"},
             {"--user", "daemon", "list"}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.exit_code, 4) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, MatchesRegex("tasksched: [^\n]*\n"));
    }
}

TEST(BusyStore, IsToldWithTheHolder) {
    const CommandLine command;
    lay_out(command);
    const std::string pipe = command.home().file("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    // A batch holds its transaction open as long as its lines come.
    const base::UniqueFd writer(::open(pipe.c_str(), O_RDWR | O_CLOEXEC));
    support::Process batch(support::tasksched_spec(command.home(), {"schedule", "--batch", pipe}));
    const std::string pid = std::to_string(batch.pid());
    ASSERT_TRUE(support::eventually(
        [&] { return command.home().read(std::string(kPlace) + "-lock").starts_with(pid + ' '); }));
    const auto result = command.run(kSchedule);
    EXPECT_EQ(result.exit_code, 75) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("process " + pid));
    EXPECT_THAT(command.run({"status"}).out,
                HasSubstr("\nproblem\tprocess " + pid + " holds the store's lock"));
    EXPECT_EQ(lines(command.must({"list"})).size(), 1U);
}

TEST(StoreCheck, CountsWhatIsThere) {
    const CommandLine command;
    lay_out(command);
    command.must({"run", "1"});
    const std::string text = command.must({"store", "check"});
    EXPECT_THAT(text, HasSubstr("store\tsqlite:" + command.store_path() + "\n"));
    EXPECT_THAT(text, HasSubstr("\ntasks\t1\n"));
    EXPECT_THAT(text, HasSubstr("\nruns\t1\n"));
    EXPECT_THAT(command.must({"--json", "store", "check"}), HasSubstr(R"("sound":true)"));
}

TEST(StoreCheck, TellsAStoreThatIsNotThere) {
    const CommandLine command;
    const auto result = command.run({"store", "check"});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, HasSubstr(command.store_path()));
}

TEST(StoreBackup, IsAStoreOfItsOwn) {
    const CommandLine command;
    lay_out(command);
    EXPECT_EQ(command.must({"store", "backup", "copy.db"}), "");
    command.must(kSchedule);
    EXPECT_EQ(lines(command.must({"--store", "sqlite:copy.db", "list"})).size(), 1U);
    const auto again = command.run({"store", "backup", "copy.db"});
    EXPECT_EQ(again.exit_code, 2);
    EXPECT_THAT(again.err, HasSubstr("copy.db"));
}

TEST(StoreMigrate, LeavesAStoreOfThisVersion) {
    const CommandLine command;
    lay_out(command);
    EXPECT_THAT(command.must({"store", "migrate"}), HasSubstr("schema version"));
    EXPECT_EQ(lines(command.must({"list"})).size(), 1U);
}

TEST(StoreLog, IsKeptShortByCommandsWhereNoDaemonRuns) {
    const CommandLine command;
    std::uintmax_t longest = 0;
    for (int i = 0; i < 50; ++i) {
        command.must({"schedule", "--in", "1d", "--", "x"});
        longest = std::max(longest, fs::file_size(command.store_path() + "-wal"));
    }
    EXPECT_LT(longest, 640U * 1024U);
    EXPECT_GT(longest, 256U * 1024U) << "a checkpoint for each task costs more than it saves";
}

}  // namespace
}  // namespace tasksched::integration
