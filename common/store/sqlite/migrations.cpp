#include "common/store/sqlite/migrations.h"

#include <fmt/format.h>

namespace tasksched::store::sqlite {

int newest_version() { return migrations().back().version; }

int migrate(Database& database, std::span<const Migration> steps) {
    ImmediateTransaction transaction(database);
    const int before = database.schema_version();
    for (const Migration& step : steps) {
        if (step.version > before) {
            database.handle().exec(step.sql);
            database.handle().exec(fmt::format("PRAGMA user_version = {}", step.version));
        }
    }
    transaction.commit();
    return before;
}

}  // namespace tasksched::store::sqlite
