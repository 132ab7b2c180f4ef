package com.orocloud.local.cloud.mail;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The mailbox for people, in a browser, and for programs, as JSON. */
public final class MailboxPages implements Handler {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]*[^\\s<>\".,;:)]");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** A mail's own HTML may look like anything but run nothing and fetch nothing. */
    private static final String FENCE =
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final Mailbox mailbox;
    private final String frame = resource("page.html");
    private final Routes routes = new Routes();

    public MailboxPages(Mailbox mailbox) {
        this.mailbox = mailbox;
        routes.on("GET", "/", call -> Reply.html(inbox()))
                .on("GET", "/messages", call -> Reply.ok(list(call)))
                .on("GET", "/messages/{id}", call -> Reply.ok(message(call.at("id"))))
                .on(
                        "GET",
                        "/messages/{id}/raw",
                        call -> Reply.text(new String(mailbox.raw(call.at("id")), StandardCharsets.UTF_8)))
                .on("GET", "/read/{id}", call -> Reply.html(letter(call.at("id"))))
                .on("GET", "/read/{id}/html", call -> ownHtml(call.at("id")));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(MailboxPages.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Reply answer(Call call) throws Exception {
        return routes.answer(call);
    }

    /** Newest first; {@code to} narrows it to one recipient. */
    private JsonArray list(Call call) {
        return Json.array(mailbox.list().stream()
                .filter(envelope -> call.query("to")
                        .map(to -> recipients(envelope).contains(to))
                        .orElse(true))
                .toList());
    }

    private static List<String> recipients(JsonObject envelope) {
        return StreamSupport.stream(Json.members(envelope, "to").spliterator(), false)
                .map(address -> address.getAsString())
                .toList();
    }

    private JsonObject message(String id) throws IOException {
        JsonObject message = mailbox.envelope(id);
        Letter letter = mailbox.letter(id);
        message.addProperty("text", letter.text());
        message.addProperty("html", letter.html());
        message.add("attachments", Json.array(letter.attachments()));
        return message;
    }

    private String inbox() {
        List<JsonObject> envelopes = mailbox.list();
        if (envelopes.isEmpty()) {
            return page("Mailbox", "", "<p class=\"empty\">No mail yet. This page looks again every few seconds.</p>");
        }
        String rows = envelopes.stream().map(MailboxPages::row).collect(Collectors.joining("\n"));
        String count = envelopes.size() == 1 ? "1 message" : envelopes.size() + " messages";
        return page("Mailbox", count, "<ol class=\"inbox\">" + rows + "</ol>");
    }

    private static String row(JsonObject envelope) {
        return """
                <li><a href="/read/%s">
                  <span class="to">%s</span>
                  <span class="subject">%s</span>
                  <time datetime="%s">%s</time>
                </a></li>""".formatted(
                        Json.required(envelope, "id"),
                        escaped(String.join(", ", recipients(envelope))),
                        subject(envelope),
                        Json.required(envelope, "receivedAt"),
                        time(envelope));
    }

    private static String subject(JsonObject envelope) {
        return Json.text(envelope, "subject")
                .filter(subject -> !subject.isBlank())
                .map(MailboxPages::escaped)
                .orElse("(no subject)");
    }

    private static String time(JsonObject envelope) {
        return TIME.format(Instant.parse(Json.required(envelope, "receivedAt")));
    }

    private String letter(String id) throws IOException {
        JsonObject envelope = mailbox.envelope(id);
        Letter letter = mailbox.letter(id);
        String body = letter.html().isEmpty()
                ? "<pre class=\"text\">" + linked(escaped(letter.text())) + "</pre>"
                : "<iframe title=\"The message\" src=\"/read/%s/html\"></iframe>".formatted(id)
                        + "<details><summary>As plain text</summary><pre class=\"text\">"
                        + linked(escaped(letter.text())) + "</pre></details>";
        String attachments = letter.attachments().isEmpty()
                ? ""
                : "<dt>Attached</dt><dd>" + escaped(String.join(", ", letter.attachments())) + "</dd>";
        return page(subject(envelope), "<a href=\"/\">All mail</a>", """
                <dl><dt>From</dt><dd>%s</dd><dt>To</dt><dd>%s</dd><dt>Received</dt><dd>%s</dd>%s</dl>
                %s""".formatted(
                        escaped(Json.required(envelope, "from")),
                        escaped(String.join(", ", recipients(envelope))),
                        time(envelope),
                        attachments,
                        body));
    }

    private Reply ownHtml(String id) throws IOException {
        return Reply.html("<base target=\"_blank\">" + mailbox.letter(id).html())
                .with("Content-Security-Policy", FENCE);
    }

    private String page(String title, String aside, String main) {
        return frame.replace("{{title}}", title)
                .replace("{{refresh}}", title.equals("Mailbox") ? "<meta http-equiv=\"refresh\" content=\"5\">" : "")
                .replace("{{aside}}", aside)
                .replace("{{main}}", main);
    }

    private static String linked(String escapedText) {
        return LINK.matcher(escapedText).replaceAll("<a href=\"$0\" target=\"_blank\" rel=\"noopener\">$0</a>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
