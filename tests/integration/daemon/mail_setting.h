#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/integration/daemon/store_view.h"
#include "tests/support/smtp_server.h"

namespace tasksched::support {

/// The configuration by which mail goes to the server.
inline std::string section_for(const SmtpServer& server,
                               const std::string& more = "tls = 'none'\n") {
    return fmt::format("[email]\nserver = '{}'\nfrom = 'sched@example.org'\n{}", server.url(),
                       more);
}

/// "label: state" of each part of the task's runs.
inline std::vector<std::string> items_of(const DaemonFixture& daemon, const std::string& task) {
    sqlite3* opened = nullptr;
    const int status =
        sqlite3_open_v2(daemon.store_path().c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing(opened, &sqlite3_close);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_busy_timeout(opened, 5000);
    std::vector<std::string> items;
    const std::string sql =
        "SELECT label || ': ' || i.state FROM run_items i JOIN runs r USING (run_id) WHERE task_id "
        "= " +
        task + " ORDER BY run_id, item";
    const auto add = [](void* all, int, char** columns, char**) {
        static_cast<std::vector<std::string>*>(all)->emplace_back(columns[0]);
        return 0;
    };
    if (status != SQLITE_OK ||
        sqlite3_exec(opened, sql.c_str(), add, &items, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(opened));
    }
    return items;
}

/// A daemon that mails to a server.
struct Email : testing::Test {
    void start(const std::string& more = "tls = 'none'\n") {
        daemon.configure(section_for(server, more));
        daemon.start();
    }

    /// `tasksched schedule --in 1s email` with quick retries, and these options.
    std::string schedule(std::vector<std::string> options) {
        std::vector<std::string> arguments{"schedule",  "--in",   "1s",
                                           "--backoff", "1s..1s", "email"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return daemon.must(arguments);
    }

    /// Of the newest run; empty where there is none.
    [[nodiscard]] std::string detail_of(const std::string& task) const {
        const auto runs = runs_of(daemon, task);
        return runs.empty() || runs.front().at("detail").is_null()
                   ? ""
                   : runs.front().at("detail").get<std::string>();
    }

    SmtpServer server;
    DaemonFixture daemon;
};

}  // namespace tasksched::support
