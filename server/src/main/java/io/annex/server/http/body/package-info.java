/**
 * Brings the body of a request from its connection to who asked for it: whole
 * ({@link io.annex.server.http.body.WholeBody}) or as a form that is written to
 * the disk ({@link io.annex.server.http.body.MultipartBody}). No byte is held
 * that its {@link io.annex.server.http.bound.Holding} was not asked for first,
 * and none is waited for on the event loop.
 */
@NullMarked
package io.annex.server.http.body;

import org.jspecify.annotations.NullMarked;
