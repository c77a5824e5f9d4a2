package io.annex.core.service.folder;

import io.annex.api.Files;
import io.annex.core.grant.Granted;
import io.annex.core.service.AddonScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceGrant;
import io.annex.engine.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files that last. {@code grants.files: true} is a folder of the add-on's own
 * below the data folder, which no deploy touches; an entry with a path is a
 * folder of the operator's. What several versions of an add-on, or several
 * add-ons, share is one {@link Folder}.
 */
public final class FolderService implements HostService {
    /** What the own folder of an add-on may hold. */
    public static final Limit FILES = Limit.size("files", "100 MB",
            "what an add-on keeps in its own folder; each file and folder takes at least 4 KB",
            "an error in the handler");

    private static final String FORM = "true, or [{path: …, access: read or write}, …]";
    private static final ServiceGrant GRANT = new ServiceGrant("files", FORM,
            "it keeps files: in a folder of its own (`true`, also within the list), and in folders of the operator's",
            FolderService::check);
    private static final int LONGEST_NAME = 150;

    private final Path data;
    private final Map<Path, Folder> folders = new ConcurrentHashMap<>();

    /**
     * @param data
     *            the server's data folder
     */
    public FolderService(Path data) {
        this.data = data;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<ServiceOp> ops() {
        return Stream
                .of("files.folders", "files.used", "files.stat", "files.list", "files.read", "files.text",
                        "files.write", "files.append", "files.keep", "files.begin", "files.part", "files.end",
                        "files.drop", "files.make", "files.remove", "files.move", "files.copy")
                .map(op -> new ServiceOp(op, Mode.BLOCKING, GRANT.name())).toList();
    }

    @Override
    public List<Limit> limits() {
        return List.of(FILES);
    }

    @Override
    public List<ServiceGrant> grants() {
        return List.of(GRANT);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Files.class, ops -> new JavaFiles(ops, "")));
    }

    private static void check(Granted granted) {
        if (!granted.names().isEmpty()) {
            throw new IllegalArgumentException(granted.names().getFirst() + " (expected: " + FORM + ")");
        }
        for (Map<String, String> entry : granted.entries()) {
            String path = entry.getOrDefault("path", "");
            String access = entry.getOrDefault("access", "");
            if (!Set.of("path", "access").containsAll(entry.keySet()) || !Set.of("read", "write").contains(access)) {
                throw new IllegalArgumentException(entry + " (expected: {path: …, access: read or write})");
            }
            if (!isPlain(path)) {
                throw new IllegalArgumentException(path + " (expected: an absolute path without '.' and '..')");
            }
        }
    }

    private static boolean isPlain(String path) {
        try {
            Path read = Path.of(path);
            return read.isAbsolute() && read.normalize().equals(read) && read.getNameCount() > 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public Scope open(AddonScope addon) {
        Granted granted = addon.settings().grants().of(GRANT.name());
        return new VersionFolders(addon, granted, own(addon.addon()), this::folder);
    }

    private Folder own(String addon) {
        Path top = ownFolder(data, addon);
        return folders.computeIfAbsent(top, path -> new Folder(path, "the add-on's folder", true));
    }

    /** By what the operator calls it: a link there is the operator's will. */
    private Folder folder(Path top) {
        return folders.computeIfAbsent(top, path -> new Folder(path, path.toString(), false));
    }

    /**
     * Where the files of an add-on are. Two names never give one folder, not even
     * where letters of either case are the same.
     */
    public static Path ownFolder(Path data, String addon) {
        StringBuilder name = new StringBuilder();
        for (byte each : addon.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_'
                    || c == '.' && !name.isEmpty();
            name.append(plain ? String.valueOf(c) : String.format("%%%02x", (int) c));
        }
        String whole = name.length() <= LONGEST_NAME ? name.toString() : name.substring(0, 50) + "%" + Sha256.of(addon);
        return data.resolve("files").resolve(whole);
    }
}
