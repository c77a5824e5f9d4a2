/**
 * The HTTP edge: reads and checks what arrives, writes what is answered. A
 * request begins at {@link io.annex.server.http.Edge}.
 */
@NullMarked
package io.annex.server.http;

import org.jspecify.annotations.NullMarked;
