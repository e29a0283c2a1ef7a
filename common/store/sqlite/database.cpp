#include "common/store/sqlite/database.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "common/store/sqlite/failure.h"

namespace tasksched::store::sqlite {

namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// The database file's header: https://www.sqlite.org/fileformat.html, 1.3.
constexpr std::size_t kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kReadVersionAt = 19;
constexpr std::size_t kPageCountAt = 28;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;
constexpr unsigned char kWalVersion = 2;

constexpr std::int64_t kLogHeaderBytes = 32;
constexpr std::int64_t kFrameHeaderBytes = 24;
constexpr std::int64_t kPageBytes = 4096;

/// The first block of the log's index, and where in it stand how many pages the log has and how
/// many of them a checkpoint has moved.
constexpr int kIndexBlock = 32768;
constexpr std::size_t kLogPagesAt = 16;
constexpr std::size_t kMovedPagesAt = 96;

using Header = std::array<unsigned char, kHeaderSize>;

std::int64_t number_at(const Header& header, std::size_t position, std::size_t bytes) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        number = number * 256 + header.at(position + i);
    }
    return number;
}

/// The open file itself, below the engine's locks and log.
sqlite3_file* file_of(const SQLite::Database& connection) {
    sqlite3_file* file = nullptr;
    connection.check(sqlite3_file_control(connection.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER,
                                          static_cast<void*>(&file)));
    return file;
}

/// The first bytes of the file. Another descriptor of ours must not read them: closing it would
/// drop the locks that this process has on the file (fcntl(2)).
Result<Header> read_header(const SQLite::Database& connection, const StoreFiles& files) {
    sqlite3_file* file = file_of(connection);
    sqlite3_int64 size = 0;
    connection.check(file->pMethods->xFileSize(file, &size));
    if (size == 0) {
        return fail(ErrorCode::kFailed,
                    "the store {} is empty; remove it to begin anew, or restore a backup",
                    files.shown);
    }
    Header header{};
    const int read = file->pMethods->xRead(file, header.data(), kHeaderSize, 0);
    if (read != SQLITE_OK && read != SQLITE_IOERR_SHORT_READ) {
        connection.check(read);
    }
    if (std::string_view(reinterpret_cast<const char*>(header.data()), kMagic.size()) != kMagic) {
        return fail(ErrorCode::kFailed, "{} is not a store of tasksched; name another file",
                    files.shown);
    }
    const std::int64_t pages = number_at(header, kPageCountAt, 4);
    const std::int64_t page_size = number_at(header, kPageSizeAt, 2);
    // A checkpoint may have been under way: a log that is empty by now has left the file complete.
    if (size < pages * page_size && size_of(files.log) == 0 &&
        size_of(files.database) < pages * page_size) {
        return fail(ErrorCode::kFailed,
                    "the store {} is damaged: {} bytes were expected, it has {}; restore a backup",
                    files.shown, pages * page_size, size);
    }
    return header;
}

/// A number of the log's index, which all who have the store open share: other processes write to
/// it at any time. https://www.sqlite.org/walformat.html, 2.1.
std::uint32_t number_in_index(const volatile void* index, std::size_t position) {
    return static_cast<const volatile std::uint32_t*>(index)[position / sizeof(std::uint32_t)];
}

tl::unexpected<base::Error> refuse_newer(const StoreFiles& files, std::int64_t version,
                                         int newest_version) {
    return fail(ErrorCode::kFailed,
                "the store {} has schema version {}, this tasksched knows up to {}; use a newer "
                "tasksched",
                files.shown, version, newest_version);
}

}  // namespace

