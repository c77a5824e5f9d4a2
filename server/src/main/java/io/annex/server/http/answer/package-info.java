/**
 * What an answer needs on its way out: its header fields, compression, the
 * pumps that send no more than the client takes, and the texts of what the edge
 * itself answers ({@link io.annex.server.http.answer.EdgeProblems}). The pumps
 * begin when the head is set, and do not look at the request.
 */
@NullMarked
package io.annex.server.http.answer;

import org.jspecify.annotations.NullMarked;
