/** The operator's mail server, over SMTP. */
@NullMarked
package io.annex.server.mail;

import org.jspecify.annotations.NullMarked;
