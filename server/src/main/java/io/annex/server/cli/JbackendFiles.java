package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What `annex new --style jbackend` makes. */
final class JbackendFiles {
    private static final String MANIFEST = """
            <?xml version="1.0" encoding="utf-8"?>
            <extension version="3.0" type="plugin" group="jbackend" method="upgrade">
              <name>plg_jbackend_%1$s</name>
              <version>1.0.0</version>
              <description>Says hello</description>
              <files>
                <filename plugin="%1$s">%2$s</filename>
              </files>
              <config>
                <fields name="params">
                  <fieldset name="basic">
                    <field name="greeting" type="text" default="Hello, World!" label="Greeting" description="What is said" />
                  </fieldset>
                </fields>
              </config>
            </extension>
            """;
    private static final String JAVASCRIPT = """
            /** @type {import('@annex/types/jbackend').Module} */
            module.exports = {
              // GET <endpoint>/get/%1$s/greeting
              onRequest%1$s(module, response, status) {
                status.moduleStack('%1$s');
                if (this.input.getString('action') === 'get' && this.input.getString('resource') === 'greeting') {
                  response.set({ status: 'ok', message: this.params.get('greeting') });
                }
                return true;
              },
            };
            """;
    private static final String TYPESCRIPT = """
            import type { Module } from '@annex/types/jbackend';

            export default {
              // GET <endpoint>/get/%1$s/greeting
              onRequest%1$s(module, response, status) {
                status.moduleStack('%1$s');
                if (this.input.getString('action') === 'get' && this.input.getString('resource') === 'greeting') {
                  response.set({ status: 'ok', message: this.params.get('greeting') });
                }
                return true;
              },
            } satisfies Module;
            """;
    private static final String TEST = """
            import assert from 'node:assert/strict';
            import { test } from 'node:test';
            import { fetch } from 'annex/test';

            test('greets', async () => {
              const answer = await fetch('/get/%1$s/greeting');
              assert.deepEqual(await answer.json(), { status: 'ok', message: 'Hello, World!' });
            });

            test('knows nothing else', async () => {
              const answer = await fetch('/get/%1$s/nothing');
              assert.deepEqual(await answer.json(), { status: 'ko', error_code: 'REQ_RUN', error_description: 'Request unknown' });
            });
            """;
    private static final String JAVA = """
            package %1$s;

            import io.annex.api.Addon;
            import io.annex.api.ModuleRequest;
            import io.annex.api.ModuleResponse;
            import io.annex.api.ModuleStatus;

            public final class Main implements Addon {
                // GET <endpoint>/get/%1$s/greeting
                @Override
                public boolean onRequest(ModuleRequest request, String module, ModuleResponse response, ModuleStatus status) {
                    status.moduleStack("%1$s");
                    String action = request.input().getString("action").orElse("");
                    String resource = request.input().getString("resource").orElse("");
                    if (action.equals("get") && resource.equals("greeting")) {
                        response.set("status", "ok");
                        response.set("message", request.params().get("greeting"));
                    }
                    return true;
                }
            }
            """;
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>%1$s</groupId>
              <artifactId>%1$s</artifactId>
              <version>1.0.0</version>
              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <repositories>
                <repository>
                  <!-- What the add-on is compiled against, as it came with Annex. -->
                  <id>annex</id>
                  <url>file://${project.basedir}/repository</url>
                </repository>
              </repositories>
              <dependencies>
                <dependency>
                  <groupId>io.annex</groupId>
                  <artifactId>annex-api</artifactId>
                  <version>%2$s</version>
                  <scope>provided</scope>
                </dependency>
              </dependencies>
              <build>
                <resources>
                  <resource>
                    <directory>src/main/resources</directory>
                  </resource>
                  <resource>
                    <directory>src/main/addon</directory>
                    <targetPath>${project.build.directory}/addon</targetPath>
                  </resource>
                </resources>
                <plugins>
                  <plugin>
                    <!-- Finds an installed JDK 25 when Maven itself runs on another. -->
                    <artifactId>maven-toolchains-plugin</artifactId>
                    <version>3.3.0</version>
                    <executions>
                      <execution>
                        <id>a-JDK-25-must-be-installed</id>
                        <goals>
                          <goal>select-jdk-toolchain</goal>
                        </goals>
                        <configuration>
                          <version>[25,)</version>
                        </configuration>
                      </execution>
                    </executions>
                  </plugin>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>3.5.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.16.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-surefire-plugin</artifactId>
                    <version>3.6.1</version>
                  </plugin>
                  <plugin>
                    <!-- Beside the manifest: target/addon is the add-on. -->
                    <artifactId>maven-jar-plugin</artifactId>
                    <version>3.5.1</version>
                    <configuration>
                      <finalName>%1$s</finalName>
                      <outputDirectory>${project.build.directory}/addon</outputDirectory>
                    </configuration>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    /** Modules answer where the operator says; here whoever asks. */
    private static final String CONFIGURATION = """
            %1$sjbackend:
              endpoints:
                - {path: /jbackend, access: free}
            """;

    private JbackendFiles() {
    }

    /** The module's name, as requests and its manifest have it. */
    static String module(String name, boolean java) {
        return java ? name.toLowerCase(Locale.ROOT) : name;
    }

    /**
     * A module's files by their paths; its name is a word, as a method's name has
     * it.
     */
    static Map<String, byte[]> of(String name, boolean typescript, boolean java) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    "NAME: " + name + " (expected: letters, digits and _, as in the name of a method)");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("annex.yaml", bytes(CONFIGURATION.formatted(java ? "java: true\n" : "")));
        if (java) {
            String module = module(name, true);
            ApiArtifact api = ApiArtifact.ofThisAnnex();
            files.put("pom.xml", bytes(POM.formatted(module, api.version())));
            files.putAll(api.repository("repository/"));
            files.put("src/main/addon/" + module + ".xml", bytes(MANIFEST.formatted(module, module + ".jar")));
            files.put("src/main/java/" + module + "/Main.java", bytes(JAVA.formatted(module)));
            files.put("src/main/resources/META-INF/services/io.annex.api.Addon", bytes(module + ".Main\n"));
        } else {
            String script = name + (typescript ? ".ts" : ".js");
            files.put(name + ".xml", bytes(MANIFEST.formatted(name, script)));
            files.put(script, bytes((typescript ? TYPESCRIPT : JAVASCRIPT).formatted(name)));
            files.put("test/greeting.test" + (typescript ? ".ts" : ".js"), bytes(TEST.formatted(name)));
        }
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
