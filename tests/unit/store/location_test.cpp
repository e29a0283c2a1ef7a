#include "common/store/location.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace tasksched::store {

namespace {

TEST(StoreLocation, NamesAnSqliteFile) {
    const auto location = parse_location("sqlite:/var/lib/tasks.db");
    ASSERT_TRUE(location);
    EXPECT_EQ(location->engine, Engine::kSqlite);
    EXPECT_EQ(location->path, "/var/lib/tasks.db");
}

TEST(StoreLocation, TakesARelativePathFromTheWorkingDirectory) {
    EXPECT_EQ(parse_location("sqlite:a/../tasks.db")->path,
              (std::filesystem::current_path() / "tasks.db").string());
}

TEST(StoreLocation, NamesAPostgresqlServer) {
    const auto location = parse_location("postgresql://user@host/db?x=y");
    ASSERT_TRUE(location);
    EXPECT_EQ(location->engine, Engine::kPostgresql);
    EXPECT_EQ(location->url, "postgresql://user@host/db?x=y");
}

TEST(StoreLocation, ComesBackFromItsText) {
    for (const char* text : {"sqlite:/var/lib/tasks.db", "postgresql://host/db"}) {
        const auto location = parse_location(text);
        ASSERT_TRUE(location);
        EXPECT_EQ(format_location(*location), text);
        EXPECT_EQ(parse_location(format_location(*location)), location);
    }
}

TEST(StoreLocation, RefusesAnythingElse) {
    for (const char* text : {"", "sqlite:", "/var/lib/tasks.db", "mysql://host", "sqlite:/dir/",
                             "sqlite:/a\nb", "sqlite:/a\xff"}) {
        const auto location = parse_location(text);
        ASSERT_FALSE(location) << text;
        EXPECT_EQ(location.error().code, base::ErrorCode::kInvalid);
    }
}

}  // namespace

}  // namespace tasksched::store
