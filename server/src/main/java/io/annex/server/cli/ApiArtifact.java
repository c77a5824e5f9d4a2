package io.annex.server.cli;

import io.annex.api.Addon;
import io.annex.server.Installation;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What add-ons in Java are compiled against, as a Maven artifact that a project
 * brings along: a project is built wherever there are Maven and a JDK, whether
 * or not the artifact is published.
 *
 * <p>
 * The artifact of a version that may still change is named by its content.
 * Maven keeps what it has seen of a version, so a name that stayed the same
 * would leave projects with an API that is gone.
 *
 * @param version
 *            in the project's pom
 */
record ApiArtifact(String version, byte[] jar) {
    private static final String CHANGES = "-SNAPSHOT";
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>io.annex</groupId>
              <artifactId>annex-api</artifactId>
              <version>%s</version>
            </project>
            """;

    /** The one that add-ons of this Annex are linked with. */
    static ApiArtifact ofThisAnnex() {
        CodeSource source = Addon.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
            if (!Files.isRegularFile(jar)) {
                throw new CommandFailure(AnnexCommand.FAILED,
                        "--java: this Annex has no jar of its API (expected: an Annex that was built by `mvn package`)");
            }
            byte[] content = Files.readAllBytes(jar);
            String version = Installation.version();
            return new ApiArtifact(
                    version.endsWith(CHANGES) ? version.replace(CHANGES, "-" + sha1(content).substring(0, 8)) : version,
                    content);
        } catch (URISyntaxException | IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "--java: the jar of Annex's API: " + e.getMessage());
        }
    }

    /** The files of a Maven repository with this artifact alone. */
    Map<String, byte[]> repository(String folder) {
        String file = folder + "io/annex/annex-api/" + version + "/annex-api-" + version;
        Map<String, byte[]> files = new LinkedHashMap<>();
        put(files, file + ".jar", jar);
        put(files, file + ".pom", POM.formatted(version).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** Maven warns of what has no digest beside it. */
    private static void put(Map<String, byte[]> files, String name, byte[] content) {
        files.put(name, content);
        files.put(name + ".sha1", sha1(content).getBytes(StandardCharsets.US_ASCII));
    }

    private static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
