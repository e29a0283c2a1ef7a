#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/model/command.h"
#include "common/model/report.h"
#include "daemon/mail/mail_sender.h"
#include "daemon/plugins/plugin.h"
#include "daemon/plugins/report/query_program.h"

namespace tasksched::daemon {

/// Type `report`: runs a program, keeps what it came to, and mails what it printed. What is kept is
/// mailed until every recipient has it, in later attempts too, and the program does not run again.
class ReportPlugin final : public Plugin {
  public:
    /// `commands` carries the programs out, for this plugin alone; `mail` outlives the plugin.
    /// `host` is the name of this host, for Message-IDs.
    ReportPlugin(std::unique_ptr<Plugin> commands, MailSender& mail, QueryProgram query,
                 std::string host)
        : commands_(std::move(commands)),
          mail_(mail),
          query_(std::move(query)),
          host_(std::move(host)) {}

    [[nodiscard]] std::string_view type() const override { return "report"; }
    void configure(const config::Config& config) override { config_file_ = config.file; }
    [[nodiscard]] std::optional<std::string> supervisor() const override {
        return commands_->supervisor();
    }
    asio::awaitable<bool> until_ready() override { return commands_->until_ready(); }
    [[nodiscard]] std::set<AttemptName> known() const override { return commands_->known(); }

    asio::awaitable<std::optional<model::AttemptResult>> carry_out(
        AttemptContext context, AttemptControl& control) override;

    void recorded(model::RunId run, int attempt) override { commands_->recorded(run, attempt); }

  private:
    asio::awaitable<std::optional<model::AttemptResult>> run_program(const AttemptContext& context,
                                                                     AttemptControl& control);
    asio::awaitable<std::optional<model::AttemptResult>> send(const AttemptContext& context,
                                                              model::KeptResult kept,
                                                              AttemptControl& control);
    [[nodiscard]] model::Mail mail_of(const AttemptContext& context,
                                      const model::KeptResult& kept) const;

    std::unique_ptr<Plugin> commands_;
    MailSender& mail_;
    QueryProgram query_;
    std::string host_;
    std::string config_file_;
};

/// The program of a report; that of a query finds the query on its standard input and prints CSV.
model::CommandPayload program_of(const model::ReportPayload& report, const QueryProgram& query,
                                 const std::string& user, const std::string& config_file);

}  // namespace tasksched::daemon
