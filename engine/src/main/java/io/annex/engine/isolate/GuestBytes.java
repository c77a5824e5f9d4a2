package io.annex.engine.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueTypedArray;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes that the guest gives to the host. */
final class GuestBytes {
    private GuestBytes() {
    }

    /** A copy of them; {@code null} where there are none. */
    static byte @Nullable [] copy(V8Value value) throws JavetException {
        ByteBuffer view = view(value);
        if (view == null) {
            return null;
        }
        byte[] block = new byte[view.remaining()];
        view.get(block);
        return block;
    }

    /** V8's own memory: only for as long as the call. */
    static @Nullable ByteBuffer view(V8Value value) throws JavetException {
        return switch (value) {
            case V8ValueTypedArray array -> {
                try (V8ValueArrayBuffer buffer = array.getBuffer()) {
                    // Length and offset are properties, which add-on code can replace.
                    ByteBuffer all = buffer.getByteBuffer();
                    int offset = array.getByteOffset();
                    int length = array.getByteLength();
                    Objects.checkFromIndexSize(offset, length, all.capacity());
                    yield all.slice(offset, length);
                }
            }
            case V8ValueArrayBuffer buffer -> buffer.getByteBuffer().slice();
            default -> null;
        };
    }
}
