/** What the server's own pages are sent as, and how they are made. */
@NullMarked
package io.annex.server.content;

import org.jspecify.annotations.NullMarked;
