#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/store/sqlite/store_files.h"
#include "tests/unit/store/raw_database.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using base::ErrorCode;
using testing::HasSubstr;

constexpr OpenMode kModes[] = {OpenMode::kRead, OpenMode::kWrite, OpenMode::kCreate};

class OpenRefusal : public testing::Test {
  protected:
    /// Opening in every mode fails with that code and text, in one line, and leaves the bytes of
    /// the file and the names around it as they are.
    void expect_refused(ErrorCode code, const std::string& text) {
        const std::string before = content();
        const auto names = names_in_home();
        for (const OpenMode mode : kModes) {
            const auto store = open_store(home_.location, {.mode = mode});
            ASSERT_FALSE(store);
            EXPECT_EQ(store.error().code, code) << store.error().message;
            EXPECT_THAT(store.error().message, HasSubstr(text));
            EXPECT_EQ(store.error().message.find('\n'), std::string::npos);
        }
        EXPECT_EQ(content(), before);
        EXPECT_EQ(names_in_home(), names);
    }

    /// Of a regular file; empty for anything else.
    [[nodiscard]] std::string content() const {
        return std::filesystem::is_regular_file(home_.path) ? home_.home.read("tasks.db")
                                                            : std::string();
    }

    [[nodiscard]] std::vector<std::string> names_in_home() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(home_.home.path())) {
            names.push_back(entry.path().filename().string());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    /// A sound store with its log moved into the file.
    void make_store() {
        {
            const auto store = opened(home_.path);
            ASSERT_TRUE(insert_sample(*store));
            ASSERT_TRUE(*store->checkpoint(0));
        }
        for (const char* suffix : {"-wal", "-shm"}) {
            ASSERT_EQ(::unlink((home_.path + suffix).c_str()), 0);
        }
    }

    StoreHome home_;
};

TEST_F(OpenRefusal, OfAMissingStoreToReadOrWrite) {
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
        const auto store = open_store(home_.location, {.mode = mode});
        ASSERT_FALSE(store);
        EXPECT_EQ(store.error().code, ErrorCode::kNotFound);
    }
    EXPECT_TRUE(names_in_home().empty());
}

TEST_F(OpenRefusal, OfAMissingDirectoryToReadOrWrite) {
    const Location location{
        .engine = Engine::kSqlite, .path = home_.home.file("a/b/c.db"), .url = {}};
    EXPECT_EQ(open_store(location, {.mode = OpenMode::kWrite}).error().code, ErrorCode::kNotFound);
}

TEST_F(OpenRefusal, OfADirectory) {
    ASSERT_EQ(::mkdir(home_.path.c_str(), 0700), 0);
    expect_refused(ErrorCode::kFailed, "is a directory");
}

TEST_F(OpenRefusal, OfAPipe) {
    ASSERT_EQ(::mkfifo(home_.path.c_str(), 0600), 0);
    for (const OpenMode mode : kModes) {
        EXPECT_EQ(open_store(home_.location, {.mode = mode}).error().code, ErrorCode::kFailed);
    }
}

TEST_F(OpenRefusal, OfASymbolicLink) {
    make_store();
    std::filesystem::rename(home_.path, home_.home.file("real.db"));
    std::filesystem::create_symlink(home_.home.file("real.db"), home_.path);
    expect_refused(ErrorCode::kFailed, "symbolic link");
}

TEST_F(OpenRefusal, OfADanglingSymbolicLink) {
    std::filesystem::create_symlink(home_.home.file("nowhere"), home_.path);
    expect_refused(ErrorCode::kFailed, "symbolic link");
}

TEST_F(OpenRefusal, OfAnEmptyFile) {
    home_.home.write("tasks.db", "");
    expect_refused(ErrorCode::kFailed, "is empty");
}

TEST_F(OpenRefusal, OfAFileThatIsNoDatabase) {
    home_.home.write("tasks.db", std::string(5000, 'x'));
    expect_refused(ErrorCode::kFailed, "is not a store of tasksched");
    home_.home.write("tasks.db", "short");
    expect_refused(ErrorCode::kFailed, "is not a store of tasksched");
}

