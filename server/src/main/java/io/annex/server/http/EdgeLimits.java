package io.annex.server.http;

import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import java.time.Duration;

/**
 * What a connection may take. Times are kept to within a second: the edge looks
 * twice a second.
 *
 * @param requestLine
 *            bytes of the request line
 * @param headers
 *            bytes of all header fields of a request
 * @param headTime
 *            how long a head may take from its first byte to its last
 * @param pace
 *            how fast a body has to come and an answer to go
 * @param idleTime
 *            how long a connection may be without a request
 * @param heartbeat
 *            after how long in which nothing was sent a stream of events is
 *            sent something
 * @param formFields
 *            fields of a multipart form
 * @param formField
 *            bytes of one field of a multipart form that is no file
 * @param gzip
 *            bytes of a text answer from which on it is compressed
 * @param connections
 *            how many connections there may be
 * @param buffered
 *            bytes that may be held for all clients together
 */
public record EdgeLimits(int requestLine, int headers, Duration headTime, PaceRule pace, Duration idleTime,
        Duration heartbeat, int formFields, int formField, int gzip, ConnectionBounds connections, long buffered) {
}
