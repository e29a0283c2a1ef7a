#include "common/store/sqlite/query_guard.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "common/base/text.h"

namespace tasksched::store::sqlite {

namespace {

/// A table that may be read: its columns, and which of its rows are the user's. What users keep in
/// payloads, such as variables and standard input, may be secret and is not among them.
struct Readable {
    std::string_view name;
    std::string_view of_user;  ///< a condition, with the user's name to be put in
};

constexpr std::string_view kOwn = "user_id = {}";
constexpr std::string_view kOfOwnTask =
    "task_id IN (SELECT task_id FROM main.tasks WHERE user_id = {})";
constexpr std::string_view kOfOwnRun =
    "run_id IN (SELECT run_id FROM main.runs WHERE user_id = {})";

constexpr std::array<Readable, 5> kReadable{{
    {"attempts", kOfOwnRun},
    {"missed", kOwn},
    {"runs", kOwn},
    {"task_versions", kOfOwnTask},
    {"tasks", kOwn},
}};

/// Functions of the engine that read nothing but their arguments and the clock.
constexpr std::array<std::string_view, 73> kFunctions{
    "abs",
    "avg",
    "cast",
    "ceil",
    "ceiling",
    "changes",
    "char",
    "coalesce",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_object",
    "json_quote",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "ln",
    "log",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "pow",
    "power",
    "printf",
    "quote",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "sqrt",
    "strftime",
    "substr",
    "substring",
    "sum",
    "time",
    "total",
    "trim",
    "trunc",
    "upper",
};

/// The schema of what a connection has for itself.
constexpr std::string_view kTemporary = "temp";

/// How many steps of the engine lie between two looks at the clock: less than a millisecond.
constexpr int kStepsBetweenLooks = 10'000;

/// What one value, one statement and its parts may take.
constexpr int kMostBytesOfAValue = 4 * 1024 * 1024;
constexpr int kMostBytesOfSql = 64 * 1024 + 1;
constexpr int kMostParts = 100;

std::string_view text_of(const char* text) { return text == nullptr ? "" : text; }

/// `text` as a literal of SQL.
std::string literal(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c;
        if (c == '\'') {
            quoted += c;
        }
    }
    return quoted + '\'';
}

bool is_readable(std::string_view table) {
    return std::any_of(kReadable.begin(), kReadable.end(),
                       [&](const Readable& one) { return one.name == table; });
}

/// A word that a query cannot know.
std::string secret_word() {
    std::random_device random;
    std::string word = "own";
    for (int i = 0; i < 4; ++i) {
        word += fmt::format("_{:08x}", random());
    }
    return word;
}

/// The views that stand before the tables: a name without a schema means them first. What the
/// engine tells of who reads a table is the name of the innermost view or subquery, which a query
/// may choose for its own: so the views that read the tables have a name that nobody knows.
void make_views(SQLite::Database& connection, const std::string& secret,
                const std::optional<std::string>& user) {
    for (const Readable& table : kReadable) {
        const std::string condition =
            user ? " WHERE " + fmt::format(fmt::runtime(table.of_user), literal(*user)) : "";
        connection.exec(
            fmt::format("CREATE TEMP VIEW {0}_{1} AS SELECT * FROM main.{0}{2};"
                        "CREATE TEMP VIEW {0} AS SELECT * FROM temp.{0}_{1}",
                        table.name, secret, condition));
    }
}

}  // namespace

std::vector<std::string_view> readable_tables() {
    std::vector<std::string_view> names;
    names.reserve(std::size(kReadable));
    for (const Readable& table : kReadable) {
        names.push_back(table.name);
    }
    return names;
}

QueryGuard::QueryGuard(Database& database, const std::optional<std::string>& user,
                       const QueryLimits& limits)
    : database_(database),
      sees_all_(!user),
      secret_(secret_word()),
      deadline_(std::chrono::steady_clock::now() + limits.time) {
    SQLite::Database& connection = database_.handle();
    sqlite3* handle = connection.getHandle();
    connection.check(sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 1, nullptr));
    make_views(connection, secret_, user);
    connection.exec("PRAGMA query_only = ON");
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMostBytesOfAValue);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, kMostBytesOfSql);
    sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, kMostParts);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, kMostParts);
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, kMostParts);
    sqlite3_hard_heap_limit64(limits.memory);
    sqlite3_progress_handler(handle, kStepsBetweenLooks, &QueryGuard::on_progress, this);
    connection.check(sqlite3_set_authorizer(handle, &QueryGuard::authorize, this));
}

QueryGuard::~QueryGuard() {
    sqlite3* handle = database_.handle().getHandle();
    sqlite3_progress_handler(handle, 0, nullptr, nullptr);
    sqlite3_set_authorizer(handle, nullptr, nullptr);
}

bool QueryGuard::is_late() const { return std::chrono::steady_clock::now() >= deadline_; }

int QueryGuard::on_progress(void* self) {
    return static_cast<QueryGuard*>(self)->is_late() ? 1 : 0;
}

int QueryGuard::authorize(void* self, int action, const char* first, const char* second,
                          const char* schema, const char* view) {
    auto* guard = static_cast<QueryGuard*>(self);
    const bool allowed = action == SQLITE_READ
                             ? guard->may_read(text_of(first), text_of(schema), text_of(view))
                             : guard->may_do(action, text_of(second));
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

/// The query reads our views, and they alone the tables.
bool QueryGuard::may_read(std::string_view table, std::string_view schema, std::string_view view) {
    const std::size_t secret = table.rfind('_' + secret_);
    const std::string_view name = schema == kTemporary ? table.substr(0, secret) : table;
    const bool allowed =
        is_readable(name) && (schema == kTemporary || sees_all_ || view.ends_with('_' + secret_));
    return allowed || refuse(fmt::format("the table {}", base::quoted(table)));
}

bool QueryGuard::may_do(int action, std::string_view function) {
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_RECURSIVE:
            return true;
        case SQLITE_FUNCTION:
            return std::find(kFunctions.begin(), kFunctions.end(), base::to_lower(function)) !=
                       kFunctions.end() ||
                   refuse(fmt::format("the function {}", base::quoted(function)));
        default:
            return refuse("anything but a SELECT");
    }
}

bool QueryGuard::refuse(std::string what) {
    if (refused_.empty()) {
        refused_ = std::move(what);
    }
    return false;
}

}  // namespace tasksched::store::sqlite
