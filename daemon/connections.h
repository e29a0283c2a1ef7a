#pragma once

#include <string>
#include <vector>

#include "common/config/config.h"

namespace tasksched::daemon {

/// What came of trying a connection that the configuration names.
struct ConnectionCheck {
    std::string section;  ///< "email"
    std::string place;    ///< where it goes: "smtp://mail.example.org:587"
    enum class State { kGood, kFailed, kAbsent } state = State::kGood;
    std::string message;  ///< what failed, or what there is none of; a line for people
};

/// Connects as the daemon would and sends nothing: one check for each section that names a server.
/// That of mail is logged in at; of a payment gateway no more is known than that it is there and
/// has its certificate, and that there is a token. Takes as long as the servers do, up to 30 s
/// each.
std::vector<ConnectionCheck> check_connections(const config::Config& config);

/// A line for each: section, place, "good", "failed" or "absent", message, with tabs between.
std::string to_lines(const std::vector<ConnectionCheck>& checks);

}  // namespace tasksched::daemon
