package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import com.orocloud.failover.settings.FailoverSettings.Dns.Cloudflare;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names behind Cloudflare's edge: the promises about names, kept for where the edge fetches from. */
class EdgeNamesTest extends NamesContract {

    private final TestingCloudflare cloudflare = new TestingCloudflare(zones, TestingZones.AT_EDGE);

    EdgeNamesTest(TestServers servers) {
        super(servers, TestingZones.AT_EDGE);
    }

    @AfterAll
    void close() {
        cloudflare.close();
    }

    private Dns.Zone zone(String name, String endpoint, String zoneId) {
        return new Dns.Zone(
                name,
                List.of(zones.address()),
                null,
                null,
                new Cloudflare(endpoint + "/client/v4", zoneId, token(), true));
    }

    @Override
    Dns.Zone ours() {
        return zone(TestingZones.AT_EDGE, cloudflare.endpoint(), TestingCloudflare.ZONE_ID);
    }

    @Override
    Dns.Zone foreign() {
        return zone(TestingZones.FOREIGN, cloudflare.endpoint(), TestingCloudflare.FOREIGN_ZONE_ID);
    }

    @Override
    Dns.Zone silent() {
        return zone(TestingZones.AT_EDGE, "http://" + NOBODY, TestingCloudflare.ZONE_ID);
    }

    @Override
    void putBySomebodyElse(String name, String value) {
        cloudflare.put(name, "A", value, true);
    }

    /** Nobody keeps an origin but the edge. */
    @Override
    int keptSeconds() {
        return 0;
    }

    private List<String> answered(String name) throws IOException {
        Message answer = NameServers.ask(zones.address(), NameServers.absolute(name), Type.A, false);
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    @Test
    void visitorsAreAnsweredWithTheEdgeWhateverItsOriginIs() throws IOException {
        String name = name("visited");
        NameChange first = change(name, 1, List.of(), FIRST);
        assertThat(make(first)).isInstanceOf(Done.class);
        assertThat(answered(name)).containsExactly(TestingCloudflare.EDGE);
        NameChange moved = change(name, 2, List.of(FIRST), SECOND);
        assertThat(lookups.notYetAt(moved)).isNotEmpty();
        assertThat(make(moved)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(moved)).isEmpty();
        assertThat(cloudflare.has(name, SECOND)).isTrue();
        assertThat(cloudflare.has(name, FIRST)).isFalse();
        assertThat(answered(name)).containsExactly(TestingCloudflare.EDGE);
    }

    @Test
    void aMoveIsSaidToBeMadeWhenItIsReadBackAndNotBefore() {
        String name = name("unread");
        make(change(name, 1, List.of(), FIRST));
        NameChange moved = change(name, 2, List.of(FIRST), SECOND);
        make(moved);
        cloudflare.edit(name, "A", SECOND, FIRST);
        assertThat(lookups.notYetAt(moved)).as("name servers answer as ever").containsExactly(zones.address());
        assertThat(lookups.differing(moved))
                .singleElement()
                .satisfies(seen -> assertThat(seen.found()).containsExactly(FIRST));
        cloudflare.edit(name, "A", FIRST, SECOND);
        cloudflare.answerNext(cloudflare.error(500, 10001, "Internal server error"));
        assertThat(lookups.notYetAt(moved)).as("not read back").isNotEmpty();
        assertThat(lookups.notYetAt(moved)).isEmpty();
    }

    @Test
    void aNewNameIsSaidToBeThereWhenItsServersAnswerTheEdge() {
        NameChange change = change(name("fresh"), 1, List.of(), FIRST);
        cloudflare.hold();
        assertThat(make(change)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(change)).isNotEmpty();
        cloudflare.letGo();
        assertThat(lookups.notYetAt(change)).isEmpty();
    }

    @Test
    void aNameStaysOnItsSideOfTheEdge() throws IOException {
        String name = name("bare");
        cloudflare.put(name, "A", FIRST, false);
        NameChange moved = change(name, 1, List.of(FIRST), SECOND);
        assertThat(make(moved)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(moved)).isEmpty();
        assertThat(answered(name)).containsExactly(SECOND);
        assertThat(lookups.ttlSeconds(moved)).isEqualTo(60);
    }

    @Test
    void whatCannotBeBehindTheEdgeIsWrittenBesideIt() {
        NameChange text = change(1, new Wanted(name("text"), "TXT", List.of(), List.of("\"hello\""), 60));
        assertThat(make(text)).isInstanceOf(Done.class);
    }

    @Test
    void whoFrozeWithAnOldOriginInHandsIsRefusedAtTheEdge() {
        String name = name("frozen");
        make(change(name, 1, List.of(), FIRST));
        var frozen = (Plan) names.plan(change(name, 2, List.of(FIRST), SECOND));
        make(change(name, 3, List.of(FIRST), SECOND));
        make(change(name, 4, List.of(SECOND), FIRST));
        assertThat(names.carryOut(frozen)).as("its old origin fits again").isInstanceOf(Unavailable.class);
        assertThat(cloudflare.has(name, FIRST)).isTrue();
        assertThat(((Refused) names.plan(change(name, 2, List.of(FIRST), SECOND))).code())
                .isEqualTo("STALE_EPOCH");
    }
}
