#include "daemon/transfer/address_filter.h"

#include <gtest/gtest.h>

#include <string>

namespace tasksched::daemon {
namespace {

bool allows(const AddressFilter& filter, const std::string& address) {
    return filter.allows(base::parse_ip_address(address).value());
}

TEST(AddressFilter, RefusesThisMachineAndItsLink) {
    const AddressFilter filter;
    for (const std::string address :
         {"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1",
          "::1", "::", "fe80::1", "febf:ffff::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
          "::ffff:0.0.0.0", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
          "2002:7f00:1::1", "2002:a9fe:a9fe::", "fd00:ec2::254"}) {
        EXPECT_FALSE(allows(filter, address)) << address;
    }
}

TEST(AddressFilter, AllowsAllOthers) {
    const AddressFilter filter;
    for (const std::string address :
         {"1.1.1.1", "10.0.0.1", "192.168.1.1", "128.0.0.1", "126.255.255.255", "169.253.255.255",
          "169.255.0.0", "2001:db8::1", "fd00::1", "fec0::1", "64:ff9b::101:101", "2002:101:101::1",
          "::ffff:8.8.8.8"}) {
        EXPECT_TRUE(allows(filter, address)) << address;
    }
}

TEST(AddressFilter, AllowsWhatIsListed) {
    const AddressFilter filter({base::parse_address_range("127.0.0.0/24").value(),
                                base::parse_address_range("fe80::/64").value()});
    EXPECT_TRUE(allows(filter, "127.0.0.1"));
    EXPECT_TRUE(allows(filter, "::ffff:127.0.0.1"));
    EXPECT_TRUE(allows(filter, "64:ff9b::7f00:1"));
    EXPECT_TRUE(allows(filter, "fe80::1"));
    EXPECT_FALSE(allows(filter, "127.0.1.1"));
    EXPECT_FALSE(allows(filter, "::1"));
    EXPECT_FALSE(allows(filter, "fe80:0:0:1::1"));
}

}  // namespace
}  // namespace tasksched::daemon
