#include "cli/commands/live_output.h"

#include <algorithm>

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// How long the daemon may take for a reply, beside the wait that it was asked for. One that is
/// just starting takes up what an earlier one left first.
constexpr std::chrono::seconds kPatience{30};

}  // namespace

Result<std::optional<ipc::OutputReply>> LiveOutput::read(const ipc::OutputRequest& request) {
    if (!client_) {
        auto client = ipc::GatewayClient::connect(socket_path_);
        if (!client) {
            return std::nullopt;
        }
        client_ = std::move(*client);
    }
    const auto answer = client_->ask({std::string(ipc::kOutputVerb), ipc::encode(request)},
                                     request.wait + kPatience);
    if (!answer || !*answer) {
        client_.reset();
        return answer ? Result<std::optional<ipc::OutputReply>>(std::nullopt)
                      : tl::unexpected(answer.error());
    }
    auto reply = ipc::decode_output_reply(**answer);
    if (!reply) {
        client_.reset();
        return base::fail(base::ErrorCode::kFailed, "the daemon's reply cannot be read");
    }
    return reply;
}

Result<std::optional<model::Output>> LiveOutput::read_all(model::RunId run, int attempt) {
    model::Output output;
    std::int64_t now = 0;  // how far the attempt is; what it writes meanwhile is not waited for
    do {
        const auto reply =
            read({.run = run, .attempt = attempt, .from = output.total_bytes, .wait = {}});
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        if (!*reply || (*reply)->over) {
            return std::nullopt;
        }
        const model::OutputPiece& piece = (*reply)->piece;
        if (piece.bytes.empty()) {
            break;
        }
        now = now == 0 ? piece.total : now;
        if (piece.at > output.total_bytes) {
            output.tail = piece.bytes;
        } else {
            (output.tail.empty() ? output.head : output.tail) += piece.bytes;
        }
        output.total_bytes = piece.at + static_cast<std::int64_t>(piece.bytes.size());
    } while (output.total_bytes < now);
    return output;
}

}  // namespace tasksched::cli::commands
