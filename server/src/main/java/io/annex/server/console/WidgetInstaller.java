package io.annex.server.console;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Version;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.InstalledAddons;
import io.annex.core.source.Archive;
import io.annex.core.widget.WidgetStyle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, updates and removes widgets by the rules of the console that they
 * come from. All of it blocks. Thread-safe.
 */
final class WidgetInstaller {
    private static final Logger log = LoggerFactory.getLogger(WidgetInstaller.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    /** What stands before the message of an error in JavaScript. */
    private static final Pattern ERROR = Pattern.compile("^(?:\\w|\\.)*Error: (.*)$");
    private static final List<String> REQUIRED = List.of(WidgetStyle.PAGE, "widget.png");

    private final InstalledAddons installed;
    private final Deployments deployments;

    WidgetInstaller(InstalledAddons installed, Deployments deployments) {
        this.installed = installed;
        this.deployments = deployments;
    }

    /** All widgets by id, and whether each was installed here. */
    NavigableMap<String, Boolean> widgets() throws IOException {
        NavigableMap<String, Boolean> widgets = new TreeMap<>();
        for (Version version : deployments.active()) {
            if (version.mount().equals(WidgetStyle.MOUNT)) {
                widgets.put(version.addon(), false);
            }
        }
        NavigableSet<String> custom = installed.names();
        custom.forEach(id -> widgets.put(id, true));
        return widgets;
    }

    /**
     * The widget that the name of an archive stands for: what comes before the
     * first dot.
     */
    private static String id(String archiveName) {
        int dot = archiveName.indexOf('.');
        return dot < 0 ? archiveName : archiveName.substring(0, dot);
    }

    /**
     * Installs a widget.
     *
     * @param archiveName
     *            the archive's name with its extension
     * @return the widget's id
     */
    String add(String archiveName, Path archive) throws InstallRefusal, IOException {
        String id = valid(id(archiveName));
        if (widgets().containsKey(id)) {
            throw InstallRefusals.installed(id);
        }
        Path folder = installed.newFolder();
        try {
            Optional<Path> only = unpack(archive, folder);
            if (only.isPresent() && !name(only.get()).equals(id)) {
                throw InstallRefusals.otherFolder(id, name(only.get()));
            }
            Path files = complete(only.orElse(folder));
            if (!load(id, files, () -> installed.add(id, files))) {
                throw InstallRefusals.installed(id);
            }
            return id;
        } finally {
            installed.discard(folder);
        }
    }

    /** Replaces the widget {@code id} by another version of it. */
    void replace(String id, String archiveName, Path archive) throws InstallRefusal, IOException {
        there(id);
        Path folder = installed.newFolder();
        try {
            Optional<Path> only = unpack(archive, folder);
            String received = only.map(WidgetInstaller::name).orElse(id(archiveName));
            if (!received.equals(id)) {
                throw InstallRefusals.otherUpdate(id, received);
            }
            Path files = complete(only.orElse(folder));
            if (!load(id, files, () -> installed.replace(id, files))) {
                throw InstallRefusals.notInstalled(id);
            }
        } finally {
            installed.discard(folder);
        }
    }

    /** Removes a widget that was installed here. */
    void remove(String id) throws InstallRefusal, IOException {
        there(id);
        if (!installed.remove(id)) {
            throw InstallRefusals.notInstalled(id);
        }
    }

    // ---- all at once
    // -----------------------------------------------------------------------------------------------

    /** Writes the folders of all that were installed here, as one zip. */
    void snapshot(OutputStream to) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8)) {
            for (String id : installed.names()) {
                installed.look(id, files -> pack(id, files, zip));
            }
        }
    }

    private static void pack(String id, Path root, ZipOutputStream zip) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            zip.putNextEntry(new ZipEntry(id + '/' + root.relativize(file).toString().replace('\\', '/')));
            Files.copy(file, zip);
            zip.closeEntry();
        }
    }

    /**
     * What came of a snapshot.
     *
     * @param widgets
     *            what was put back
     * @param failed
     *            what was not, and why
     */
    record Restored(List<String> widgets, Map<String, String> failed) {
    }

    /**
     * Puts back the widgets of a snapshot, each as an installation or an update of
     * it; what else is installed stays.
     */
    Restored restore(Path snapshot) throws InstallRefusal, IOException {
        Restored restored = new Restored(new ArrayList<>(), new LinkedHashMap<>());
        Path folder = installed.newFolder();
        try {
            unpackAny(snapshot, folder);
            List<Path> widgets;
            try (Stream<Path> children = Files.list(folder)) {
                widgets = children.filter(Files::isDirectory).sorted().toList();
            }
            for (Path files : widgets) {
                String id = name(files);
                try {
                    restore(valid(id), complete(files));
                    restored.widgets().add(id);
                } catch (InstallRefusal e) {
                    restored.failed().put(id, e.text());
                }
            }
            return restored;
        } finally {
            installed.discard(folder);
        }
    }

    private void restore(String id, Path files) throws InstallRefusal, IOException {
        if (installed.isInstalled(id)) {
            if (!load(id, files, () -> installed.replace(id, files))) {
                throw InstallRefusals.notInstalled(id);
            }
        } else if (widgets().containsKey(id)) {
            throw InstallRefusals.operators(id);
        } else if (!load(id, files, () -> installed.add(id, files))) {
            throw InstallRefusals.installed(id);
        }
    }

    private static String valid(String id) throws InstallRefusal {
        if (!ID.matcher(id).matches()) {
            throw InstallRefusals.id(id.substring(0, Math.min(id.length(), 200)));
        }
        return id;
    }

    private void there(String id) throws InstallRefusal, IOException {
        if (!installed.isInstalled(id)) {
            throw widgets().containsKey(id) ? InstallRefusals.operators(id) : InstallRefusals.notInstalled(id);
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    /** Gives the one folder that all of the archive is in, if it is so. */
    private static Optional<Path> unpack(Path archive, Path folder) throws InstallRefusal, IOException {
        unpackAny(archive, folder);
        return Archive.onlyFolder(folder);
    }

    private static void unpackAny(Path archive, Path folder) throws InstallRefusal, IOException {
        try {
            Archive.of(archive).orElseThrow(InstallRefusals::filesMissing).unpack(archive, folder);
        } catch (InvalidAddon e) {
            throw InstallRefusals.archive(String.valueOf(e.getMessage()));
        }
    }

    private static Path complete(Path files) throws InstallRefusal {
        if (!REQUIRED.stream().allMatch(name -> Files.isRegularFile(files.resolve(name)))) {
            throw InstallRefusals.filesMissing();
        }
        return files;
    }

    private interface Change {
        boolean run() throws InvalidAddon;
    }

    private static boolean load(String id, Path files, Change change) throws InstallRefusal {
        String backend = WidgetStyle.ENTRIES.stream().filter(name -> Files.exists(files.resolve(name))).findFirst()
                .orElse(WidgetStyle.PAGE);
        try {
            return change.run();
        } catch (InvalidAddon e) {
            log.warn("The widget {} was not installed: {}", id, e.getMessage());
            if (e.isDiskTrouble()) {
                throw InstallRefusals.noRoom();
            }
            if (e.mayPass()) {
                throw InstallRefusals.notNow();
            }
            throw InstallRefusals.backend(id + '/' + backend, firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        Matcher error = ERROR.matcher(line);
        return error.matches() ? error.group(1) : line;
    }
}
