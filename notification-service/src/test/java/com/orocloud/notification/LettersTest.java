package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ContactRole;
import com.orocloud.notification.Story.DnsAction;
import com.orocloud.notification.Story.NameChange;
import com.orocloud.notification.Story.Reason;
import com.orocloud.notification.Story.RequestRejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Also leaves every mail in target/mails, to be looked at. */
class LettersTest {

    private final Letters letters = new Letters();

    static List<Story> stories() {
        return SampleStories.all();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("stories")
    void everyMailReadsAsTextAndAsHtmlAndLoadsNothing(Story story) throws IOException {
        Letter letter = letters.write(story, "acme-prod", false, SampleStories.JANE);
        keep(story.template(), letter);
        assertThat(letter.subject()).startsWith("acme-prod").hasSizeLessThan(80);
        assertThat(letter.text()).contains("Hello Jane Doe").doesNotContain("[(", "${", "null", "&amp;", "<");
        assertThat(letter.html())
                .contains("Hello <span>Jane Doe</span>")
                .doesNotContain(" th:", "${", "null", "<img", "<script", "<link", "url(", "@import", "src=");
        assertThat(letter.html().length()).as("mail clients cut long mails").isLessThan(60_000);
    }

    @Test
    void theApprovalRequestSaysWhatIsLostWhereToHowLongAndUntilWhen() {
        Letter letter = letters.write(SampleStories.approval(), "acme-prod", false, SampleStories.JANE);
        assertThat(letter.text())
                .contains("What you lose: 27 minutes: everything after 03:45 CET (02:45 UTC)")
                .contains("How long it takes: 1 to 2 hours from your approval")
                .contains("Where it will run: GCP europe-west1")
                .contains("Monday 23 November 2026, 08:31 CET (07:31 UTC)")
                .contains("198.51.100.10")
                .contains("198.51.100.20")
                .contains(SampleStories.LINK);
        assertThat(letter.html()).containsOnlyOnce("href=\"" + SampleStories.LINK + "\"");
    }

    @Test
    void ofAShopThatNobodyReachesItIsNotSaidThatItsRegionIsLost() {
        var lost = SampleStories.approval();
        var cutOff = new Story.ApprovalRequest(
                lost.asked(),
                lost.link(),
                true,
                lost.lostRegion(),
                lost.targetRegion(),
                lost.outageStartedAt(),
                lost.recoveryPointAt(),
                lost.dataLossSeconds(),
                lost.estimateMinSeconds(),
                lost.estimateMaxSeconds(),
                lost.addresses(),
                lost.expiresAt());
        assertThat(letters.write(cutOff, "acme-prod", false, SampleStories.JANE).text())
                .contains("acme-prod itself is well, but nobody reaches it: the network around GCP europe-west4")
                .doesNotContain("We lost");
        assertThat(letters.write(lost, "acme-prod", false, SampleStories.JANE).text())
                .contains("We lost GCP europe-west4");
    }

    @Test
    void aDnsActionShowsTheExactRecord() {
        Letter letter = letters.write(SampleStories.dns(), "globex-prod", false, SampleStories.JANE);
        assertThat(letter.text())
                .contains("Name: shop.globex.example")
                .contains("Type: A")
                .contains("Old value: 203.0.113.10")
                .contains("New value: 198.51.100.10")
                .contains("TTL: 60 seconds");
    }

    @Test
    void theOwnerOfADomainIsToldToTakeARecordAway() throws IOException {
        var action = new DnsAction(
                List.of(new NameChange("shop.globex.example", "A", List.of("203.0.113.10"), List.of(), 60)), false);
        Letter letter = letters.write(action, "globex-prod", false, SampleStories.JANE);
        keep("dns-action-at-the-end", letter);
        assertThat(letter.text())
                .contains("its address will be somebody else's")
                .contains("Old value: 203.0.113.10")
                .contains("New value: none, or one that is not ours: delete the record");
    }

    @Test
    void aDrillIsMarkedWhereNobodyMissesIt() throws IOException {
        Letter letter = letters.write(SampleStories.approval(), "acme-prod", true, SampleStories.JANE);
        keep("drill", letter);
        assertThat(letter.subject()).startsWith("[DRILL] ");
        assertThat(letter.text()).startsWith("THIS IS A DRILL");
        assertThat(letter.html()).contains("<strong>Drill.</strong>");
    }

    @Test
    void whateverComesFromOutsideIsShownAndNeverObeyed() throws IOException {
        String nasty = "<script>alert(1)</script>\r\nBcc: all@evil.example\r\n\r\n\u202Egpj.exe & \"quotes\"";
        var person = new Person(ContactRole.ENVIRONMENT_OWNER, nasty, "jane@acme.example", "Nowhere/Land");
        Letter letter = letters.write(
                new RequestRejected(List.of(new Reason(nasty, nasty + "x".repeat(2_000)))),
                "acme\r\nprod",
                false,
                person);
        keep("nasty", letter);
        assertThat(letter.subject()).doesNotContain("\r", "\n").startsWith("acme prod");
        assertThat(letter.name()).doesNotContain("\r", "\n", "\u202E");
        assertThat(letter.html()).doesNotContain("<script>", "\u202E").contains("&lt;script&gt;");
        assertThat(letter.text().lines()).noneMatch(line -> line.startsWith("Bcc:"));
        assertThat(letter.text()).doesNotContain("x".repeat(600));
    }

    @Test
    void aLinkThatDoesMoreThanOpenAPageIsNoLink() {
        var print = SampleStories.approval();
        for (String link : List.of("javascript:alert(1)", "data:text/html,hi", "https:///nohost", "not a link")) {
            var story = new Story.ApprovalRequest(
                    print.asked(),
                    link,
                    print.cutOff(),
                    print.lostRegion(),
                    print.targetRegion(),
                    print.outageStartedAt(),
                    print.recoveryPointAt(),
                    print.dataLossSeconds(),
                    print.estimateMinSeconds(),
                    print.estimateMaxSeconds(),
                    print.addresses(),
                    print.expiresAt());
            assertThat(letters.write(story, "acme-prod", false, SampleStories.JANE)
                            .html())
                    .doesNotContainPattern(Pattern.compile("href="));
        }
    }

    @Test
    void nothingSecretShowsWhenALetterOrItsStoryIsPrinted() {
        Letter letter = letters.write(SampleStories.approval(), "acme-prod", false, SampleStories.JANE);
        for (Object each : List.of(letter, SampleStories.approval(), SampleStories.JANE)) {
            assertThat(each.toString()).doesNotContain("approvals/", "jane", "Jane");
        }
    }

    private static void keep(String name, Letter letter) throws IOException {
        Path directory = Files.createDirectories(Path.of("target/mails"));
        Files.writeString(directory.resolve(name + ".html"), letter.html());
        Files.writeString(directory.resolve(name + ".txt"), letter.subject() + "\n\n" + letter.text());
    }
}
