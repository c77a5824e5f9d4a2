/**
 * Tests of add-ons: {@code annex test}. A file of tests has a server of its
 * own, which serves the add-on as any server does, and a worker beside it,
 * where the tests run; what they ask of the host
 * ({@link io.annex.server.testkit.TestkitService}) only they may ask.
 *
 * <p>
 * Start reading at {@link io.annex.server.testkit.TestRun}; why it is built so
 * is told in {@code docs/design/testing.md}.
 */
@NullMarked
package io.annex.server.testkit;

import org.jspecify.annotations.NullMarked;
