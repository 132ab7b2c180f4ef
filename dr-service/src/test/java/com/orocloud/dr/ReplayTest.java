package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.EventMeta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestTopics;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Everything that was ever said is heard again, with and without the memory that it was. */
@RealServers
class ReplayTest {

    @Test
    void hearingAllTopicsAgainSaysNothingNew(TestTopics topics) throws Exception {
        try (var dr = RunningDr.start(topics)) {
            var story = dr.serving("replay-" + UUID.randomUUID().toString().substring(0, 8));
            dr.lose(story, Duration.ofHours(4));
            var neighbours = new Neighbours(topics, dr, story);
            await().atMost(Duration.ofSeconds(60)).until(neighbours::answer);
            var before = said(topics, story);

            for (var forget : List.of(false, true)) {
                dr.stop();
                topics.rewind("dr-service");
                if (forget) {
                    dr.forgetWhatWasHeard();
                }
                dr.startAgain();
                var last = dr.backupOf(story);
                await().atMost(Duration.ofSeconds(60)).until(() -> dr.knows(story, last));
                assertThat(said(topics, story)).isEqualTo(before);
                assertThat(dr.statusOf(story)).isEqualTo(DrCaseStatus.RECOVERED);
                assertThat(topics.all(record -> record.topic().endsWith(".dlt") && isOurs(record, story)))
                        .isEmpty();
            }
        }
    }

    /** Ids of all that dr-service said about this environment. */
    private static List<String> said(TestTopics topics, Story story) {
        return topics.all(record -> isOurs(record, story) && record.topic().contains(".dr")).stream()
                .map(record -> record.event() == null
                        ? "?"
                        : ((EventMeta) record.event().get(0)).getEventId().toString())
                .toList();
    }

    private static boolean isOurs(Said record, Story story) {
        return story.environmentId.equals(record.key());
    }
}
