#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"

namespace tasksched::base {

/// An address of IPv6, or one of IPv4 in its IPv6 form (RFC 4291 2.5.5.2: ::ffff:192.0.2.1), so
/// that both ways to write it are the same value. In network order.
using IpAddress = std::array<std::uint8_t, 16>;

/// Reads "192.0.2.1" or "2001:db8::1"; none for anything else, zones and brackets included.
std::optional<IpAddress> parse_ip_address(std::string_view text);

/// The IPv4 address of these four bytes.
IpAddress ipv4_address(std::array<std::uint8_t, 4> bytes);

/// As inet_ntop(3) writes it; an IPv4 one in dotted decimal.
std::string to_string(const IpAddress& address);

/// All addresses that share their first `prefix` bits (0 to 128) with `base`.
struct AddressRange {
    IpAddress base{};
    int prefix = 128;

    [[nodiscard]] bool contains(const IpAddress& address) const;
    friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

/// Reads CIDR: "127.0.0.0/8", "fe80::/10", or an address alone. kInvalid where the text is no such
/// thing, or where bits beyond the prefix are set.
Result<AddressRange> parse_address_range(std::string_view text);

}  // namespace tasksched::base
