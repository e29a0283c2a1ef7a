#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/config/email.h"
#include "common/config/notify.h"
#include "common/config/payment.h"
#include "common/config/plugins.h"
#include "common/config/value.h"
#include "common/model/limits.h"

namespace tasksched::config {

/// `[slots]`: how many runs may be carried out at once.
struct Slots {
    Value<std::int64_t> total{4000};
    Value<std::int64_t> command{500};
    Value<std::int64_t> report{50};
    Value<std::int64_t> email{100};
    Value<std::int64_t> payment{100};
    Value<std::int64_t> http{1000};
    Value<std::int64_t> plugin{50};   ///< of each type that a plugin brings
    Value<std::int64_t> per_user{0};  ///< 0: no limit
};

/// The limit of a type; of one that is not named here, that of plugins.
std::int64_t slots_of(const Slots& slots, std::string_view type);

/// `[daemon]`
struct Daemon {
    Value<std::string> catch_up{"policy"};                                 ///< "policy", "ask"
    Value<std::chrono::seconds> catch_up_spread{std::chrono::minutes(5)};  ///< at most
    Value<std::chrono::seconds> grace{std::chrono::seconds(30)};  ///< runs may finish at a stop
    Value<std::chrono::seconds> kill_grace{std::chrono::seconds(10)};  ///< from TERM to KILL
    Value<std::string> log_level{"info"};  ///< "debug", "info", "warning", "error"
};

/// `[limits]`: those of programs whose tasks name none; absent is 'none'.
struct DefaultLimits {
    Value<std::optional<std::int64_t>> memory;  ///< bytes
    Value<std::optional<std::chrono::seconds>> cpu_time;
    Value<std::optional<std::int64_t>> open_files;
    Value<std::optional<int>> nice;
    Value<int> umask{022};
};

/// `[http]`
struct Http {
    Value<std::vector<std::string>> allow;  ///< CIDR: addresses that are refused by default
    Value<std::string> ca_file;             ///< absolute; empty: the system's authorities
    Value<std::string> secrets;             ///< a directory; empty: default_secrets()
    Value<std::int64_t> per_host{1000};     ///< connections to one host and port
};

/// `[security]`
struct Security {
    Value<std::string> operators{"adm"};  ///< the group whose members may act for all users
};

/// `[calendars.NAME]`: the days that it names in any of these ways.
struct Calendar {
    Value<std::vector<std::string>> dates;     ///< "2026-12-25"
    Value<std::vector<std::string>> weekdays;  ///< "sat"
    Value<std::string> file;                   ///< of iCalendar; read by read_calendars()
};

/// tasksched.toml: the settings of command and daemon, each with its default.
struct Config {
    Value<std::string> store;              ///< "sqlite:PATH" or "postgresql://..."; empty: not set
    Value<std::string> mode{"personal"};   ///< "personal", "system"
    Value<std::string> runtime_directory;  ///< absolute; empty: see find_runtime_directory()
    Slots slots;
    Daemon daemon;
    Security security;
    Notify notify;
    Email email;
    DefaultLimits limits;
    Payment payment;
    Http http;
    Plugins plugins;
    std::map<std::string, Value<std::string>> user_notify;  ///< `[users.NAME] notify`
    std::map<std::string, Calendar> calendars;
    std::string file;  ///< the file that was read; empty where there was none
};

/// Whether the daemon serves all users of the machine: they ask at its socket, and the store is
/// closed to them.
bool is_system_mode(const Config& config);

/// Reads `text` as the content of `file`. kInvalid names the line, the key and what is allowed; an
/// unknown key is refused with the nearest known one.
base::Result<Config> parse_config(std::string_view text, const std::string& file);

/// Reads the file at `path` (kNotFound where there is none).
base::Result<Config> read_config(const std::string& path);

/// `[limits]`, as the tasks' own.
model::Limits default_limits(const Config& config);

/// Every setting in the order of tasksched.toml(5), for `config show`.
struct Setting {
    std::string key;    ///< "slots.command"
    std::string value;  ///< as it would be written in the file
    std::string origin;
};
std::vector<Setting> settings(const Config& config);

}  // namespace tasksched::config
