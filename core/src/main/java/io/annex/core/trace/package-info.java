/** One row a request of the endpoints that are traced. */
@NullMarked
package io.annex.core.trace;

import org.jspecify.annotations.NullMarked;
