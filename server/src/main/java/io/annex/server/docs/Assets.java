package io.annex.server.docs;

import io.annex.server.content.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The page and what it loads: a few lines of ours, and Swagger UI as its WebJar
 * has it. Only what is in the table is served.
 */
final class Assets {
    private static final String OURS = "/io/annex/server/docs/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /** By the path below the page's. */
    private enum Asset {
        PAGE("", "docs.html", true, "text/html; charset=utf-8"), START("/docs.js", "docs.js", true, JAVASCRIPT), SCRIPT(
                "/swagger-ui-bundle.js", "swagger-ui-bundle.js", false, JAVASCRIPT), STYLE("/swagger-ui.css",
                        "swagger-ui.css", false,
                        "text/css; charset=utf-8"), ICON("/favicon-32x32.png", "favicon-32x32.png", false, "image/png");

        private final String path;
        private final String file;
        private final boolean ours;
        private final String type;

        Asset(String path, String file, boolean ours, String type) {
            this.path = path;
            this.file = file;
            this.ours = ours;
            this.type = type;
        }
    }

    private static final Map<Asset, Content> READ = new ConcurrentHashMap<>();

    private Assets() {
    }

    /** What is at a path below the page's, or {@code null}. */
    static @Nullable Content asset(String path) {
        for (Asset asset : Asset.values()) {
            if (asset.path.equals(path)) {
                return READ.computeIfAbsent(asset, Assets::read);
            }
        }
        return null;
    }

    private static Content read(Asset asset) {
        return new Content(bytes(asset.ours ? OURS + asset.file : webJar() + asset.file), asset.type,
                DocsPages.HEADERS);
    }

    /** Its version is part of its paths. */
    private static String webJar() {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
            return "/META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + '/';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is not on the class path");
        }
        return in;
    }
}
