/**
 * What operators do to keys, users and the trace: as a request and an answer in
 * JSON, here or in the server that has the data folder.
 */
@NullMarked
package io.annex.server.admin;

import org.jspecify.annotations.NullMarked;