TEST_F(OpenRefusal, OfADatabaseOfAnotherProgram) {
    RawDatabase(home_.path).exec("CREATE TABLE t (a); PRAGMA application_id = 7");
    expect_refused(ErrorCode::kFailed, "another program");
}

TEST_F(OpenRefusal, OfANewerVersion) {
    make_store();
    RawDatabase(home_.path).exec("PRAGMA user_version = 99");
    expect_refused(ErrorCode::kFailed, "schema version 99");
}

TEST_F(OpenRefusal, OfANewerVersionThatStandsInTheFileItself) {
    make_store();
    {
        RawDatabase raw(home_.path);
        raw.exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint");
    }
    expect_refused(ErrorCode::kFailed, "use a newer tasksched");
}

TEST_F(OpenRefusal, OfATruncatedFile) {
    make_store();
    std::filesystem::resize_file(home_.path, std::filesystem::file_size(home_.path) / 2);
    expect_refused(ErrorCode::kFailed, "is damaged");
}

TEST_F(OpenRefusal, OfAFileThatOthersMayWrite) {
    make_store();
    ASSERT_EQ(::chmod(home_.path.c_str(), 0666), 0);
    expect_refused(ErrorCode::kNotPermitted, "chmod 600");
}

TEST_F(OpenRefusal, OfAnotherUsersFile) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    make_store();
    ASSERT_EQ(::chown(home_.path.c_str(), 12345, 12345), 0);
    expect_refused(ErrorCode::kNotPermitted, "belongs to user 12345");
}

TEST_F(OpenRefusal, OfADirectoryThatCannotBeWritten) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can become another user";
    }
    make_store();
    ASSERT_EQ(::chown(home_.path.c_str(), 12345, 12345), 0);
    ASSERT_EQ(::chown(home_.home.path().c_str(), 12345, 12345), 0);
    ASSERT_EQ(::chmod(home_.home.path().c_str(), 0500), 0);
    EXPECT_TRUE(in_child([&] {
        if (::seteuid(12345) != 0) {
            return false;
        }
        const auto store = open_store(home_.location, {.mode = OpenMode::kWrite});
        return !store && store.error().code == ErrorCode::kFailed &&
               store.error().message.find("must be writable") != std::string::npos;
    }));
    ASSERT_EQ(::chmod(home_.home.path().c_str(), 0700), 0);
}

TEST_F(OpenRefusal, OfALogWithoutItsDatabase) {
    ASSERT_TRUE(insert_sample(*opened(home_.path)));
    ASSERT_EQ(::unlink(home_.path.c_str()), 0);
    const auto store = open_store(home_.location, {});
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::kFailed);
    EXPECT_THAT(store.error().message, HasSubstr("its log"));
    EXPECT_TRUE(std::filesystem::exists(home_.path + "-wal"));
}

TEST_F(OpenRefusal, OfAStoreInPostgresql) {
    const auto store = open_store({.engine = Engine::kPostgresql, .path = {}, .url = "x"}, {});
    EXPECT_EQ(store.error().code, ErrorCode::kFailed);
}

TEST(RemoteFileSystem, IsKnownByItsType) {
    EXPECT_STREQ(sqlite::remote_file_system(0x6969), "NFS");
    EXPECT_STREQ(sqlite::remote_file_system(0x65735546), "FUSE");
    EXPECT_STREQ(sqlite::remote_file_system(0x01021997), "9P");
    EXPECT_STREQ(sqlite::remote_file_system(static_cast<std::int32_t>(0xff534d42)), "CIFS");
    EXPECT_EQ(sqlite::remote_file_system(0xef53), nullptr) << "ext4";
    EXPECT_EQ(sqlite::remote_file_system(0x01021994), nullptr) << "tmpfs";
}

}  // namespace

}  // namespace tasksched::store
