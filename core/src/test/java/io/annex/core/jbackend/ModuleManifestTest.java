package io.annex.core.jbackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.addon.InvalidAddon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleManifestTest {
    private static final String FILES = "<files><filename plugin=\"a\">a.js</filename></files>";

    @TempDir
    private Path folder;

    private ModuleManifest read(String xml) throws InvalidAddon, IOException {
        Files.writeString(folder.resolve("a.js"), "");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        return ModuleManifest.read(Files.writeString(folder.resolve("a.xml"), xml));
    }

    @Test
    void allThatItSaysIsRead() throws Exception {
        assertThat(read("""
                <?xml version="1.0" encoding="utf-8"?>
                <extension version="3.0" type="plugin" group="jbackend" method="upgrade">
                  <name>plg &amp; <![CDATA[<more>]]></name><version> 2.0 </version><author>A</author>
                  <description>D</description>
                  <files><folder>language</folder><filename plugin="a">a.js</filename><filename>b.ini</filename></files>
                  <config><fields name="params"><fieldset name="basic">
                    <field name="x" type="radio" default="1" label="X"><option value="1">Yes</option></field>
                    <field name="y" type="text" default="" />
                    <field name="z" type="text" />
                  </fieldset></fields></config>
                </extension>
                """)).usingRecursiveComparison().ignoringFields("settings").isEqualTo(
                new ModuleManifest("a", "a.js", "plg & <more>", "2.0", "A", "D", Map.of("x", "1", "y", ""), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <!DOCTYPE extension [<!ENTITY x SYSTEM "secret.txt">]>~<extension group="jbackend"><name>&x;</name>FILES</extension>|a.xml:1: a document type
            <!DOCTYPE extension SYSTEM "http://127.0.0.1:9/x.dtd">~<extension group="jbackend">FILES</extension>|a.xml:1: a document type
            <!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>~<extension group="jbackend"><name>&d;</name>FILES</extension>|a.xml:1: a document type
            <extension group="jbackend">~~<name>&nothing;</name>FILES</extension>|a.xml:3:
            <extension group="jbackend">~FILES|a.xml:2:
            <extension group="system">FILES</extension>|a.xml:1: group: system (expected: jbackend)
            <extension>FILES</extension>|a.xml:1: group: missing (expected: jbackend)
            <install group="jbackend">FILES</install>|a.xml:1: <install> (expected: <extension
            <extension group="jbackend"></extension>|a.xml: no <filename plugin="…"> in it
            <extension group="jbackend">~<files><filename plugin="a">a.php</filename></files></extension>|a.xml:2: filename: a.php (expected: a script
            <extension group="jbackend"><files><filename plugin="a">b.js</filename></files></extension>|a.xml:1: filename: b.js: there is no such file
            <extension group="jbackend"><files><filename plugin="a">../a/a.js</filename></files></extension>|there is no such file
            <extension group="jbackend"><files><filename plugin="a/b">a.js</filename></files></extension>|plugin: a/b (expected: letters
            <extension group="jbackend">FILES FILES</extension>|a second <filename
            <extension group="jbackend">FILES<field type="text"/></extension>|<field>: no name
            """)
    void whatIsNotRightIsRefusedWithFileAndLine(String xml, String message) {
        assertThatThrownBy(() -> read(xml.replace("FILES", FILES).replace('~', '\n'))).isInstanceOf(InvalidAddon.class)
                .hasMessageContaining(message).hasMessageNotContaining("secret");
    }
}
