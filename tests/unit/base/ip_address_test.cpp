#include "common/base/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace tasksched::base {
namespace {

bool contains(const std::string& range, const std::string& address) {
    return parse_address_range(range)->contains(parse_ip_address(address).value());
}

TEST(IpAddress, IsTheSameInBothWaysToWriteOneOfIpv4) {
    EXPECT_EQ(parse_ip_address("192.0.2.1"), parse_ip_address("::ffff:192.0.2.1"));
    EXPECT_EQ(to_string(parse_ip_address("::ffff:192.0.2.1").value()), "192.0.2.1");
    EXPECT_EQ(to_string(parse_ip_address("2001:DB8::0:1").value()), "2001:db8::1");
}

TEST(IpAddress, IsReadFromNothingElse) {
    for (const std::string text : {"", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.1", "127.1",
                                   "[::1]", "fe80::1%eth0", " 1.2.3.4", "1.2.3.256"}) {
        EXPECT_FALSE(parse_ip_address(text)) << text;
    }
    EXPECT_FALSE(parse_ip_address(std::string_view("1.2.3.4\0x", 9)));
}

TEST(AddressRange, ContainsWhatSharesItsPrefix) {
    EXPECT_TRUE(contains("127.0.0.0/8", "127.255.255.255"));
    EXPECT_FALSE(contains("127.0.0.0/8", "128.0.0.0"));
    EXPECT_TRUE(contains("10.1.2.128/25", "10.1.2.200"));
    EXPECT_FALSE(contains("10.1.2.128/25", "10.1.2.127"));
    EXPECT_TRUE(contains("fe80::/10", "febf::1"));
    EXPECT_FALSE(contains("fe80::/10", "fec0::1"));
    EXPECT_TRUE(contains("::1", "::1"));
    EXPECT_FALSE(contains("::1", "::2"));
    EXPECT_TRUE(contains("0.0.0.0/0", "255.255.255.255"));
    EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(contains("::/0", "1.2.3.4"));
}

TEST(AddressRange, RefusesWhatIsNoRange) {
    for (const std::string text :
         {"", "/8", "127.0.0.0/", "127.0.0.0/33", "127.0.0.0/-1", "127.0.0.0/8x", "::1/129",
          "127.0.0.0/8/9", "localhost/8", "127.0.0.0 /8"}) {
        const auto range = parse_address_range(text);
        ASSERT_FALSE(range) << text;
        EXPECT_EQ(range.error().code, ErrorCode::kInvalid);
        EXPECT_NE(range.error().message.find("127.0.0.0/8"), std::string::npos);
    }
}

TEST(AddressRange, NamesItsBeginningWhereBitsBeyondThePrefixAreSet) {
    const auto range = parse_address_range("127.0.0.1/8");
    ASSERT_FALSE(range);
    EXPECT_NE(range.error().message.find("begins at 127.0.0.0/8"), std::string::npos)
        << range.error().message;
}

}  // namespace
}  // namespace tasksched::base
