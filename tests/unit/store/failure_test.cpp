#include "common/store/sqlite/failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>

#include "common/store/sqlite/opening.h"
#include "tests/unit/store/sample_store.h"

namespace tasksched::store {

namespace {

using base::ErrorCode;
using sqlite::to_error;
using testing::HasSubstr;

TEST(StoreFailure, OfABusyStoreMayBeTriedAgain) {
    EXPECT_EQ(to_error(SQLite::Exception("x", SQLITE_BUSY), "/s").code, ErrorCode::kTryAgain);
    EXPECT_EQ(to_error(SQLite::Exception("x", SQLITE_LOCKED), "/s").code, ErrorCode::kTryAgain);
}

TEST(StoreFailure, NamesTheStoreInOneLine) {
    for (const int code : {SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB,
                           SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_CONSTRAINT}) {
        const auto error = to_error(SQLite::Exception("a\nb", code), "/path/tasks.db");
        EXPECT_THAT(error.message, HasSubstr("/path/tasks.db"));
        EXPECT_EQ(error.message.find('\n'), std::string::npos);
    }
}

TEST(StoreFailure, TellsAFullDiskFromAnInputOutputError) {
    const SQLite::Exception exception("x", SQLITE_IOERR);
    EXPECT_THAT(to_error(exception, "/s", ENOSPC).message, HasSubstr("no space left"));
    EXPECT_THAT(to_error(exception, "/s", EDQUOT).message, HasSubstr("no space left"));
    EXPECT_THAT(to_error(exception, "/s", EIO).message, HasSubstr("reading or writing failed"));
}

TEST(StoreFailure, OfAFullDatabaseChangesNothing) {
    const StoreHome home;
    ASSERT_TRUE(insert_sample(*opened(home.path)));
    auto files = sqlite::open_files(home.path, {}, sqlite::Exclusion::kLockFile);
    ASSERT_TRUE(files);
    ASSERT_TRUE(sqlite::make_ready(*files, {}));
    files->database.handle().exec("PRAGMA max_page_count = 60");
    sqlite::SqliteStore store(std::move(files->database), std::move(files->lock),
                              std::chrono::milliseconds(5000));
    model::CommandPayload large;
    large.shell = std::string(60'000, 'x');
    const auto written = store.write([&](Transaction& transaction) -> base::Result<void> {
        for (int i = 0; i < 100; ++i) {
            auto id = transaction.tasks().insert(sample_task(), large, sample_author());
            if (!id) {
                return tl::unexpected(id.error());
            }
        }
        return {};
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kFailed);
    EXPECT_THAT(written.error().message, HasSubstr("no space left"));
    EXPECT_EQ(store.reader().tasks({})->size(), 1U);
    EXPECT_TRUE(insert_sample(store));
    EXPECT_TRUE(check_store(home.location));
}

}  // namespace

}  // namespace tasksched::store
