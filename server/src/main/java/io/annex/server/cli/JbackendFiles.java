package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
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
            interface Response {
              set(answer: Record<string, unknown>): void;
              set(key: string, value: unknown): void;
            }

            interface Status {
              moduleStack(name: string): void;
            }

            export default {
              // GET <endpoint>/get/%1$s/greeting
              onRequest%1$s(this: any, module: string, response: Response, status: Status): boolean {
                status.moduleStack('%1$s');
                if (this.input.getString('action') === 'get' && this.input.getString('resource') === 'greeting') {
                  response.set({ status: 'ok', message: this.params.get('greeting') });
                }
                return true;
              },
            };
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
                    <artifactId>maven-jar-plugin</artifactId>
                    <configuration>
                      <finalName>%1$s</finalName>
                      <outputDirectory>${project.build.directory}/addon</outputDirectory>
                    </configuration>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private JbackendFiles() {
    }

    /**
     * A module's files by their paths; its name is a word, as a method's name has
     * it.
     */
    static Map<String, String> of(String name, boolean typescript, boolean java) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    "NAME: " + name + " (expected: letters, digits and _, as in the name of a method)");
        }
        Map<String, String> files = new LinkedHashMap<>();
        if (java) {
            String lower = name.toLowerCase(Locale.ROOT);
            String version = JbackendFiles.class.getPackage().getImplementationVersion();
            files.put("src/main/addon/" + lower + ".xml", MANIFEST.formatted(lower, lower + ".jar"));
            files.put("src/main/java/" + lower + "/Main.java", JAVA.formatted(lower));
            files.put("src/main/resources/META-INF/services/io.annex.api.Addon", lower + ".Main\n");
            files.put("pom.xml", POM.formatted(lower, version == null ? "0.1.0-SNAPSHOT" : version));
        } else {
            String script = name + (typescript ? ".ts" : ".js");
            files.put(name + ".xml", MANIFEST.formatted(name, script));
            files.put(script, (typescript ? TYPESCRIPT : JAVASCRIPT).formatted(name));
        }
        return files;
    }
}
