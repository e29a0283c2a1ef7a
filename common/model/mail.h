#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/time/clock.h"

namespace tasksched::model {

/// A file that goes with a mail.
struct Attachment {
    std::string name;     ///< as the recipient sees it
    std::string type;     ///< "text/csv"; empty: found by the name
    std::string content;  ///< any bytes
};

/// A mail to be sent. Texts are UTF-8 and may hold anything: what goes into headers is encoded.
struct Mail {
    std::string from;  ///< an address; empty: that of `[email] from`, else of user and host
    std::vector<std::string> to;
    std::string subject;
    std::string text;  ///< plain; where both are given, `html` is its alternative
    std::string html;
    std::vector<Attachment> attachments;
    std::string message_id;             ///< without the angle brackets: the same in every attempt
    std::vector<std::string> shown_to;  ///< whom "To:" names in place of `to`; empty: those
    std::optional<time::Instant> date;  ///< the same in every attempt; none: that of sending
    std::string text_type{};            ///< of `text`, with its charset; empty: text/plain in UTF-8
    /// Further fields of the header, by name; the names are ours.
    std::vector<std::pair<std::string, std::string>> fields{};
};

}  // namespace tasksched::model
