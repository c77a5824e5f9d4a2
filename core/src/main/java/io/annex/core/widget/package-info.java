/**
 * Widget backends: {@code backend.ts} or {@code backend.js} with
 * {@code r.register(…)}. Its guest side is {@code guest/src/widget}.
 */
@NullMarked
package io.annex.core.widget;

import org.jspecify.annotations.NullMarked;
