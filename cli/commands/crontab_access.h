#pragma once

#include "cli/session.h"

namespace tasksched::cli::commands {

/// Whether `-u` names a user that there is and that this one may act for, and whether cron.allow
/// and cron.deny let that user have a crontab; tells on standard error, in crontab's words, why
/// not. What may be done with the store is decided by the service.
bool may_use_crontab(Session& session);

/// The user whose crontab is meant.
std::string crontab_user(Session& session);

}  // namespace tasksched::cli::commands
