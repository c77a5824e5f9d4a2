package io.annex.core.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTextTest {
    @ParameterizedTest
    @CsvSource({"utf-8, a=%C3%A4+b, a=%C3%A4+b", "iso-8859-1, a=%E4&%fc=b, a=ä&ü=b", "windows-1252, a=%80, a=€",
            "iso-8859-1, a=1+2%2B3%3D4%26%25, a=1 2%2B3%3D4%26%25", "iso-8859-1, a=%zz&b=%E&c=%, a=%25zz&b=%25E&c=%25",
            "iso-8859-1, a==%E4&&=&b, a==ä&&=&b", "shift_jis, a=%83A, a=ア", "utf-16, a=%E4, a=%E4",
            "us-ascii, a=%5Bb%5D, a=[b]"})
    void whatIsEncodedIsReadInTheCharset(String charset, String form, String text) {
        Charset named = Charset.forName(charset);
        assertThat(FormText.decode(form.getBytes(named), named)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"iso-8859-1, a=ä%E4, a=ää", "utf-8, a=ä%C3%A4, a=ä%C3%A4"})
    void bytesThatAreNotEncodedAreOfTheSameCharset(String charset, String form, String text) {
        Charset named = Charset.forName(charset);
        assertThat(FormText.decode(form.getBytes(named), named)).isEqualTo(text);
        assertThat(FormText.decode("\ufeffa=1".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo("a=1");
    }
}
