package com.orocloud.failover.redundancy;

import static com.orocloud.failover.redundancy.TestingMembers.AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.messaging.Outcome.Applied;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final Whole whole = new Whole(TestingMembers.members());
    private Watch watch = Watch.NOTHING;
    private Instant now = AT;

    @Test
    void threeContraryLooksAreNoLossAndTheFourthIsSinceTheFirst() {
        look(whole, Map.of());
        Instant first = now;
        for (int n = 0; n < 3; n++) {
            look(whole, Map.of("web-2", Look.silent("does not answer")));
            assertThat(lost(whole)).isEmpty();
        }
        look(whole, Map.of("web-2", Look.silent("does not answer")));
        assertThat(finding(whole).lost()).singleElement().satisfies(lost -> {
            assertThat(lost.nodeId()).isEqualTo("web-2");
            assertThat(lost.since()).isEqualTo(first);
            assertThat(lost.how()).isEqualTo("does not answer");
        });
    }

    @Test
    void anAnswerInBetweenBeginsTheCountAnew() {
        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        look(whole, Map.of());
        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        assertThat(lost(whole)).isEmpty();
    }

    @Test
    void aLostNodeIsBackAfterAsManyAnswers() {
        Reduced reduced = reduced("web-2");
        times(3, reduced, Map.of());
        assertThat(lost(reduced)).containsExactly("web-2");
        look(reduced, Map.of());
        assertThat(lost(reduced)).isEmpty();
    }

    @Test
    void aWebNodeThatIsUnwellIsLostOnlyWhileAnotherOneIsWell() {
        times(4, whole, Map.of("web-2", Look.ailing("says 502")));
        assertThat(lost(whole)).as("the balancer leaves it out").containsExactly("web-2");

        watch = Watch.NOTHING;
        times(4, whole, Map.of("web-1", Look.ailing("says 503"), "web-2", Look.ailing("says 503")));
        assertThat(lost(whole)).as("maintenance, or what is behind them").isEmpty();
    }

    @Test
    void whenNotOneNodeAnswersNothingIsFoundOutAboutAny() {
        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        times(10, whole, allSilent());
        assertThat(lost(whole)).isEmpty();
        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        assertThat(lost(whole)).as("counted anew afterwards").isEmpty();

        Reduced reduced = reduced("web-2");
        times(10, reduced, allSilent());
        assertThat(lost(reduced)).as("what was recorded stands").containsExactly("web-2");
    }

    @Test
    void whatWasCountedBeforeALongPauseOrBeforeAnotherInstanceHadTheSiteSaysNothing() {
        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        now = now.plus(Watch.LONGEST_PAUSE);
        look(whole, Map.of("web-2", Look.silent("does not answer")));
        assertThat(lost(whole)).isEmpty();

        times(3, whole, Map.of("web-2", Look.silent("does not answer")));
        assertThat(lost(whole)).containsExactly("web-2");
        Reduced reduced = reduced("web-1");
        look(reduced, Map.of("web-1", Look.silent("does not answer")));
        assertThat(lost(reduced)).as("the record rules").containsExactly("web-1");
    }

    private void times(int looks, Watched state, Map<String, Look> contrary) {
        for (int n = 0; n < looks; n++) {
            look(state, contrary);
        }
    }

    /** All work but these. */
    private void look(Watched state, Map<String, Look> contrary) {
        var looks = new HashMap<Member, Look>();
        state.members()
                .all()
                .forEach(member -> looks.put(member, contrary.getOrDefault(member.nodeId(), Look.works("works"))));
        watch = watch.after(state, looks, now);
        now = now.plusSeconds(2);
    }

    private Map<String, Look> allSilent() {
        var looks = new HashMap<String, Look>();
        whole.members().all().forEach(member -> looks.put(member.nodeId(), Look.silent("does not answer")));
        return looks;
    }

    private Finding finding(Watched state) {
        return watch.finding(state, now);
    }

    private List<String> lost(Watched state) {
        return finding(state).lost().stream().map(Lost::nodeId).toList();
    }

    private Reduced reduced(String node) {
        var outcome = Redundancy.on(whole, new Finding(whole, TestingMembers.lost(AT, node), AT));
        return (Reduced) ((Applied<Redundancy>) outcome).state();
    }
}
