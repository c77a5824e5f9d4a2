package io.annex.core.service.file;

import io.annex.core.files.MediaTypes;
import io.annex.core.files.ResourceFolder;
import io.annex.core.files.ServedFolder;
import io.annex.core.files.StaticFiles;
import io.annex.core.http.Form;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.ExchangeScope;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files that the code of a version can ask for: the exchange's uploads, its
 * resources, and what its folders would answer with.
 */
public final class FileService implements HostService {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final StaticFiles files;

    /**
     * @param files
     *            answers with files of the versions' folders
     */
    public FileService(StaticFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "resources";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("file.text", Mode.BLOCKING), new ServiceOp("file.bytes", Mode.BLOCKING),
                new ServiceOp("resource.find", Mode.BLOCKING), new ServiceOp("resource.text", Mode.BLOCKING),
                new ServiceOp("resource.bytes", Mode.BLOCKING), new ServiceOp("folder.find", Mode.BLOCKING));
    }

    @Override
    public Scope open(AddonScope addon) {
        return new VersionFiles(addon.root());
    }

    private final class VersionFiles implements Scope {
        private final Path root;

        VersionFiles(Path root) {
            this.root = root;
        }

        @Override
        public void serve(Call call) throws OpRefused, IOException {
            String text = call.text();
            switch (call.op()) {
                case "file.text" -> call.ok(new String(uploaded(call), StandardCharsets.UTF_8));
                case "file.bytes" -> call.ok(uploaded(call));
                case "resource.find" -> call.ok(describe(text));
                // As UTF-8, whatever it is; Files.readString fails on what is not.
                case "resource.text" -> call.ok(new String(resource(text), StandardCharsets.UTF_8));
                case "resource.bytes" -> call.ok(resource(text));
                default -> call.ok(isServed(text) ? "file" : "");
            }
        }

        /** What is known of a resource, as JSON; empty where there is none. */
        private String describe(String name) throws IOException {
            Path file = ResourceFolder.find(root, "resource:" + name);
            if (file == null) {
                return "";
            }
            String bare = String.valueOf(file.getFileName());
            return JSON.createObjectNode().put("name", bare).put("path", "/resource/" + name)
                    .put("contentType", MediaTypes.bare(bare)).put("size", Files.size(file))
                    .put("token", "resource:" + name).toString();
        }

        private byte[] resource(String token) throws OpRefused, IOException {
            Path file = ResourceFolder.find(root, token);
            if (file == null) {
                throw new OpRefused("There is no such file in the add-on's resource folder");
            }
            return Files.readAllBytes(file);
        }

        /** Whether a folder of the version would answer with a file. */
        private boolean isServed(String token) throws OpRefused {
            try {
                ServedFolder.Request asked = ServedFolder.request(token);
                return asked != null && files.finds(root, asked.folder(), asked.path());
            } catch (IllegalArgumentException e) {
                throw new OpRefused(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close() {
            files.forget(root);
        }
    }

    private static byte[] uploaded(Call call) throws OpRefused, IOException {
        @Nullable
        ExchangeScope exchange = call.exchange();
        String text = call.text();
        Form.Upload upload = exchange == null ? null : exchange.upload(text.substring(text.indexOf('\0') + 1));
        if (upload != null) {
            try {
                return Files.readAllBytes(upload.path());
            } catch (NoSuchFileException e) {
                // It was there.
            }
        }
        throw new OpRefused("The uploaded file is gone: it exists until its request has been answered, "
                + "and what was handed to waitUntil has settled");
    }
}
