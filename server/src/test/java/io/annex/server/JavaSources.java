package io.annex.server;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles add-ons in Java out of a text, against the API alone. */
final class JavaSources {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private JavaSources() {
    }

    /**
     * Writes the jar of an add-on with one class, in the package {@code test}.
     *
     * @param body
     *            what stands between the braces of the class, or a whole class
     */
    static void jar(Path jar, String name, String body) {
        String type = body.contains("implements Addon {")
                ? body
                : "public class " + name + " implements Addon {" + body + '}';
        Matcher named = Pattern.compile("class (\\w+) implements Addon").matcher(type);
        String simple = named.find() ? named.group(1) : name;
        String source = "package test; import io.annex.api.*; import java.util.*;\n" + type;
        try {
            Path classes = Files.createTempDirectory("annex-classes-");
            compile(simple, source, classes);
            zip(classes, jar, "test." + simple);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void zip(Path folder, Path jar, String service) throws IOException {
        Files.createDirectories(jar.getParent());
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
            if (!service.isEmpty()) {
                out.putNextEntry(new ZipEntry("META-INF/services/io.annex.api.Addon"));
                out.write((service + '\n').getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** An instance of a class that a program which embeds Annex would have. */
    static Object embedding(String name, String type) {
        String source = "package test; import io.annex.core.http.*; import io.annex.core.message.*; import io.annex.core.service.*; import java.time.*;"
                + " import java.util.*; import java.util.concurrent.*; import java.util.function.*;\n" + type;
        try {
            Path classes = Files.createTempDirectory("annex-classes-");
            compile(name, source, classes, System.getProperty("java.class.path"));
            URLClassLoader loader = new URLClassLoader(new URL[]{classes.toUri().toURL()},
                    JavaSources.class.getClassLoader());
            return loader.loadClass("test." + name).getConstructor().newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compile(String name, String source, Path classes) {
        compile(name, source, classes, api());
    }

    private static void compile(String name, String source, Path classes, String classPath) {
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///test/" + name + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignore) {
                return source;
            }
        };
        StringWriter said = new StringWriter();
        if (!COMPILER.getTask(said, null, null, List.of("-d", classes.toString(), "-cp", classPath, "-proc:none"), null,
                List.of(file)).call()) {
            throw new IllegalArgumentException(said.toString());
        }
    }

    private static String api() {
        try {
            return Path.of(io.annex.api.Addon.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An add-on of type Java with the class {@code test.Probe}. */
    static void addon(Path folder, String version, String members) {
        write(folder, "manifest.json",
                "{\"id\": \"" + folder.getFileName() + "\", \"version\": \"" + version + "\", \"type\": \"Java\"}");
        jar(folder.resolve("probe.jar"), "Probe", members);
    }

    /** A module with the class {@code test.Probe}. */
    static void module(Path folder, String members) {
        write(folder, folder.getFileName() + ".xml", """
                <extension type="plugin" group="jbackend">
                  <files><filename plugin="%s">probe.jar</filename></files>
                </extension>
                """.formatted(folder.getFileName()));
        jar(folder.resolve("probe.jar"), "Probe", members);
    }

    private static void write(Path folder, String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
