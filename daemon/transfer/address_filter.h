#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/base/ip_address.h"

namespace tasksched::daemon {

/// Which addresses may be called. Those of this machine and its link are not, since what listens
/// there trusts whoever reaches it: loopback, link-local (where clouds have their metadata),
/// unspecified, and each way of IPv6 to embed such an address of IPv4.
class AddressFilter {
  public:
    /// `allowed` may be called whatever the rules say.
    explicit AddressFilter(std::vector<base::AddressRange> allowed = {})
        : allowed_(std::move(allowed)) {}

    [[nodiscard]] bool allows(const base::IpAddress& address) const;

  private:
    std::vector<base::AddressRange> allowed_;
};

/// Why a transfer to the address is refused, for people.
std::string address_not_allowed(const std::string& address);

}  // namespace tasksched::daemon
