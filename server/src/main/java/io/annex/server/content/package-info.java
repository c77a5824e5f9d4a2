/** What the server's own pages are sent as. */
@NullMarked
package io.annex.server.content;

import org.jspecify.annotations.NullMarked;
