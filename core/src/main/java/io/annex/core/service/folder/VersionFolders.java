package io.annex.core.service.folder;

import io.annex.core.grant.Granted;
import io.annex.core.http.Form;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ops of one version. A message is {@code folder \0 path \0 …}, the folder
 * empty for the add-on's own, else as the operator has written it.
 */
final class VersionFolders implements Scope {
    /** What is read or written at once. */
    static final int PART = 1 << 20;
    private static final int LONGEST_TEXT = 16 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Folder own;
    private final boolean hasOwn;
    private final long most;
    private final String addon;
    private final Map<String, Reach> granted = new HashMap<>();
    private final Parts parts = new Parts();

    private record Reach(Folder folder, boolean writes) {
    }

    VersionFolders(AddonScope addon, Granted granted, Folder own, Function<Path, Folder> folders) {
        this.addon = addon.addon();
        this.own = own;
        this.hasOwn = granted.whole();
        this.most = addon.limit(FolderService.FILES);
        for (Map<String, String> entry : granted.entries()) {
            String path = entry.getOrDefault("path", "");
            this.granted.put(path,
                    new Reach(folders.apply(Path.of(path)), entry.getOrDefault("access", "").equals("write")));
        }
    }

    @Override
    public void serve(Call call) throws OpRefused, IOException {
        try {
            answer(call, call.text().split("\0", -1));
        } catch (OpRefused e) {
            throw new OpRefused(e.code(), call.op() + ": " + e.getMessage());
        } catch (IOException e) {
            throw refused(call, e);
        }
    }