void harden(SQLite::Database& connection) {
    sqlite3* handle = connection.getHandle();
    const auto set = [&connection, handle](int option, int value) {
        connection.check(sqlite3_db_config(handle, option, value, nullptr));
    };
    set(SQLITE_DBCONFIG_ENABLE_FKEY, 1);
    set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
    set(SQLITE_DBCONFIG_DEFENSIVE, 1);
    set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
    set(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
    set(SQLITE_DBCONFIG_ENABLE_VIEW, 0);
    set(SQLITE_DBCONFIG_DQS_DDL, 0);
    set(SQLITE_DBCONFIG_DQS_DML, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
}

Database::Database(StoreFiles files, std::unique_ptr<SQLite::Database> connection, int busy_timeout)
    : files_(std::move(files)), connection_(std::move(connection)), busy_timeout_(busy_timeout) {}

Result<Database> Database::open(const StoreFiles& files, Access access,
                                std::chrono::milliseconds busy_timeout, int newest_version) {
    const int flags = (access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                      SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    try {
        const int timeout = static_cast<int>(busy_timeout.count());
        Database database(files, std::make_unique<SQLite::Database>(files.database, flags, timeout),
                          timeout);
        if (auto checked = database.check_header(newest_version); !checked) {
            return tl::unexpected(std::move(checked.error()));
        }
        if (access == Access::kReadWrite &&
            sqlite3_db_readonly(database.connection_->getHandle(), "main") != 0) {
            return fail(ErrorCode::kFailed,
                        "the store {} cannot be written; mend that with: "
                        "chmod 600 {}",
                        files.shown, files.shown);
        }
        return database;
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected(to_error(exception, files.shown));
    }
}

Result<void> Database::check_header(int newest_version) const {
    const auto header = read_header(*connection_, files_);
    if (!header) {
        return tl::unexpected(header.error());
    }
    if (number_at(*header, kApplicationIdAt, 4) != kApplicationId) {
        return fail(ErrorCode::kFailed,
                    "{} is a database of another program, not a store of tasksched; name another "
                    "file",
                    files_.shown);
    }
    if (const auto version = number_at(*header, kUserVersionAt, 4); version > newest_version) {
        return refuse_newer(files_, version, newest_version);
    }
    if ((*header)[kReadVersionAt] != kWalVersion) {
        return fail(ErrorCode::kFailed,
                    "the store {} was taken out of WAL mode by another program; bring it back "
                    "with: sqlite3 {} 'PRAGMA journal_mode = WAL'",
                    files_.shown, files_.shown);
    }
    return {};
}

Result<int> Database::configure(int newest_version) {
    return guarded(*this, [&]() -> Result<int> {
        harden(*connection_);
        connection_->exec(R"sql(
            PRAGMA synchronous = FULL;
            PRAGMA cell_size_check = ON;
            PRAGMA mmap_size = 0;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8192;
            PRAGMA journal_size_limit = 16777216;
        )sql");
        // Instead of automatic checkpoints: no write of ours may overlap one.
        sqlite3_wal_autocheckpoint(connection_->getHandle(), 0);
        // The header does not know of what stands in the log.
        const int version = schema_version();
        if (version > newest_version) {
            return refuse_newer(files_, version, newest_version);
        }
        return version;
    });
}

bool Database::was_moved() const {
    int moved = 0;
    connection_->check(sqlite3_file_control(connection_->getHandle(), "main",
                                            SQLITE_FCNTL_HAS_MOVED, static_cast<void*>(&moved)));
    return moved != 0;
}

int Database::schema_version() { return connection_->execAndGet("PRAGMA user_version").getInt(); }

std::int64_t Database::log_bytes() const {
    sqlite3_file* file = file_of(*connection_);
    volatile void* index = nullptr;
    connection_->check(file->pMethods->xShmMap(file, 0, kIndexBlock, 0, &index));
    if (index == nullptr) {
        return 0;
    }
    const std::uint32_t pages = number_in_index(index, kLogPagesAt);
    return number_in_index(index, kMovedPagesAt) >= pages
               ? 0
               : kLogHeaderBytes + pages * (kFrameHeaderBytes + kPageBytes);
}

bool Database::checkpoint() {
    int in_log = 0;
    int moved = 0;
    const int result = sqlite3_wal_checkpoint_v2(connection_->getHandle(), "main",
                                                 SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    if (result == SQLITE_BUSY) {
        return false;  // a program that knows nothing of the write lock is at it
    }
    connection_->check(result);
    return in_log == moved;
}

bool Database::checkpoint_and_clear() {
    if (!checkpoint()) {
        return false;
    }
    // Readers are not waited for. Where there is one, the log stays as it is, which harms nobody.
    sqlite3* connection = connection_->getHandle();
    sqlite3_busy_timeout(connection, 0);
    const int result =
        sqlite3_wal_checkpoint_v2(connection, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(connection, busy_timeout_);
    if (result != SQLITE_BUSY) {
        connection_->check(result);
    }
    return true;
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(connection_->getHandle()) == 0;
}

int Database::system_error() const { return sqlite3_system_errno(connection_->getHandle()); }

ImmediateTransaction::ImmediateTransaction(Database& database) : database_(database) {
    database_.handle().exec("BEGIN IMMEDIATE");
}

ImmediateTransaction::~ImmediateTransaction() {
    // A full disk and its like roll back by themselves.
    if (database_.in_transaction()) {
        static_cast<void>(database_.handle().tryExec("ROLLBACK"));
    }
}

void ImmediateTransaction::commit() { database_.handle().exec("COMMIT"); }

ReadTransaction::ReadTransaction(Database& database)
    : database_(database), own_(!database.in_transaction()) {
    if (own_) {
        database_.handle().exec("BEGIN");
    }
}

ReadTransaction::~ReadTransaction() {
    if (own_) {
        static_cast<void>(database_.handle().tryExec("COMMIT"));
    }
}

}  // namespace tasksched::store::sqlite
