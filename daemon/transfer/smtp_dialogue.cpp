#include "daemon/transfer/smtp_dialogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/text.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr int kGoOn = 354;
constexpr int kClosing = 421;
constexpr std::string_view kEndOfNothing = ".\r\n";

/// One letter's way over a connection.
class Dialogue {
  public:
    Dialogue(SmtpConnection& connection, const SmtpLetter& letter, SmtpDelivery& delivery)
        : connection_(connection), letter_(letter), delivery_(delivery) {}

    asio::awaitable<AfterLetter> run();

  private:
    asio::awaitable<std::optional<SmtpReply>> ask(std::size_t command);
    asio::awaitable<bool> reset();
    asio::awaitable<bool> ask_for_recipients();
    asio::awaitable<AfterLetter> send_content();
    asio::awaitable<AfterLetter> without_recipients();
    void write_commands();
    void settle(const SmtpReply& reply);
    [[nodiscard]] bool has_recipients() const {
        return std::find(accepted_.begin(), accepted_.end(), true) != accepted_.end();
    }
    [[nodiscard]] std::size_t data_command() const { return letter_.recipients.size() + 1; }

    SmtpConnection& connection_;
    const SmtpLetter& letter_;
    SmtpDelivery& delivery_;
    std::vector<std::string> commands_;  ///< MAIL, RCPT for each recipient, DATA
    std::size_t sent_ = 0;               ///< of them
    std::vector<bool> accepted_;         ///< as the recipients
};

void Dialogue::write_commands() {
    const std::string size =
        connection_.features().size ? fmt::format(" SIZE={}", letter_.content.size()) : "";
    commands_.push_back(fmt::format("MAIL FROM:<{}>{}\r\n", letter_.sender, size));
    for (const std::string& recipient : letter_.recipients) {
        commands_.push_back(fmt::format("RCPT TO:<{}>\r\n", recipient));
    }
    commands_.emplace_back("DATA\r\n");
}

/// The reply to a command, which is sent where it was not yet, with all that may go along.
asio::awaitable<std::optional<SmtpReply>> Dialogue::ask(std::size_t command) {
    if (command >= sent_) {
        const std::size_t end = connection_.features().pipelining ? commands_.size() : command + 1;
        std::string bytes;
        for (; sent_ < end; ++sent_) {
            bytes += commands_[sent_];
        }
        // Where not all could be sent there may be an answer still that says why.
        static_cast<void>(co_await connection_.send(bytes));
    }
    co_return co_await connection_.receive();
}

asio::awaitable<bool> Dialogue::reset() {
    if (!connection_.needs_reset) {
        co_return true;
    }
    static_cast<void>(co_await connection_.send("RSET\r\n"));
    const auto reply = co_await connection_.receive();
    connection_.needs_reset = false;
    co_return reply && reply->is_success();
}

/// False where the connection was lost.
asio::awaitable<bool> Dialogue::ask_for_recipients() {
    for (std::size_t i = 0; i < letter_.recipients.size(); ++i) {
        auto reply = co_await ask(i + 1);
        if (!reply) {
            co_return false;
        }
        accepted_[i] = reply->is_success();
        if (!accepted_[i]) {
            delivery_.replies[i] = std::move(*reply);
        }
    }
    co_return true;
}

/// For all who were not refused by themselves.
void Dialogue::settle(const SmtpReply& reply) {
    for (std::size_t i = 0; i < accepted_.size(); ++i) {
        if (accepted_[i]) {
            delivery_.replies[i] = reply;
        }
    }
    delivery_.error.reset();
}

