#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/model/task_spec.h"
#include "common/model/type_info.h"

namespace tasksched::model {

/// The payload of type `email`. Addresses are as format_mailbox() writes them, texts UTF-8 without
/// NUL.
struct EmailPayload {
    static const TypeInfo kType;

    std::vector<std::string> to;  ///< one or more, none twice
    std::string from;             ///< empty: that of `[email] from`
    std::string subject;          ///< one line
    std::string message;
    bool html = false;                ///< the message is HTML
    std::vector<std::string> attach;  ///< absolute paths of files, read when the mail is sent

    friend bool operator==(const EmailPayload&, const EmailPayload&) = default;
};

/// As many as each server takes in one message (RFC 5321 4.5.3.1.8).
inline constexpr std::size_t kMaxRecipients = 100;

base::Result<void> check(const EmailPayload& payload);

/// Sets what `spec` gives, keeps the rest, and checks the whole. `to` and `attach` replace all;
/// `attach` "none" alone removes them. A message says by `html` what it is: without, it is plain.
base::Result<void> apply_options(const TaskSpec& spec, EmailPayload& payload);

/// "to ada@example.org and 2 more: Subject"
std::string summary(const EmailPayload& payload);

/// `from`, `subject`, and `to` with ", " between the addresses.
std::optional<std::string> field(const EmailPayload& payload, std::string_view name);

std::string to_json(const EmailPayload& payload);
std::vector<std::pair<std::string_view, std::string>> details(const EmailPayload& payload);

}  // namespace tasksched::model
