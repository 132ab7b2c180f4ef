package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Mail goes in by SMTP and is read over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class MailboxTest {

    private static final String LINK = "http://127.0.0.1:8080/approvals/x?a=1&b=2";

    private final TestingCloud cloud;

    MailboxTest(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.inert(directory);
    }

    @AfterAll
    void close() throws IOException {
        cloud.close();
    }

    private void send(String to, String subject) throws MessagingException {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.host", cloud.block() + ".0.6");
        settings.setProperty("mail.smtp.port", "2525");
        MimeMessage message = new MimeMessage(Session.getInstance(settings));
        message.setFrom("dr@orocloud.test");
        message.setRecipients(RecipientType.TO, to);
        message.setSubject(subject, "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße. Approve at " + LINK + ".", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>Grüße <a href=\"" + LINK + "\">Approve</a></p>", "text/html; charset=UTF-8");
        message.setContent(new MimeMultipart("alternative", text, html));
        Transport.send(message);
    }

    private String mailbox(String path) {
        return cloud.send("GET", "http://" + cloud.block() + ".0.6:8025" + path, "")
                .body();
    }

    private JsonArray to(String recipient) {
        return JsonParser.parseString(mailbox("/messages?to=" + recipient)).getAsJsonArray();
    }

    @Test
    void aMailIsReadWithItsTextAndItsHtml() throws MessagingException {
        send("anna@acme.test", "Rücksicherung: approve?");

        JsonObject envelope = to("anna@acme.test").get(0).getAsJsonObject();
        assertThat(envelope.get("subject").getAsString()).isEqualTo("Rücksicherung: approve?");
        assertThat(envelope.get("from").getAsString()).isEqualTo("dr@orocloud.test");
        JsonObject message = JsonParser.parseString(
                        mailbox("/messages/" + envelope.get("id").getAsString()))
                .getAsJsonObject();
        assertThat(message.get("text").getAsString()).contains("Grüße").contains(LINK);
        assertThat(message.get("html").getAsString()).contains("<p>Grüße");
    }

    @Test
    void thePagesShowMailsWithoutTrustingThem() throws MessagingException {
        send("mallory@acme.test", "<script>alert(1)</script>");

        String id = to("mallory@acme.test").get(0).getAsJsonObject().get("id").getAsString();
        assertThat(mailbox("/")).contains("mallory@acme.test").doesNotContain("<script>");
        assertThat(mailbox("/read/" + id))
                .contains("&lt;script&gt;")
                .contains("href=\"" + LINK.replace("&", "&amp;") + "\"")
                .doesNotContain("<script>");
        assertThat(cloud.send("GET", "http://" + cloud.block() + ".0.6:8025/read/" + id + "/html", "")
                        .headers()
                        .firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("sandbox").contains("default-src 'none'"));
    }

    @Test
    void mailsAreStillThereAfterARestart() throws Exception {
        send("kept@acme.test", "kept");

        cloud.restart();

        assertThat(to("kept@acme.test")).hasSize(1);
        send("kept@acme.test", "second");
        assertThat(to("kept@acme.test")).hasSize(2);
    }

    @Test
    void anOrderedFaultRefusesARecipientOnce() throws MessagingException {
        cloud.admin("POST", "/faults", "{\"match\": \"RCPT bob@.*\", \"status\": \"450\"}");

        assertThatThrownBy(() -> send("bob@acme.test", "first")).isInstanceOf(SendFailedException.class);
        send("bob@acme.test", "second");

        assertThat(to("bob@acme.test")).hasSize(1);
    }
}
