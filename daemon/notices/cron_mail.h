#pragma once

#include <string>

#include "common/base/error.h"
#include "common/model/command.h"
#include "common/model/mail.h"
#include "common/model/run.h"
#include "common/model/task.h"
#include "common/store/output_mails.h"

namespace tasksched::daemon {

/// Output of a crontab's job, and what is told of it.
struct JobOutput {
    store::OutputMail what;
    model::Task task;
    model::CommandPayload command;
    model::Output output;
};

/// The mail in which cron sends it: to MAILTO, a list between commas, or to the task's user; a name
/// without a domain is one of `host`. The subject is "Cron <user@host> command", the variables
/// stand in X-Cron-Env, the type is that of CONTENT_TYPE, the sender MAILFROM where that is an
/// address, else that of the configuration. kInvalid where MAILTO is no list of addresses.
base::Result<model::Mail> cron_mail(const JobOutput& job, const std::string& host);

}  // namespace tasksched::daemon
