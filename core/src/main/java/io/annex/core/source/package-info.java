/**
 * From what lies on a disk to the files of a version: archives are told apart
 * and unpacked, folders copied, each version into a folder of its own.
 *
 * <p>
 * Start reading at {@link io.annex.core.source.Staging}. An archive is written
 * by somebody else: its names, sizes and links are believed nowhere, and what
 * it may write is counted by {@code FilesBudget}.
 */
@NullMarked
package io.annex.core.source;

import org.jspecify.annotations.NullMarked;
