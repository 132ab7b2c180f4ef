/** A mail server that accepts everything, and a mailbox to read it in. Start with MailServer. */
@NullMarked
package com.orocloud.local.cloud.mail;

import org.jspecify.annotations.NullMarked;
