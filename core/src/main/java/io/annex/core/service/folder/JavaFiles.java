package io.annex.core.service.folder;

import io.annex.api.Files;
import io.annex.api.ServiceException;
import io.annex.core.service.OpCaller;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files as add-ons in Java see them. Thread-safe. */
final class JavaFiles implements Files {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PART = VersionFolders.PART;

    private final OpCaller ops;
    private final String folder;

    JavaFiles(OpCaller ops, String folder) {
        this.ops = ops;
        this.folder = folder;
    }

    @Override
    public Files folder(String path) {
        return new JavaFiles(ops, field(path));
    }

    /** No text is two fields of a message. */
    private static String field(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new ServiceException("invalid", "path: a text with NUL (expected: none)");
        }
        return text;
    }

    private String at(String path, String... more) {
        StringBuilder message = new StringBuilder(folder).append('\0').append(field(path));
        for (String each : more) {
            message.append('\0').append(each);
        }
        return message.toString();
    }

    @Override
    public byte[] read(String path) {
        String tag = JSON.readTree(found(path)).path("tag").asString("");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part;
        do {
            part = ops.callForBytes("files.read", at(path, Integer.toString(all.size()), Integer.toString(PART), tag));
            all.writeBytes(part);
        } while (part.length == PART);
        return all.toByteArray();
    }

    private String found(String path) {
        String found = ops.call("files.stat", at(path));
        return found.isEmpty() ? "{}" : found;
    }

    @Override
    public String readText(String path) {
        return ops.call("files.text", at(path, "UTF-8"));
    }

    @Override
    public void write(String path, byte[] content) {
        if (content.length <= PART) {
            ops.call("files.write", at(path, "r"), content);
            return;
        }
        String token = ops.call("files.begin", at(path, "r"));
        boolean done = false;
        try {
            for (int i = 0; i < content.length; i += PART) {
                ops.call("files.part", token, Arrays.copyOfRange(content, i, Math.min(content.length, i + PART)));
            }
            done = true;
        } finally {
            if (!done) {
                ops.call("files.drop", token);
            }
        }
        ops.call("files.end", token);
    }

    @Override
    public void writeText(String path, String content) {
        write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void append(String path, byte[] content) {
        ops.call("files.append", at(path), content);
    }

    @Override
    public Optional<Entry> find(String path) {
        String found = ops.call("files.stat", at(path));
        return found.isEmpty() ? Optional.empty() : Optional.of(entry(JSON.readTree(found)));
    }

    @Override
    public List<Entry> list(String path) {
        List<Entry> all = new ArrayList<>();
        JSON.readTree(ops.call("files.list", at(path))).forEach(each -> all.add(entry(each)));
        return List.copyOf(all);
    }

    private static Entry entry(JsonNode node) {
        return new Entry(node.path("name").asString(), node.path("folder").asBoolean(), node.path("size").asLong(),
                Instant.ofEpochMilli(node.path("modified").asLong()));
    }

    @Override
    public boolean createFolder(String path) {
        return !ops.call("files.make", at(path)).isEmpty();
    }

    @Override
    public boolean delete(String path) {
        return !ops.call("files.remove", at(path, "0")).isEmpty();
    }

    @Override
    public boolean deleteAll(String path) {
        return !ops.call("files.remove", at(path, "1")).isEmpty();
    }

    @Override
    public void move(String from, String to) {
        ops.call("files.move", at(from, field(to), "1"));
    }

    @Override
    public void copy(String from, String to) {
        ops.call("files.copy", at(from, folder, field(to), "r"));
    }
}
