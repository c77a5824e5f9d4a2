package io.annex.core.body;

import java.util.List;

/**
 * Multipart bodies as clients send them, and as attackers do. Bodies are bytes,
 * one a character; so {@code u8("ü")} is how UTF-8 has it. In bodies {@code ¶}
 * stands for CRLF.
 */
final class FormCases {
    static final int MOST_PARTS = 20;
    static final int MOST_BYTES = 1000;

    /**
     * A body and what is to come of it.
     *
     * @param expected
     *            fields as {@code name=value;}, files as
     *            {@code field<name,type,content>;}, or {@code !} and the kind of
     *            the failure
     */
    record Case(String name, String type, String body, String expected) {
    }

    private static final String TYPE = "multipart/form-data; boundary=B";
    private static final String BAD = "!BadBody";
    private static final String LARGE = "!BodyTooLarge";
    private static final String UNSUPPORTED = "!UnsupportedBody";
    private static final String A = "Content-Disposition: form-data; name=\"a\"¶¶";

    static final List<Case> ALL = List.of(
            // ---- who sends what
            of("two fields of a browser", "--B¶" + A + "1¶--B¶Content-Disposition: form-data; name=\"b\"¶¶2¶--B--¶",
                    "a=1;b=2;"),
            typed("Chrome: a long boundary", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
                    "------WebKitFormBoundary7MA4YWxkTrZu0gW¶Content-Disposition: form-data; name=\"f\"; "
                            + "filename=\"a.txt\"¶Content-Type: text/plain¶¶hello¶"
                            + "------WebKitFormBoundary7MA4YWxkTrZu0gW--¶",
                    "f<a.txt,text/plain,hello>;"),
            typed("Firefox: a boundary that is mostly hyphens",
                    "multipart/form-data; boundary=----geckoformboundary1234",
                    "------geckoformboundary1234¶" + A + "----¶--¶¶------geckoformboundary1234--¶",
                    "a=----\r\n--\r\n;"),
            typed("curl: hyphens in front", "multipart/form-data; boundary=------------------------d74496d66958873e",
                    "--------------------------d74496d66958873e¶Content-Disposition: form-data; name=\"a\"; "
                            + "filename=\"x.bin\"¶Content-Type: application/octet-stream¶¶\0\1\2¶"
                            + "--------------------------d74496d66958873e--¶",
                    "a<x.bin,application/octet-stream,\0\1\2>;"),
            typed(".NET: a quoted boundary, names without quotes", "multipart/form-data; boundary=\"0a1b-2c3d\"",
                    "--0a1b-2c3d¶Content-Type: text/plain; charset=utf-8¶Content-Disposition: form-data; name=title¶¶"
                            + "hi¶--0a1b-2c3d¶Content-Disposition: form-data; name=file; filename=Report-1.pdf; "
                            + "filename*=utf-8''Report-1.pdf¶¶%PDF¶--0a1b-2c3d--¶",
                    "title=hi;file<Report-1.pdf,,%PDF>;"),
            of(".NET: what is not ASCII",
                    file("name=file; filename=\"=?utf-8?B?R3LDvMOfZS50eHQ=?=\"; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"),
                    "file<Grüße.txt,,x>;"),
            of(".NET: a name that is not ASCII", field("name=\"=?utf-8?B?R3LDvMOfZQ==?=\""), "Grüße=x;"),
            of("an encoded word that is none", field("name=\"=?utf-8?B?*?=\""), "=?utf-8?B?*?==x;"),
            of("no line end behind the last boundary", "--B¶" + A + "1¶--B--", "a=1;"),
            of("bare line feeds, written by hand", ("--B¶" + A + "1¶2¶--B--¶").replace('¶', '\n'), "a=1\n2;"),
            of("bare line feeds keep a return before", ("--B¶" + A + "1\r¶--B--¶").replace('¶', '\n'), "a=1\r;"),
            of("a lower-case header", "--B¶content-disposition:form-data;name=\"a\"¶¶1¶--B--¶", "a=1;"),
            of("other headers, in front of it",
                    "--B¶Content-Length: 1¶X-Y: z¶Content-Transfer-Encoding: binary¶" + A + "1¶--B--¶", "a=1;"),
            of("a header that goes on in the next line", "--B¶Content-Disposition: form-data;¶ name=\"a\"¶¶1¶--B--¶",
                    "a=1;"),
            of("blanks behind boundaries, of a gateway", "--B \t¶" + A + "1¶--B-- ¶", "a=1;"),
            of("an empty form", "--B--¶", ""), of("an empty value", "--B¶" + A + "¶--B--¶", "a=;"),
            of("no value at all: the empty line is the boundary's", "--B¶" + A + "--B--¶", "a=;"),
            of("the same name twice", "--B¶" + A + "1¶--B¶" + A + "2¶--B--¶", "a=1;a=2;"),
            of("two files of one field",
                    "--B¶" + headerOf("name=\"f\"; filename=\"1\"") + "x¶--B¶" + headerOf("name=\"f\"; filename=\"2\"")
                            + "y¶--B--¶",
                    "f<1,,x>;f<2,,y>;"),

            // ---- the content type
            typed("BOUNDARY in any case", "Multipart/Form-Data; charset=utf-8; BOUNDARY=B", "--B¶" + A + "1¶--B--¶",
                    "a=1;"),
            typed("blanks around it", "multipart/form-data ;  Boundary = \"B\" ; x=y", "--B¶" + A + "1¶--B--¶", "a=1;"),
            typed("a boundary with what needs quotes", "multipart/form-data; boundary=\"a:b,c;d=e/f\"",
                    "--a:b,c;d=e/f¶" + A + "1¶--a:b,c;d=e/f--¶", "a=1;"),
            typed("no boundary", "multipart/form-data", "--B¶" + A + "1¶--B--¶", BAD),
            typed("an empty boundary", "multipart/form-data; boundary=", "--¶" + A + "1¶----¶", BAD),
            typed("another parameter's text is none", "multipart/form-data; x=\"; boundary=B\"",
                    "--B¶" + A + "1¶--B--¶", BAD),
            typed("a boundary that is too long", "multipart/form-data; boundary=" + "b".repeat(71), "", BAD),
            typed("another boundary than the body has", "multipart/form-data; boundary=C", "--B¶" + A + "1¶--B--¶",
                    BAD),

            // ---- names
            of("colon, comma, semicolon, equals sign", field("name=\"a: b, c; d=e\""), "a: b, c; d=e=x;"),
            of("a comma in a file's name", file("name=\"f\"; filename=\"Rapport 2024, v2.pdf\""),
                    "f<Rapport 2024, v2.pdf,,x>;"),
            of("a colon in a name", field("name=\"sv:title\""), "sv:title=x;"),
            of("an escaped quote, of curl", field("name=\"a\\\"b\""), "a\"b=x;"),
            of("escaped quotes in front of a semicolon", field("name=\"a\\\"; b\\\"\""), "a\"; b\"=x;"),
            of("a quote as browsers write it", field("name=\"a%22b%0D%0Ac\""), "a\"b\r\nc=x;"),
            of("other percent signs stay", file("name=\"f\"; filename=\"100%25 %zz.txt\""), "f<100%25 %zz.txt,,x>;"),
            of("a quote inside that nobody has escaped", file("name=\"f\"; filename=\"a\"b.txt\""), "f<a\"b.txt,,x>;"),
            of("a path that ends with a backslash", file("name=\"f\"; filename=\"C:\\tmp\\\""), "f<,,x>;"),
            of("the same in front of the name", file("filename=\"C:\\tmp\\\"; name=\"f\""), "f<,,x>;"),
            of("a name that ends with a backslash", field("name=\"dir\\\""), "dir\\=x;"),
            of("a path of Internet Explorer", file("name=\"f\"; filename=\"C:\\docs\\my file.txt\""),
                    "f<my file.txt,,x>;"),
            of("a path that climbs", file("name=\"f\"; filename=\"../../etc/passwd\""), "f<passwd,,x>;"),
            of("a name without quotes", field("name=a b.c[0]"), "a b.c[0]=x;"),
            of("a file's name without quotes", file("name=f; filename=Rapport 2024, v2.pdf"),
                    "f<Rapport 2024, v2.pdf,,x>;"),
            of("UTF-8 as it is", field(u8("name=\"Grüße\"")), "Grüße=x;"),
            of("Latin-1, which is no UTF-8", field("name=\"Gr\u00fcn\""), "Grün=x;"),
            of("emoji", file(u8("name=\"f\"; filename=\"😀.txt\"")), "f<😀.txt,,x>;"),
            of("filename* wins, wherever it stands",
                    file("name=\"f\"; filename*=UTF-8''%e2%82%ac%20rates.txt; filename=\"EURO.txt\""),
                    "f<€ rates.txt,,x>;"),
            of("filename* in Latin-1 and with a language", file("name=\"f\"; filename*=iso-8859-1'en'%A3%20r.txt"),
                    "f<£ r.txt,,x>;"),
            of("a filename* that cannot be read gives way",
                    file("name=\"f\"; filename=\"a.txt\"; filename*=utf-8''%zz"), "f<a.txt,,x>;"),
            of("filename* climbs neither", file("name=\"f\"; filename*=utf-8''..%2F..%2Fa.txt"), "f<a.txt,,x>;"),
            of("an empty name", field("name=\"\""), "=x;"),
            of("parameters in any case", file("NAME=\"f\"; FileName=\"a\""), "f<a,,x>;"),
            of("a name like a prototype's", field("name=\"__proto__\""), "__proto__=x;"),

            // ---- files that are none
            of("a file that was not chosen",
                    "--B¶Content-Disposition: form-data; name=\"f\"; filename=\"\"¶"
                            + "Content-Type: application/octet-stream¶¶¶--B¶" + A + "1¶--B--¶",
                    "a=1;"),
            of("content without a file's name is a file", file("name=\"f\"; filename=\"\""), "f<,,x>;"),
            of("an empty file", "--B¶" + headerOf("name=\"f\"; filename=\"a\"") + "¶--B--¶", "f<a,,>;"),
            of("a field with a type is a field",
                    "--B¶Content-Disposition: form-data; name=\"j\"¶Content-Type: application/json¶¶{}¶--B--¶",
                    "j={};"),

            // ---- what is around the parts, and inside of them
            of("a preamble", "This is a message in MIME format.¶¶--B¶" + A + "1¶--B--¶", "a=1;"),
            of("a preamble that nearly is a boundary", "--Bar¶-¶--¶x--B¶--B¶" + A + "1¶--B--¶", "a=1;"),
            of("an empty line in front", "¶--B¶" + A + "1¶--B--¶", "a=1;"),
            of("an epilogue", "--B¶" + A + "1¶--B--¶--B¶" + A + "2¶--B--¶and more", "a=1;"),
            of("a boundary in the middle of a line", "--B¶" + A + "x--B--¶--B--¶", "a=x--B--;"),
            of("what begins like a boundary", "--B¶" + A + "x¶--Bar¶--B-¶--B-z¶--B--y¶--B--¶",
                    "a=x\r\n--Bar\r\n--B-\r\n--B-z\r\n--B--y;"),
            of("a boundary that a bare line feed ends or begins", "--B¶" + A + "x\n--B--¶¶--B\ny¶--B--¶",
                    "a=x\n--B--\r\n\r\n--B\ny;"),
            of("a boundary without its hyphens", "--B¶" + A + "B¶-B¶--B--¶", "a=B\r\n-B;"),
            of("line ends of all kinds in a value", "--B¶" + A + "\r\r\n\n\r¶¶--B--¶", "a=\r\r\n\n\r\r\n;"),
            of("blanks behind a boundary without end", "--B¶" + A + "x¶--B" + " ".repeat(65) + "¶--B--¶",
                    "a=x\r\n--B" + " ".repeat(65) + ";"),
            of("all bytes", "--B¶" + headerOf("name=\"f\"; filename=\"a\"") + allBytes() + "¶--B--¶",
                    "f<a,," + allBytes() + ">;"),

            // ---- charsets of fields
            of("a field in UTF-8", "--B¶" + A + u8("Grüße €") + "¶--B--¶", "a=Grüße €;"),
            of("a field that says what it is in",
                    "--B¶Content-Type: text/plain; charset=\"ISO-8859-1\"¶" + A + "Gr\u00fcn¶--B--¶", "a=Grün;"),
            of("a form that says what it is in",
                    "--B¶" + A + "\u0080¶--B¶Content-Disposition: form-data; name=\"_charset_\"¶¶windows-1252¶--B--¶",
                    "a=€;_charset_=windows-1252;"),
            of("a charset that nobody knows", "--B¶Content-Type: text/plain; charset=klingon¶" + A + "x¶--B--¶",
                    UNSUPPORTED),
            of("an encoding of mail", "--B¶Content-Transfer-Encoding: base64¶" + A + "eA==¶--B--¶", UNSUPPORTED),

            // ---- cut off and broken
            of("no closing boundary", "--B¶" + A + "1¶", BAD),
            of("no closing boundary of a file", "--B¶" + headerOf("name=\"f\"; filename=\"a\"") + "x".repeat(500), BAD),
            of("a next part that does not come", "--B¶" + A + "1¶--B¶", BAD),
            of("half of the closing boundary", "--B¶" + A + "1¶--B-", BAD),
            of("a boundary that is not closed", "--B¶" + A + "1¶--B", BAD), of("headers alone", "--B¶" + A, BAD),
            of("half a header", "--B¶Content-Disp", BAD), of("garbage", "garbage", BAD), of("nothing", "", BAD),
            of("JSON", "{\"a\": 1}", BAD),
            of("closed inside of a header", "--B¶Content-Disposition: form-data; name=\"a\"¶--B--¶", BAD),
            of("a header line without a colon", "--B¶Content-Disposition form-data¶¶1¶--B--¶", BAD),
            of("a header that begins with a blank", "--B¶ x¶" + A + "1¶--B--¶", BAD),
            of("a part without a name", field("x=\"a\""), BAD),
            of("a part without a disposition", "--B¶¶1¶--B--¶", BAD),
            of("two dispositions", "--B¶Content-Disposition: form-data; name=\"b\"¶" + A + "1¶--B--¶", BAD),
            of("a name twice", field("name=\"a\"; name=\"b\""), BAD),
            of("another disposition", "--B¶Content-Disposition: attachment; name=\"a\"¶¶1¶--B--¶", BAD),
            of("an open quote", field("name=\"a"), BAD), of("NUL in a name", field("name=\"a\0b\""), BAD),
            of("a bare return in a name", field("name=\"a\rb\""), BAD),
            of("a bare line feed in a header", field("name=\"a\nb\""), BAD),

            // ---- too much
            of("as many parts as there may be", ("--B¶" + A + "1¶").repeat(MOST_PARTS) + "--B--¶",
                    "a=1;".repeat(MOST_PARTS)),
            of("one more", ("--B¶" + A + "1¶").repeat(MOST_PARTS + 1) + "--B--¶", LARGE),
            of("a field of the limit", "--B¶" + A + "x".repeat(MOST_BYTES) + "¶--B--¶",
                    "a=" + "x".repeat(MOST_BYTES) + ';'),
            of("one byte more", "--B¶" + A + "x".repeat(MOST_BYTES + 1) + "¶--B--¶", LARGE),
            of("fields that are too much together", ("--B¶" + A + "x".repeat(MOST_BYTES) + '¶').repeat(11) + "--B--¶",
                    LARGE),
            of("a header that does not end", "--B¶X: " + "x".repeat(9000), BAD),
            of("a header of many lines", "--B¶" + "X: y¶".repeat(2000) + A + "1¶--B--¶", BAD));

    private FormCases() {
    }

    private static Case of(String name, String body, String expected) {
        return typed(name, TYPE, body, expected);
    }

    private static Case typed(String name, String type, String body, String expected) {
        return new Case(name, type, body.replace("¶", "\r\n"), expected);
    }

    private static String headerOf(String parameters) {
        return "Content-Disposition: form-data; " + parameters + "¶¶";
    }

    private static String field(String parameters) {
        return "--B¶" + headerOf(parameters) + "x¶--B--¶";
    }

    private static String file(String parameters) {
        return field(parameters);
    }

    /** The text as bytes of UTF-8, one a character. */
    private static String u8(String text) {
        return new String(text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String allBytes() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            // The sign that stands for CRLF here is one of them.
            all.append(i == '¶' ? 'p' : (char) i);
        }
        return all.toString();
    }
}
