package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.names.cloudflare.CloudflareZoneHost;
import com.orocloud.failover.names.gcp.GcpZoneHost;
import com.orocloud.failover.names.rfc2136.Rfc2136ZoneHost;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import com.orocloud.failover.settings.FailoverSettings.Gcp;
import com.orocloud.failover.settings.FailoverSettings.Oci;
import com.orocloud.failover.settings.FailoverSettings.Secrets;
import com.orocloud.failover.settings.FailoverSettings.StatusPages;
import com.orocloud.failover.settings.FailoverSettings.VantagePoint;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The promises about names, which every host of a zone keeps: what is refused is refused there, at the write. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NamesContract {

    static final String FIRST = "192.0.2.1";
    static final String SECOND = "192.0.2.2";
    static final String NOBODY = "127.0.0.1:1";

    final TestingZones zones;
    Names names;
    Lookups lookups;

    private final String zone;

    @TempDir
    static Path directory;

    NamesContract(TestServers servers, String zone) {
        this.zones = TestingZones.shared(servers);
        this.zone = zone;
    }

    @BeforeAll
    void open() throws IOException {
        Files.writeString(token(), TestingProviderApi.TOKEN + "\n");
        names = names(ours());
        lookups = lookups(ours());
    }

    final Path token() {
        return directory.resolve("token");
    }

    /** The zone of this host that we may write. */
    abstract Dns.Zone ours();

    /** A zone of somebody else's at this host, as a mistake in the settings would give it to us. */
    abstract Dns.Zone foreign();

    /** Ours, at a host that nobody reaches. */
    abstract Dns.Zone silent();

    /** Somebody else writes a name of ours, without asking us. */
    abstract void putBySomebodyElse(String name, String value);

    /** How long a move for which 60 s are asked is kept from anybody. */
    int keptSeconds() {
        return 60;
    }

    final Names names(Dns.Zone... ours) {
        return new Names(zones(settings(List.of(ours))), Clock.systemUTC());
    }

    private Lookups lookups(Dns.Zone... ours) {
        FailoverSettings settings = settings(List.of(ours));
        return new Lookups(zones(settings), settings);
    }

    private static Zones zones(FailoverSettings settings) {
        return new Zones(List.of(
                new Rfc2136ZoneHost(settings),
                new GcpZoneHost(settings),
                new CloudflareZoneHost(settings, Clock.systemUTC())));
    }

    private FailoverSettings settings(List<Dns.Zone> ours) {
        return new FailoverSettings(
                "test",
                new Gcp("http://127.0.0.1:1", "http://127.0.0.1:1", "orocloud-test"),
                new Oci("http://127.0.0.1:1", "http://127.0.0.1:1"),
                new StatusPages("", "", Duration.ofSeconds(60), null, null),
                new Secrets("http://127.0.0.1:1", token()),
                new Dns(
                        ours,
                        zones.address(),
                        List.of(zones.address(), zones.address(), NOBODY),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30)),
                List.of(new VantagePoint("one", "a"), new VantagePoint("two", "b"), new VantagePoint("three", "c")),
                Duration.ofMillis(500),
                3,
                Duration.ofSeconds(1));
    }

    final String name(String label) {
        return label + "." + zone;
    }

    static NameChange change(String name, long epoch, List<String> old, String... values) {
        return change(epoch, new Wanted(name, "A", old, List.of(values), 60));
    }

    static NameChange change(long epoch, Wanted... wanted) {
        return new NameChange(UUID.randomUUID(), "acme-prod", epoch, "PRIMARY", true, List.of(wanted), null);
    }

    final Attempt make(NameChange change) {
        return make(names, change);
    }

    static Attempt make(Names names, NameChange change) {
        Attempt attempt = names.plan(change);
        return attempt instanceof Plan plan ? names.carryOut(plan) : attempt;
    }

    final void assertSays(String name, String... values) {
        assertThat(lookups.saysAtOwner(change(name, 1, List.of(), values))).isTrue();
    }

    @Test
    void aFirstNameIsWrittenAndSeenAtEveryAuthoritativeServer() {
        NameChange change = change(name("first"), 1, List.of(), FIRST);
        assertThat(lookups.notYetAt(change)).isNotEmpty();
        assertThat(make(change)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(change)).isEmpty();
    }

    @Test
    void theSameChangeAgainIsDoneAlready() {
        NameChange change = change(name("again"), 1, List.of(), FIRST);
        assertThat(make(change)).isInstanceOf(Done.class);
        assertThat(names.plan(change)).isInstanceOf(Done.class);
    }

    @Test
    void aNameThatSaysSomethingElseThanExpectedIsLeftAlone() {
        putBySomebodyElse(name("taken"), "192.0.2.99");
        var refused = (Refused) names.plan(change(name("taken"), 1, List.of(FIRST), SECOND));
        assertThat(refused.code()).isEqualTo("OLD_VALUE_DIFFERS");
        assertSays(name("taken"), "192.0.2.99");
    }

    @Test
    void aNameThatSomebodyElseWroteIsMovedByWhoeverKnowsWhatItSays() {
        putBySomebodyElse(name("adopted"), "192.0.2.98");
        assertThat(make(change(name("adopted"), 1, List.of("192.0.2.98"), FIRST)))
                .isInstanceOf(Done.class);
        assertSays(name("adopted"), FIRST);
    }

    @Test
    void severalAddressesBecomeFewerAndMore() {
        String name = name("several");
        make(change(name, 1, List.of(), FIRST, SECOND));
        assertThat(make(change(name, 2, List.of(SECOND, FIRST), SECOND))).isInstanceOf(Done.class);
        assertSays(name, SECOND);
        assertThat(make(change(name, 3, List.of(SECOND), SECOND, "192.0.2.3", "192.0.2.4")))
                .isInstanceOf(Done.class);
        assertSays(name, SECOND, "192.0.2.3", "192.0.2.4");
    }

    @Test
    void aChangeThatChangesNoAnswerMovesTheEpochOnly() {
        String name = name("edge");
        make(change(name, 1, List.of(), FIRST));
        assertThat(make(change(name, 2, List.of(FIRST), FIRST))).isInstanceOf(Done.class);
        assertSays(name, FIRST);
        assertThat(((Refused) names.plan(change(name, 1, List.of(FIRST), SECOND))).code())
                .isEqualTo("STALE_EPOCH");
    }

    @Test
    void anAliasIsWrittenWithAndWithoutTheLastDot() {
        String name = name("alias");
        assertThat(make(change(1, new Wanted(name, "CNAME", List.of(), List.of("edge.example.net"), 60))))
                .isInstanceOf(Done.class);
        NameChange moved =
                change(2, new Wanted(name, "CNAME", List.of("edge.example.net."), List.of("edge.example.org."), 60));
        assertThat(make(moved)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(moved)).isEmpty();
    }

    @Test
    void anOlderEpochIsRefused() {
        make(change(name("epoch"), 2, List.of(), SECOND));
        var refused = (Refused) names.plan(change(name("epoch"), 1, List.of(SECOND), FIRST));
        assertThat(refused.code()).isEqualTo("STALE_EPOCH");
    }

    /** The promise in full: whatever plan a frozen writer wakes up with, it is refused where the name is. */
    @Test
    void everyFrozenWriterIsRefusedEveryTime() {
        String name = name("often");
        make(change(name, 1, List.of(), FIRST));
        String now = FIRST;
        List<Plan> frozen = new ArrayList<>();
        for (long epoch = 2; epoch <= 101; epoch++) {
            String next = now.equals(FIRST) ? SECOND : FIRST;
            frozen.add((Plan) names.plan(change(name, epoch, List.of(now), next)));
            assertThat(make(change(name, epoch, List.of(now), next))).isInstanceOf(Done.class);
            now = next;
        }
        assertThat(make(change(name, 102, List.of(now), FIRST))).isInstanceOf(Done.class);
        long refused = frozen.stream()
                .map(names::carryOut)
                .filter(Unavailable.class::isInstance)
                .count();
        assertThat(refused).isEqualTo(100);
        assertSays(name, FIRST);
        assertThat(frozen.stream().filter(plan -> expects(plan, FIRST)))
                .as("witness: plans whose old value alone would have fitted")
                .hasSize(50);
        assertThat(names.plan(change(name, 2, List.of(FIRST), SECOND))).isInstanceOf(Refused.class);
    }

    private static boolean expects(Plan plan, String oldValue) {
        return plan.moves().getFirst().found().values().values().contains(oldValue);
    }

    @Test
    void ofTwoWritersWithTheSamePlanOneIsRefused() {
        String name = name("race");
        var first = (Plan) names.plan(change(name, 1, List.of(), FIRST));
        var second = (Plan) names.plan(change(name, 1, List.of(), SECOND));
        assertThat(names.carryOut(first)).isInstanceOf(Done.class);
        assertThat(names.carryOut(second)).isInstanceOf(Unavailable.class);
        assertSays(name, FIRST);
    }

    @Test
    void allNamesOfAChangeMoveOrNone() {
        make(change(name("one"), 1, List.of(), FIRST));
        var plan = (Plan) names.plan(change(
                2,
                new Wanted(name("one"), "A", List.of(FIRST), List.of(SECOND), 60),
                new Wanted(name("two"), "A", List.of(), List.of(SECOND), 60)));
        make(change(name("two"), 1, List.of(), FIRST));
        assertThat(names.carryOut(plan)).isInstanceOf(Unavailable.class);
        assertSays(name("one"), FIRST);
        assertThat(make(change(
                        2,
                        new Wanted(name("one"), "A", List.of(FIRST), List.of(SECOND), 60),
                        new Wanted(name("two"), "A", List.of(FIRST), List.of(SECOND), 60))))
                .as("witness: asked with what they say, both move")
                .isInstanceOf(Done.class);
        assertSays(name("one"), SECOND);
        assertSays(name("two"), SECOND);
    }

    @Test
    void aForeignZoneIsNeverWritten() {
        var refused = (Refused) names.plan(change("shop.globex.test", 1, List.of("192.0.2.7"), FIRST));
        assertThat(refused.code()).isEqualTo("FOREIGN_ZONE");
        var atTheHost = (Refused) make(names(foreign()), change("shop.globex.test", 1, List.of("192.0.2.7"), FIRST));
        assertThat(atTheHost.code()).isEqualTo("SERVER_REFUSED");
        assertSays("shop.globex.test", "192.0.2.7");
    }

    private static NameChange release(String name, long epoch, String old) {
        return new NameChange(
                UUID.randomUUID(),
                "acme-prod",
                epoch,
                "PRIMARY",
                true,
                List.of(new Wanted(name, "A", List.of(old), List.of(), 60)),
                null,
                true);
    }

    @Test
    void theNamesOfAnEnvironmentThatEndsAnswerNothingAndNoFrozenWriterBringsThemBack() {
        String name = name("ends");
        var frozenAtFirst = (Plan) names.plan(change(name, 2, List.of(), FIRST));
        make(change(name, 2, List.of(), FIRST));
        var frozenLater = (Plan) names.plan(change(name, 3, List.of(FIRST), SECOND));
        NameChange release = release(name, 2, FIRST);
        assertThat(make(release)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(release)).isEmpty();
        assertThat(lookups.differing(change(name, 2, List.of(), FIRST)))
                .singleElement()
                .satisfies(seen -> assertThat(seen.found()).isEmpty());
        assertThat(names.plan(release)).as("once more changes nothing").isInstanceOf(Done.class);
        assertThat(names.carryOut(frozenAtFirst)).isInstanceOf(Unavailable.class);
        assertThat(names.carryOut(frozenLater)).isInstanceOf(Unavailable.class);

        assertThat(make(change(name, 1, List.of(), SECOND)))
                .as("another environment takes the name")
                .isInstanceOf(Done.class);
        assertSays(name, SECOND);
    }

    @Test
    void aNameThatLeadsElsewhereIsNotOursToTakeAway() {
        putBySomebodyElse(name("elsewhere"), "192.0.2.96");
        NameChange release = release(name("elsewhere"), 1, FIRST);
        assertThat(make(release)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(release)).isEmpty();
        assertSays(name("elsewhere"), "192.0.2.96");
    }

    @Test
    void aNameIsNotLetGoByAnOlderEpoch() {
        make(change(name("moved"), 2, List.of(), SECOND));
        var refused = (Refused) names.plan(release(name("moved"), 1, FIRST));
        assertThat(refused.code()).isEqualTo("STALE_EPOCH");
    }

    @Test
    void aNameIsNeverLeftWithoutAnAnswerAndSaysNothingThatIsNoAddress() {
        make(change(name("kept"), 1, List.of(), FIRST));
        assertThat(((Refused) names.plan(change(name("kept"), 9, List.of(FIRST)))).code())
                .isEqualTo("EMPTY_ANSWER");
        assertThat(((Refused) names.plan(change(name("kept"), 9, List.of(FIRST), "192.0.2"))).code())
                .isEqualTo("MALFORMED");
        assertSays(name("kept"), FIRST);
    }

    @Test
    void whatANameSaysIsLookedAtInSeveralWays() {
        NameChange change = change(name("watched"), 1, List.of(), FIRST);
        assertThat(lookups.differing(change))
                .singleElement()
                .satisfies(seen -> assertThat(seen.found()).isEmpty());
        make(change);
        assertThat(lookups.differing(change)).isEmpty();
        assertThat(lookups.ttlSeconds(change)).isEqualTo(keptSeconds());
        Lookups.Spread spread = lookups.spread(change);
        assertThat(spread.agree()).hasSize(2);
        assertThat(spread.silent()).containsExactly(NOBODY);
        assertThat(spread.isComplete()).isTrue();
        assertThat(lookups.spread(change(name("watched"), 2, List.of(), SECOND)).isComplete())
                .isFalse();
    }

    @Test
    void aSilentHostIsAskedAgainLater() {
        Names waiting = names(silent());
        NameChange change = change(name("a"), 1, List.of(), FIRST);
        assertThat(waiting.plan(change).toString()).contains("does not answer");
        assertThat(waiting.plan(change).toString()).contains("did not answer a moment ago");
        Awaitility.await().until(() -> waiting.plan(change).toString().contains("does not answer"));
    }
}
