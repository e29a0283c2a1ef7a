#include "daemon/plugins/report/table.h"

#include <gtest/gtest.h>

namespace tasksched::daemon {
namespace {

TEST(ReportTable, ReadsCommaSeparatedValues) {
    EXPECT_EQ(read_table("a,b\n1,2\n"), (Table{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read_table("a,b\r\n1,2"), (Table{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(read_table("\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\"\n"),
              (Table{{"x,y", "say \"hi\"", "two\nlines"}}));
    EXPECT_EQ(read_table("a,,\n"), (Table{{"a", "", ""}}));
}

TEST(ReportTable, ReadsTabSeparatedValuesWhereTheFirstLineHasATab) {
    EXPECT_EQ(read_table("a\tb,c\n\"1\"\t2\n"), (Table{{"a", "b,c"}, {"\"1\"", "2"}}));
}

TEST(ReportTable, DropsNothingOfWhatKeepsNoRule) {
    EXPECT_EQ(read_table("\"open"), (Table{{"open"}}));
    EXPECT_EQ(read_table("\"a\"b,c\n"), (Table{{"ab", "c"}}));
    EXPECT_EQ(read_table("a \"b\" c\n"), (Table{{"a \"b\" c"}}));
    EXPECT_EQ(read_table("a\n\nb\n\n\n"), (Table{{"a"}, {""}, {"b"}}));
    EXPECT_EQ(read_table(""), Table());
    EXPECT_EQ(read_table("\n"), Table());
}

TEST(ReportTable, IsWrittenAsCsvThatReadsBack) {
    const Table table{{"plain", "a,b", "say \"hi\""}, {"two\r\nlines", "", "=1+1"}};
    EXPECT_EQ(csv_of(table), "plain,\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",,=1+1\r\n");
    EXPECT_EQ(read_table(csv_of(table)), table);
}

TEST(ReportTable, IsWrittenAsHtmlWithItsCellsEscaped) {
    EXPECT_EQ(html_of({{"name"}, {"<script>alert('x')</script> & \"more\""}}),
              "<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\">\n<thead>\n"
              "<tr><th>name</th></tr>\n</thead>\n<tbody>\n"
              "<tr><td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;"
              "</td></tr>\n</tbody>\n</table>\n");
    EXPECT_EQ(html_of({}), "");
}

TEST(ReportTable, HoldsNoControlBytesInHtml) {
    const std::string html = html_of({{std::string("\x1b[31m\0\x7f\xff", 8)}});
    EXPECT_EQ(html.find('\x1b'), std::string::npos);
    EXPECT_EQ(html.find('\0'), std::string::npos);
    EXPECT_EQ(html.find('\xff'), std::string::npos);
    EXPECT_NE(html.find("\\x1B[31m"), std::string::npos);
}

TEST(ReportTable, StandsInColumns) {
    EXPECT_EQ(columns_of({{"name", "size"}, {"a", "1"}, {"M\xc3\xbcller", "12345"}, {"x"}}),
              "name    size\na       1\nM\xc3\xbcller  12345\nx\n");
    EXPECT_EQ(columns_of({{"a\nb", "\x1b"}}), "a\\x0Ab  \\x1B\n");
}

}  // namespace
}  // namespace tasksched::daemon
