package com.orocloud.notification;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/**
 * A letter as a message on the wire.
 *
 * <p>Its Message-ID comes from the notice, so that a second copy, sent because a crash hid that the first was taken, is
 * recognised as the same message. Mails of one story refer to a common id, which keeps them together in a mailbox.
 */
final class Envelope {

    private static final String SENDER_NAME = "OroCloud";
    private static final int LONGEST_ADDRESS = 254;

    private Envelope() {}

    /** @throws AddressException if the recipient is no mail address */
    static MimeMessage seal(Session session, String from, Notice.Label label, Letter letter) throws MessagingException {
        String domain = from.substring(from.indexOf('@') + 1);
        String story = "<story." + label.story() + "@" + domain + ">";
        var message = new NamedMessage(session, "<" + label.id() + "@" + domain + ">");
        message.setFrom(named(from, SENDER_NAME));
        message.setRecipient(Message.RecipientType.TO, named(letter.to(), letter.name()));
        message.setSubject(letter.subject(), "UTF-8");
        message.setSentDate(Date.from(label.queuedAt()));
        message.setHeader("In-Reply-To", story);
        message.setHeader("References", story);
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Auto-Response-Suppress", "All");
        message.setHeader("Content-Language", "en");
        message.setContent(alternatives(letter));
        message.saveChanges();
        return message;
    }

    /** True for one mail address with a domain and nothing around it. */
    static boolean isAddress(String text) {
        try {
            return text.contains("@") && parse(text).getAddress().equals(text);
        } catch (AddressException e) {
            return false;
        }
    }

    private static InternetAddress parse(String address) throws AddressException {
        if (address.length() > LONGEST_ADDRESS || address.chars().anyMatch(each -> each <= ' ' || each == 127)) {
            throw new AddressException("not a mail address");
        }
        var parsed = new InternetAddress(address, true);
        if (parsed.isGroup()) {
            throw new AddressException("a group, not a mail address");
        }
        return parsed;
    }

    private static InternetAddress named(String address, String name) throws MessagingException {
        InternetAddress parsed = parse(address);
        try {
            parsed.setPersonal(name, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java runtime has " + StandardCharsets.UTF_8, e);
        }
        return parsed;
    }

    /** Text first: a reader shows the last alternative that it can. */
    private static MimeMultipart alternatives(Letter letter) throws MessagingException {
        var text = new MimeBodyPart();
        text.setText(letter.text(), "UTF-8", "plain");
        text.setHeader("Content-Transfer-Encoding", "quoted-printable");
        var html = new MimeBodyPart();
        html.setText(letter.html(), "UTF-8", "html");
        html.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return new MimeMultipart("alternative", text, html);
    }

    /** Keeps the id that it was given; Jakarta Mail would make one up at each save. */
    private static final class NamedMessage extends MimeMessage {

        private final String id;

        NamedMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
