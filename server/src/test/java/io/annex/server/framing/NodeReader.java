package io.annex.server.framing;

import io.annex.server.framing.FramingCases.Case;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** As what the HTTP server of Node reads connections. */
public final class NodeReader implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SCRIPT = Path.of("src/test/framing/read.mjs").toAbsolutePath();

    private final Process node;
    private final BufferedReader out;

    /** Starts Node. */
    public NodeReader(Path executable) throws IOException {
        node = new ProcessBuilder(executable.toString(), SCRIPT.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Gives it connections, each in one piece. */
    public List<Reading> read(List<Case> cases) {
        CompletableFuture<Void> given = CompletableFuture.runAsync(() -> give(cases));
        List<Reading> readings = new ArrayList<>(cases.size());
        try {
            for (Case each : cases) {
                String line = out.readLine();
                if (line == null) {
                    throw new IllegalStateException("Node ended before " + each);
                }
                readings.add(reading(JSON.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        given.join();
        return readings;
    }

    private void give(List<Case> cases) {
        // What is written is flushed here, and closed with the process.
        DataOutputStream in = new DataOutputStream(node.getOutputStream());
        try {
            for (Case each : cases) {
                byte[] sent = each.sent();
                in.writeInt(sent.length);
                in.write(sent);
            }
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reading reading(JsonNode line) {
        List<String> requests = new ArrayList<>();
        line.get("requests").forEach(each -> requests.add(each.asString().stripTrailing()));
        return new Reading(requests, Reading.End.valueOf(line.get("end").asString().toUpperCase(Locale.ROOT)),
                List.of());
    }

    @Override
    public void close() throws IOException {
        // It ends when nothing more comes in.
        node.getOutputStream().close();
        out.close();
    }
}
