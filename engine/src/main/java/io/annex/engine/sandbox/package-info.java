/**
 * What a child process that runs untrusted JavaScript gives up when it starts,
 * and what its parent needs to bound it and to look at it from outside.
 *
 * <p>
 * Start reading at {@link io.annex.engine.sandbox.ConfinedStart}, which is what
 * the child is first, and at {@link io.annex.engine.sandbox.Sandbox}, which it
 * enters under a {@link io.annex.engine.sandbox.SandboxPolicy} and whose
 * {@link io.annex.engine.sandbox.SandboxReport} says what the kernel enforces
 * from then on. The parent reads {@link io.annex.engine.sandbox.ResidentMemory}
 * and may put the child into a {@link io.annex.engine.sandbox.MemoryCgroup}. An
 * operator is told by {@link io.annex.engine.sandbox.Capabilities} what a
 * machine can do before anything runs on it.
 *
 * <p>
 * Everything goes through Java's foreign-function API and needs
 * {@code --enable-native-access=ALL-UNNAMED}. It is for Linux on x86-64 and on
 * arm64; anywhere else each part says that it is not supported, which is no
 * error.
 *
 * <p>
 * Never assume that a measure is in force: the report says so or it is not. And
 * never assume that the measures hold against the kernel itself; they make it
 * smaller, no more.
 */
@NullMarked
package io.annex.engine.sandbox;

import org.jspecify.annotations.NullMarked;
