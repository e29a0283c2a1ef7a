#pragma once

#include <string>
#include <vector>

#include "common/model/kept_result.h"
#include "common/model/policies.h"
#include "common/model/report.h"
#include "common/model/run.h"
#include "daemon/mail/mail_sender.h"

namespace tasksched::daemon {

/// Whether the program is to run again before anything is mailed: its exit status asks for that
/// (75, or one of --retry-on) and there is an attempt left; or it could not be started for want of
/// something.
bool runs_again(const model::Policies& policies, int attempt, const model::AttemptResult& result);

/// Whether the result is the run's end without a mail: somebody asked for the end, or there was no
/// program.
bool is_without_mail(const model::AttemptResult& result);

/// A part of the run for each recipient, none of which has the report yet.
std::vector<model::RunItem> recipients_of(const model::ReportPayload& report);

/// The numbers of the parts that are still to be sent, from 0.
std::vector<std::size_t> open_items(const std::vector<model::RunItem>& items);

/// Notes what became of the mail for the parts `sent`, which MailResult::recipients follow.
void note_replies(std::vector<model::RunItem>& items, const std::vector<std::size_t>& sent,
                  const MailResult& result);

/// What the attempt came to: to be tried again while a recipient is open, a failure where one was
/// refused for good, else what the program came to.
model::AttemptResult result_of(const model::KeptResult& kept, int attempt);

}  // namespace tasksched::daemon
