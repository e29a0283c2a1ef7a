#include "common/model/resolve_policies.h"

#include <algorithm>

#include "common/model/mailbox.h"
#include "common/model/option.h"
#include "common/model/resolve_limits.h"
#include "common/time/duration_text.h"

namespace tasksched::model {

namespace {

constexpr std::int64_t kMaxRetries = 100;
constexpr std::int64_t kMaxPriority = 100;

using Text = std::optional<std::string>;

/// Reads an option by `parse` into `target`; an absent one leaves it as it is.
template <typename Value, typename Parse>
base::Result<void> read(std::string_view option, const Text& text, Parse parse, Value& target) {
    if (!text) {
        return {};
    }
    auto value = parse(*text);
    if (!value) {
        return in_option(option, std::move(value.error()));
    }
    target = std::move(*value);
    return {};
}

/// As read, for a duration that "none" takes away.
base::Result<void> read_duration(std::string_view option, const Text& text,
                                 std::optional<std::chrono::seconds>& target) {
    if (text && *text == kNoneWord) {
        target.reset();
        return {};
    }
    return read(option, text, time::parse_duration, target);
}

base::Result<void> read_number(std::string_view option, const Text& text, std::int64_t least,
                               std::int64_t most, int& target) {
    if (!text) {
        return {};
    }
    const auto number = parse_number(option, *text, least, most);
    if (!number) {
        return tl::unexpected(number.error());
    }
    target = static_cast<int>(*number);
    return {};
}

/// As read, for a list that "none" takes away.
base::Result<void> read_codes(std::string_view option, const Text& text, ExitCodes& target) {
    if (text && *text == kNoneWord) {
        target = {};
        return {};
    }
    return read(option, text, ExitCodes::parse, target);
}

base::Result<void> read_notify(const Text& text, std::string& target) {
    if (!text) {
        return {};
    }
    if (auto checked = check_notify(*text); !checked) {
        return in_option("--notify", std::move(checked.error()));
    }
    target = *text;
    return {};
}

}  // namespace

base::Result<void> check_notify(std::string_view address) {
    if (address == kNoneWord) {
        return {};
    }
    const std::size_t at = address.find('@');
    const bool has_parts = at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
                           address.find('@', at + 1) == std::string_view::npos;
    const bool is_clean = base::is_utf8(address) && !base::has_control(address) &&
                          address.find_first_of(" ,;<>\"\\") == std::string_view::npos;
    if (!has_parts || !is_clean || address[0] == '-' || address.size() > kMaxAddressBytes) {
        return base::fail(
            base::ErrorCode::kInvalid,
            "{} is not an address; one such as user@example.org, or none, is expected",
            base::quoted(address));
    }
    return {};
}

base::Result<void> apply_policies(const TaskSpec& spec, Policies& policies) {
    return read("--catch-up", spec.catch_up, parse_catch_up, policies.catch_up)
        .and_then([&] { return read_duration("--deadline", spec.deadline, policies.deadline); })
        .and_then([&] { return read("--overlap", spec.overlap, parse_overlap, policies.overlap); })
        .and_then([&] { return read_duration("--timeout", spec.timeout, policies.timeout); })
        .and_then([&] {
            return read_number("--retries", spec.retries, 0, kMaxRetries, policies.retries);
        })
        .and_then([&] { return read("--backoff", spec.backoff, parse_backoff, policies.backoff); })
        .and_then(
            [&] { return read("--on-crash", spec.on_crash, parse_on_crash, policies.on_crash); })
        .and_then([&] { return read_notify(spec.notify, policies.notify); })
        .and_then([&] {
            return read_number("--priority", spec.priority, -kMaxPriority, kMaxPriority,
                               policies.priority);
        })
        .and_then([&] { return read_codes("--retry-on", spec.retry_on, policies.retry_on); })
        .and_then([&] { return read_codes("--give-up-on", spec.give_up_on, policies.give_up_on); })
        .and_then([&] { return apply_limits(spec, policies.limits); });
}

}  // namespace tasksched::model
