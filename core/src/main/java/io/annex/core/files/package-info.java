/**
 * Files of an add-on's folder as answers.
 * {@link io.annex.core.files.StaticFiles} puts it together:
 * {@link io.annex.core.files.RequestedPath} judges the path,
 * {@link io.annex.core.files.FileOpener} opens it without following a link,
 * {@link io.annex.core.files.Preconditions} and
 * {@link io.annex.core.files.ByteRanges} decide what of it is sent (RFC 9110,
 * sections 13 and 14). Nothing here may be believed of what a guest or a client
 * says about a path.
 */
@NullMarked
package io.annex.core.files;

import org.jspecify.annotations.NullMarked;
