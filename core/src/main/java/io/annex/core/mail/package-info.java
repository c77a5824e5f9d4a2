/**
 * Mails, on their way out: what a mail may be, and who takes it. Start reading
 * at {@link io.annex.core.mail.MailServer}.
 */
@NullMarked
package io.annex.core.mail;

import org.jspecify.annotations.NullMarked;
