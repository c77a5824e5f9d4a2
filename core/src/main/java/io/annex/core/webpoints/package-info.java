/**
 * WebPoints applications: {@code server.js} with {@code new Application()} and
 * {@code app.operations}, or {@code operations.js}. The guest side is
 * {@code guest/src/webpoints}.
 */
@NullMarked
package io.annex.core.webpoints;

import org.jspecify.annotations.NullMarked;