asio::awaitable<AfterLetter> Dialogue::run() {
    accepted_.assign(letter_.recipients.size(), true);
    delivery_.replies.assign(letter_.recipients.size(), {});
    delivery_.error =
        TransferError{.kind = TransferFailure::kNotSent,
                      .message = "the connection was lost before the server had taken the message"};
    write_commands();
    std::optional<SmtpReply> mail;
    if (co_await reset()) {
        mail = co_await ask(0);
    }
    if (!mail || mail->code == kClosing) {
        if (connection_.was_used) {
            co_return AfterLetter::kTryAnother;
        }
        if (mail) {
            settle(*mail);
        }
        co_return AfterLetter::kClose;
    }
    if (!mail->is_success()) {
        settle(*mail);
        co_return AfterLetter::kClose;
    }
    if (!co_await ask_for_recipients()) {
        co_return AfterLetter::kClose;
    }
    if (!has_recipients()) {
        co_return co_await without_recipients();
    }
    co_return co_await send_content();
}

/// All were refused. A server that was asked for DATA at the same go may want to have it.
asio::awaitable<AfterLetter> Dialogue::without_recipients() {
    delivery_.error.reset();
    connection_.needs_reset = true;
    if (sent_ <= data_command()) {
        co_return AfterLetter::kKeep;
    }
    auto reply = co_await connection_.receive();
    if (reply && reply->code == kGoOn) {
        static_cast<void>(co_await connection_.send(kEndOfNothing));
        reply = co_await connection_.receive();
    }
    co_return reply ? AfterLetter::kKeep : AfterLetter::kClose;
}

asio::awaitable<AfterLetter> Dialogue::send_content() {
    auto reply = co_await ask(data_command());
    if (!reply) {
        co_return AfterLetter::kClose;
    }
    if (reply->code != kGoOn) {
        settle(*reply);
        co_return AfterLetter::kClose;
    }
    const std::string content = dot_stuffed(letter_.content);
    const TransferError unsure{.kind = TransferFailure::kInterrupted,
                               .message =
                                   "the connection was lost when the message was sent; "
                                   "the server may have taken it"};
    const std::optional<TransferError> before = std::exchange(delivery_.error, unsure);
    if (!co_await connection_.send(content)) {
        delivery_.error = before;
    }
    reply = co_await connection_.receive();
    if (!reply) {
        co_return AfterLetter::kClose;
    }
    settle(*reply);
    co_return reply->code == kClosing ? AfterLetter::kClose : AfterLetter::kKeep;
}

bool is_envelope_address(std::string_view address) {
    return std::all_of(address.begin(), address.end(),
                       [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
}

bool has_whole_line_ends(std::string_view content) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        const bool is_end = content[i] == '\r' && i + 1 < content.size() && content[i + 1] == '\n';
        if (is_end) {
            ++i;
        } else if (content[i] == '\r' || content[i] == '\n' || content[i] == '\0') {
            return false;
        }
    }
    return content.ends_with("\r\n");
}

}  // namespace

asio::awaitable<AfterLetter> converse(SmtpConnection& connection, const SmtpLetter& letter,
                                      SmtpDelivery& delivery) {
    Dialogue dialogue(connection, letter, delivery);
    co_return co_await dialogue.run();
}

Result<void> check_letter(const SmtpLetter& letter) {
    std::vector<std::string> addresses = letter.recipients;
    addresses.push_back(letter.sender);
    for (const std::string& address : addresses) {
        if (!is_envelope_address(address)) {
            return fail(ErrorCode::kInvalid, "{} cannot stand in an envelope",
                        base::quoted(address));
        }
    }
    if (letter.recipients.empty()) {
        return fail(ErrorCode::kInvalid, "a letter to nobody");
    }
    if (!has_whole_line_ends(letter.content)) {
        return fail(ErrorCode::kInvalid, "the message holds a CR, LF or NUL that is no line end");
    }
    return {};
}

std::string dot_stuffed(std::string_view content) {
    std::string stuffed;
    stuffed.reserve(content.size() + content.size() / 64 + 3);
    bool at_line_begin = true;
    for (const char c : content) {
        if (at_line_begin && c == '.') {
            stuffed += '.';
        }
        stuffed += c;
        at_line_begin = c == '\n';
    }
    stuffed += kEndOfNothing;
    return stuffed;
}

}  // namespace tasksched::daemon
