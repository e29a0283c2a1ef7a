#include <array>

#include "common/config/read_values.h"
#include "common/config/refuse.h"
#include "common/config/secret.h"
#include "common/config/section_keys.h"

namespace tasksched::config {

namespace {

using base::Result;
using std::chrono::seconds;

constexpr std::int64_t kMostCalls = 1000;
constexpr std::chrono::minutes kLongestCall{10};
constexpr std::chrono::minutes kShortestWindow{1};

/// Empty: not set.
Result<void> read_url(const Entry& entry, Value<std::string>& target) {
    const auto url = read_line(entry);
    if (!url) {
        return tl::unexpected(url.error());
    }
    if (!url->empty() && !url->starts_with("https://") && !url->starts_with("http://")) {
        return refuse(R"(a URL such as "https://gateway.example/transfers" is expected)");
    }
    target.value = *url;
    return {};
}

/// Empty: not set.
Result<void> read_token_file(const Entry& entry, Value<std::string>& target) {
    const auto source = read_line(entry);
    if (!source) {
        return tl::unexpected(source.error());
    }
    if (auto sound = check_secret_source(*source); !source->empty() && !sound) {
        return sound;
    }
    target.value = *source;
    return {};
}

Result<void> read_key_window(const Entry& entry, Value<seconds>& target) {
    auto read = read_duration(entry, target);
    if (read && *target < kShortestWindow) {
        return refuse("a duration of 1m or more is expected");
    }
    return read;
}

Result<void> read_timeout(const Entry& entry, Value<seconds>& target) {
    auto read = read_duration(entry, target);
    if (read && (*target < seconds(1) || *target > kLongestCall)) {
        return refuse("a duration from 1s to 10m is expected");
    }
    return read;
}

constexpr std::array<Key, 6> kPaymentKeys{{
    {"payment.gateway",
     [](const Entry& e, Config& c) {
         return read_word(e, {"generic", "stripe"}, R"("generic" or "stripe")", c.payment.gateway);
     },
     [](const Config& c) { return toml_text(*c.payment.gateway); },
     [](Config& c) -> std::string& { return c.payment.gateway.origin; }},
    {"payment.url", [](const Entry& e, Config& c) { return read_url(e, c.payment.url); },
     [](const Config& c) { return toml_text(*c.payment.url); },
     [](Config& c) -> std::string& { return c.payment.url.origin; }},
    {"payment.token_file",
     [](const Entry& e, Config& c) { return read_token_file(e, c.payment.token_file); },
     [](const Config& c) { return toml_text(*c.payment.token_file); },
     [](Config& c) -> std::string& { return c.payment.token_file.origin; }},
    {"payment.key_window",
     [](const Entry& e, Config& c) { return read_key_window(e, c.payment.key_window); },
     [](const Config& c) { return show_duration(c.payment.key_window); },
     [](Config& c) -> std::string& { return c.payment.key_window.origin; }},
    {"payment.timeout",
     [](const Entry& e, Config& c) { return read_timeout(e, c.payment.timeout); },
     [](const Config& c) { return show_duration(c.payment.timeout); },
     [](Config& c) -> std::string& { return c.payment.timeout.origin; }},
    {"payment.concurrency",
     [](const Entry& e, Config& c) { return read_number(e, 1, kMostCalls, c.payment.concurrency); },
     [](const Config& c) { return toml_text(*c.payment.concurrency); },
     [](Config& c) -> std::string& { return c.payment.concurrency.origin; }},
}};

}  // namespace

std::span<const Key> payment_keys() { return kPaymentKeys; }

}  // namespace tasksched::config
