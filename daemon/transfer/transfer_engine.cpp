#include "daemon/transfer/transfer_engine.h"

#include <utility>

#include "daemon/transfer/address_filter.h"
#include "daemon/transfer/host_turns.h"
#include "daemon/transfer/multi_loop.h"

namespace tasksched::daemon {

TransferEngine::TransferEngine(asio::io_context& loop, TransferSettings settings)
    : settings_(std::move(settings)),
      filter_(std::make_unique<AddressFilter>(settings_.allowed)),
      multi_(std::make_unique<MultiLoop>(loop, settings_.limits.in_all)),
      turns_(std::make_unique<HostTurns>()) {}

TransferEngine::~TransferEngine() = default;

void TransferEngine::configure(TransferSettings settings) {
    settings_ = std::move(settings);
    filter_ = std::make_unique<AddressFilter>(settings_.allowed);
    multi_->set_limit(settings_.limits.in_all);
}

}  // namespace tasksched::daemon
