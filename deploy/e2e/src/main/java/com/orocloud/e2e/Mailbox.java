package com.orocloud.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mailboxes of all people in the demo. */
final class Mailbox {

    private static final Pattern LINK = Pattern.compile("https?://\\S+/approvals/[A-Za-z0-9_-]+");

    private final String url;

    Mailbox(String url) {
        this.url = url;
    }

    /** A mail, as far as its reader cares. */
    record Mail(String id, String to, String subject, String text) {

        String approvalLink() {
            Matcher link = LINK.matcher(text);
            if (!link.find()) {
                throw new DemoFailed("the mail \"" + subject + "\" has no approval link");
            }
            return link.group();
        }
    }

    /** The mails to a person that have a word in their text. */
    List<Mail> to(String address, String word) throws IOException {
        var mails = new ArrayList<Mail>();
        for (JsonElement each : Web.json(url + "/messages").getAsJsonArray()) {
            JsonObject listed = each.getAsJsonObject();
            if (listed.get("to").toString().contains(address)) {
                JsonObject whole = Web.json(
                                url + "/messages/" + listed.get("id").getAsString())
                        .getAsJsonObject();
                var mail = new Mail(
                        listed.get("id").getAsString(),
                        address,
                        listed.get("subject").getAsString(),
                        whole.get("text").getAsString());
                if (mail.text().contains(word)) {
                    mails.add(mail);
                }
            }
        }
        return mails;
    }

    Mail await(String address, String word, Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < deadline) {
            List<Mail> mails = to(address, word);
            if (!mails.isEmpty()) {
                return mails.getLast();
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        throw new DemoFailed("no mail with \"" + word + "\" to " + address + " within " + within.toSeconds() + " s");
    }
}