    /** What the add-on, or its operator, can do something about. */
    private static OpRefused refused(Call call, IOException e) throws IOException {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("No space left") || reason.contains("File too large") || reason.contains("quota")) {
            return new OpRefused("disk_full", call.op() + ": the server's disk is full; nothing was written");
        }
        if (e instanceof AccessDeniedException || reason.contains("Permission denied")
                || reason.contains("Read-only file system")) {
            return new OpRefused("denied", call.op() + ": the server itself has no right to do so there");
        }
        if (reason.contains("Too many levels of symbolic links")) {
            return new OpRefused("not_found", call.op() + ": a link is in the way, which leads nowhere here");
        }
        if (e instanceof NoSuchFileException) {
            return new OpRefused("not_found", call.op() + ": it went while it was looked at");
        }
        throw e;
    }

    private void answer(Call call, String[] of) throws OpRefused, IOException {
        switch (call.op()) {
            case "files.folders" -> call.ok(folders());
            case "files.used" ->
                call.ok(JSON.createObjectNode().put("used", own().used()).put("limit", most).toString());
            case "files.stat" -> {
                FilePath path = path(of, 1);
                Entry found = reads(of).find(path);
                call.ok(found == null ? "" : json(found).toString());
            }
            case "files.list" -> {
                ArrayNode all = JSON.createArrayNode();
                reads(of).list(path(of, 1)).forEach(each -> all.add(json(each)));
                call.ok(all.toString());
            }
            case "files.read" ->
                call.ok(reads(of).read(path(of, 1), number(of, 2), Math.clamp(number(of, 3), 0, PART), at(of, 4)));
            case "files.text" -> call.ok(text(reads(of), path(of, 1), at(of, 2)));
            default -> change(call, of);
        }
    }

    private void change(Call call, String[] of) throws OpRefused, IOException {
        switch (call.op()) {
            case "files.write" -> {
                try (Part part = writes(of).begin(path(of, 1), mode(of, 2), most)) {
                    part.write(bytes(call));
                    part.commit();
                }
            }
            case "files.append" -> writes(of).append(path(of, 1), bytes(call), most);
            case "files.keep" -> {
                Form.Upload upload = upload(call, at(of, 3));
                try (InputStream in = Files.newInputStream(upload.path());
                        Part part = writes(of).begin(path(of, 1), mode(of, 2), most)) {
                    written(in, part);
                }
            }
            case "files.make" -> {
                call.ok(writes(of).make(path(of, 1), most) ? "1" : "");
                return;
            }
            case "files.remove" -> {
                call.ok(writes(of).remove(path(of, 1), at(of, 2).equals("1")) ? "1" : "");
                return;
            }
            case "files.move" -> writes(of).move(path(of, 1), path(of, 2), at(of, 3).equals("1"));
            case "files.copy" -> copy(of);
            case "files.begin" -> {
                call.ok(parts.add(writes(of).begin(path(of, 1), mode(of, 2), most)));
                return;
            }
            case "files.part" -> parts.write(at(of, 0), bytes(call));
            case "files.end" -> parts.end(at(of, 0));
            default -> parts.drop(at(of, 0));
        }
        call.ok("");
    }

    private void copy(String[] of) throws OpRefused, IOException {
        Folder from = reads(of);
        FilePath source = path(of, 1);
        Folder to = reach(at(of, 2), true);
        Entry found = from.find(source);
        String tag = found == null ? "" : found.tag();
        try (Part part = to.begin(path(of, 3), mode(of, 4), most)) {
            for (long offset = 0;; offset += PART) {
                byte[] bytes = from.read(source, offset, PART, tag);
                part.write(bytes);
                if (bytes.length < PART) {
                    break;
                }
            }
            part.commit();
        }
    }

    private static void written(InputStream in, Part part) throws IOException, OpRefused {
        byte[] bytes = in.readNBytes(PART);
        while (bytes.length > 0) {
            part.write(bytes);
            bytes = in.readNBytes(PART);
        }
        part.commit();
    }

    // ---- what a message says

    private Folder own() throws OpRefused {
        if (!hasOwn) {
            throw new OpRefused("denied", "the add-on has no folder of its own: add '- true' to addons." + addon
                    + ".grants.files in annex.yaml");
        }
        return own;
    }

    private Folder reads(String[] of) throws OpRefused {
        return reach(at(of, 0), false);
    }

    private Folder writes(String[] of) throws OpRefused {
        return reach(at(of, 0), true);
    }

    private Folder reach(String folder, boolean toWrite) throws OpRefused {
        if (folder.isEmpty()) {
            return own();
        }
        Reach reach = granted.get(folder);
        if (reach == null) {
            String shown = folder.length() > 100 ? folder.substring(0, 100) + "…" : folder;
            throw new OpRefused("denied", "not granted: add '{path: " + shown + ", access: "
                    + (toWrite ? "write" : "read") + "}' to addons." + addon + ".grants.files in annex.yaml");
        }
        if (toWrite && !reach.writes()) {
            throw new OpRefused("read_only", folder + " may be read alone: 'access: write' in addons." + addon
                    + ".grants.files in annex.yaml lets it write");
        }
        return reach.folder();
    }

    private static FilePath path(String[] of, int index) throws OpRefused {
        return FilePath.parse(at(of, index));
    }

    private static Folder.Mode mode(String[] of, int index) throws OpRefused {
        return at(of, index).equals("c") ? Folder.Mode.CREATE : Folder.Mode.REPLACE;
    }

    private static String at(String[] of, int index) throws OpRefused {
        if (index >= of.length) {
            throw new OpRefused("invalid", "a message that is none");
        }
        return of[index];
    }

    private static long number(String[] of, int index) throws OpRefused {
        try {
            return Math.max(0, Long.parseLong(at(of, index)));
        } catch (NumberFormatException e) {
            throw new OpRefused("invalid", "a message that is none");
        }
    }

    private static byte[] bytes(Call call) {
        byte[] bytes = call.bytes();
        return bytes == null ? new byte[0] : bytes;
    }

    private static Form.Upload upload(Call call, String token) throws OpRefused {
        ExchangeScope exchange = call.exchange();
        Form.Upload upload = exchange == null ? null : exchange.upload(token);
        if (upload == null || !Files.exists(upload.path())) {
            throw new OpRefused("gone", "the uploaded file is gone: it exists until its request has been answered");
        }
        return upload;
    }

    private static String text(Folder folder, FilePath path, String charset) throws OpRefused, IOException {
        Entry found = folder.find(path);
        if (found != null && found.size() > LONGEST_TEXT) {
            throw new OpRefused("limit", "'" + path + "' has " + found.size() + " bytes (expected: at most "
                    + LONGEST_TEXT + " as one text; read it in parts)");
        }
        byte[] bytes = folder.read(path, 0, LONGEST_TEXT, "");
        return new String(bytes, charset(charset));
    }

    /** As the platform has it: UTF-8 where the name is none. */
    private static Charset charset(String name) {
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private String folders() {
        ArrayNode all = JSON.createArrayNode();
        if (hasOwn) {
            all.add(JSON.createObjectNode().put("path", "").put("access", "write"));
        }
        List<String> paths = granted.keySet().stream().sorted().toList();
        for (String path : paths) {
            Reach reach = granted.get(path);
            all.add(JSON.createObjectNode().put("path", path).put("access",
                    reach != null && reach.writes() ? "write" : "read"));
        }
        return all.toString();
    }

    private static ObjectNode json(Entry entry) {
        return JSON.createObjectNode().put("name", entry.name()).put("folder", entry.isFolder())
                .put("size", entry.size()).put("modified", entry.modified()).put("tag", entry.tag());
    }

    @Override
    public void close() {
        parts.close();
    }
}
