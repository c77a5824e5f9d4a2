package io.annex.core.request;

import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.http.Form;
import io.annex.core.http.IncomingRequest;
import io.annex.core.session.SessionCookie;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the exchange message, from its second field on; see
 * {@code docs/design/messages.md}.
 */
public final class RequestMessage {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Behind the scheme: no client has asked, but an add-on. */
    private static final String INNER = " inner";
    private static final int MOST_ASCII = 16 << 10;
    private static final int USUAL = 512;
    /** A larger one is not kept. */
    private static final int MOST_KEPT = 16 << 10;
    /**
     * For messages of a head alone, which has bytes for characters: one that has
     * had others would be slower from then on.
     */
    private static final ThreadLocal<StringBuilder> OF_HEADS = ThreadLocal.withInitial(() -> new StringBuilder(USUAL));

    private RequestMessage() {
    }

    /**
     * The message.
     *
     * @param below
     *            the path below the mount
     */
    static String write(IncomingRequest request, Match.Found found, String below, @Nullable Form form, char bodyKind,
            @Nullable String text) {
        boolean hasMore = text != null || form != null || !request.user().isEmpty();
        StringBuilder out = hasMore ? new StringBuilder(USUAL + (text == null ? 0 : text.length())) : OF_HEADS.get();
        out.setLength(0);
        out.append(found.endpoint().index()).append('\0').append(request.method()).append('\0').append(request.target())
                .append('\0');
        out.append(below.isEmpty() ? "/" : below).append('\0').append(found.values()).append('\0')
                .append(client(request)).append('\0').append(request.scheme())
                .append(request.callers().isEmpty() ? "" : INNER).append('\0').append(request.authority()).append('\0');
        int headers = out.length();
        request.headers().forEach((name, value) -> {
            String shown = name.equals("cookie") ? SessionCookie.shown(value) : value;
            if (shown.isEmpty() && !value.isEmpty()) {
                return;
            }
            if (out.length() > headers) {
                out.append('\n');
            }
            out.append(name).append('\n').append(shown);
        });
        out.append('\0');
        if (form != null) {
            out.append(json(form));
        }
        out.append('\0').append(bodyKind).append('\0');
        if (text != null) {
            out.append(text);
        }
        String message = out.toString();
        if (!hasMore && out.capacity() > MOST_KEPT) {
            OF_HEADS.remove();
        }
        return message;
    }

    /**
     * The address, which has no space in it; behind one, who asks, where that is
     * known.
     */
    private static String client(IncomingRequest request) {
        String address = request.remote().replace(' ', '_');
        return request.user().isEmpty() ? address : address + ' ' + request.user();
    }

    /**
     * The bytes as text, where they are few and all of them ASCII: a block of its
     * own costs more than the rest of a small exchange, and this is read back
     * without loss. {@code null} for others.
     */
    static @Nullable String ascii(byte[] bytes) {
        if (bytes.length > MOST_ASCII) {
            return null;
        }
        for (byte each : bytes) {
            if (each < 0) {
                return null;
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Where the path goes on behind the mount: after as many segments as the mount
     * has.
     */
    public static int mountEnd(String path, String mount) {
        int at = 0;
        for (int i = 0; i < mount.length(); i++) {
            if (mount.charAt(i) == '/') {
                at = path.indexOf('/', at + 1);
                if (at < 0) {
                    return path.length();
                }
            }
        }
        return at;
    }

    private static String json(Form form) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode fields = json.putArray("fields");
        form.fields().forEach(field -> fields.addArray().add(field.name()).add(field.value()));
        ArrayNode files = json.putArray("files");
        for (int i = 0; i < form.files().size(); i++) {
            Form.Upload file = form.files().get(i);
            files.addObject().put("field", file.field()).put("name", file.name()).put("contentType", file.contentType())
                    .put("size", file.size()).put("token", "upload:" + i);
        }
        return json.toString();
    }
}
