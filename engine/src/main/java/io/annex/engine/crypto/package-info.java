/**
 * Cryptography for add-ons' code: what {@code node:crypto} and
 * {@code crypto.subtle} of the guest library are made of. It runs in the
 * process where the isolate is, by the JDK's providers and, for what these
 * lack, by Bouncy Castle's lightweight classes; nothing of it crosses to the
 * front.
 *
 * <p>
 * Start reading at {@link io.annex.engine.crypto.Crypto}; the functions by
 * their names are in {@code Functions}. Never assume that an argument is meant
 * well: the guest library shares its isolate with the add-on, and what runs
 * here is not ended by V8. So what may take long comes by
 * {@link io.annex.engine.crypto.Turn#goOn} every few milliseconds, also in the
 * JDK's own loops by way of the random numbers that these ask for, and what
 * cannot has a bound on its sizes.
 */
@NullMarked
package io.annex.engine.crypto;

import org.jspecify.annotations.NullMarked;
