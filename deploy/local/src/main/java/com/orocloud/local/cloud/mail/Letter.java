package com.orocloud.local.cloud.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What a reader sees of a mail: its subject, its text, its HTML, and the names of what is attached. */
record Letter(String subject, String text, String html, List<String> attachments) {

    static Letter read(InputStream raw) throws IOException {
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), raw);
            StringBuilder text = new StringBuilder();
            StringBuilder html = new StringBuilder();
            List<String> attachments = new ArrayList<>();
            collect(message, text, html, attachments);
            String subject = message.getSubject();
            return new Letter(subject == null ? "" : subject, text.toString(), html.toString(), attachments);
        } catch (MessagingException e) {
            throw new IOException("reading a mail", e);
        }
    }

    private static void collect(Part part, StringBuilder text, StringBuilder html, List<String> attachments)
            throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), text, html, attachments);
            }
        } else if (part.getFileName() != null) {
            attachments.add(part.getFileName());
        } else if (part.isMimeType("text/html")) {
            html.append(part.getContent());
        } else if (part.isMimeType("text/*")) {
            text.append(part.getContent());
        }
    }
}
