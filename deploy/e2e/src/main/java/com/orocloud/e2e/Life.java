package com.orocloud.e2e;

import static com.orocloud.e2e.Facts.instant;
import static com.orocloud.e2e.Facts.number;
import static com.orocloud.e2e.Facts.occurredAt;
import static com.orocloud.e2e.Facts.text;

import com.orocloud.e2e.CloudConsole.Resource;
import com.orocloud.e2e.Shopper.Acknowledged;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;

/** One customer's environment from its order to its recovery, seen from outside. */
final class Life implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofMinutes(3);
    private static final Duration OUTAGE = Duration.ofHours(4);
    private static final int LOOKS_BEFORE_APPROVAL = 3;
    private static final Pattern PLAN = Pattern.compile("name=\"plan\" value=\"([^\"]+)\"");

    private final Customer customer;
    private final World world;
    private final Story story;
    private final Shopper shopper;

    Life(Customer customer, World world) {
        this.customer = customer;
        this.world = world;
        this.story = new Story(customer);
        this.shopper = new Shopper(customer, world.names());
        shopper.pause();
    }

    Story story() {
        return story;
    }

    /** Asks for the environment and waits until it is in service under its name. */
    void order() throws IOException {
        story.requestedAt = Instant.now();
        world.portal().request(customer);
        actAsDomainOwner();
        GenericRecord activated = world.facts().await("EnvironmentActivated", customer.environment(), LATER);
        story.activatedAt = occurredAt(activated);
        story.dnsBefore = world.names().lookUp(customer.hostname());
        check(
                "announced both sites' addresses before it went into service",
                occurredAt(fact("EnvironmentAddressesReserved")).isBefore(story.activatedAt),
                "reserved " + occurredAt(fact("EnvironmentAddressesReserved")));
        check(
                "was backed up, verified and copied before it went into service",
                world.facts().count("BackupVerified", customer.environment()) > 0
                        && world.facts().count("BackupReplicated", customer.environment()) > 0,
                "first backup verified and copied");
        check("answers under its name", !story.dnsBefore.isEmpty(), customer.hostname() + " = " + story.dnsBefore);
        world.mailbox().await(customer.mail("owner"), customer.hostname(), SOON);
    }

    void startShopping() {
        shopper.resume();
        shopper.await(20, SOON);
    }

    /** Kills or freezes the main database while orders come in. */
    void loseMainDatabase(String how) throws IOException {
        String main = mainDatabase();
        Instant before = Instant.now();
        int ordersBefore = shopper.count();
        if (how.equals("frozen")) {
            world.cloud().hang(main);
        } else {
            world.cloud().crash(main);
        }
        GenericRecord completed = world.facts()
                .await(
                        "ZoneFailoverCompleted",
                        customer.environment(),
                        SOON,
                        fact -> occurredAt(fact).isAfter(before));
        shopper.await(20, SOON);
        Duration gap = shopper.longestGap(before.minusSeconds(1), Instant.now());
        world.facts()
                .await(
                        "StandbyRebuilt",
                        customer.environment(),
                        LATER,
                        fact -> occurredAt(fact).isAfter(before));
        shopper.pause();
        List<Acknowledged> lost = shopper.lost();
        int acknowledged = shopper.count();
        shopper.resume();
        story.failover = new Story.Disaster(
                how,
                acknowledged,
                acknowledged - lost.size(),
                lost.size(),
                number(completed, "unavailableMs"),
                gap.toMillis());
        check(
                "lost no acknowledged order when its main database was " + how,
                lost.isEmpty() && acknowledged > ordersBefore,
                lost.size() + " lost of " + acknowledged + ", writes stood still for " + gap.toMillis() + " ms");
    }

    private String mainDatabase() {
        return ((List<?>) fact("EnvironmentProvisioned").get("nodes"))
                .stream()
                        .map(GenericRecord.class::cast)
                        .filter(node -> Boolean.TRUE.equals(node.get("leader")))
                        .map(node -> text(node, "nodeId"))
                        .findFirst()
                        .orElseThrow(() -> new DemoFailed("no node of " + customer.environment() + " is the leader"));
    }

    /** Asks for a backup besides the hourly ones, and goes on shopping after it. */
    void backUp() {
        UUID id = world.portal().requestBackup(customer);
        world.facts()
                .await(
                        "BackupReplicated",
                        customer.environment(),
                        LATER,
                        fact -> text(fact, "backupId").equals(id.toString()));
        shopper.await(20, SOON);
    }

    /** Takes its region away, and states what people know of it once the probes have noticed. */
    void loseRegion() throws IOException {
        world.cloud().loseRegion(customer.primary().getRegion());
        shopper.pause();
        world.facts().await("RegionSuspectedDown", customer.primaryKey(), Duration.ofMinutes(2));
        world.portal().declareDown(customer.primary(), Instant.now().plus(OUTAGE));
        world.facts().await("RegionDown", customer.primaryKey(), Duration.ofSeconds(30));
    }

    /** The technical contact's part: gets the mail, looks more than once, approves once. */
    void approve() throws IOException {
        GenericRecord asked = world.facts().await("DrApprovalRequested", customer.environment(), LATER);
        story.approvalRequestedAt = occurredAt(asked);
        String link = world.mailbox()
                .await(customer.mail("tech"), "/approvals/", SOON)
                .approvalLink();
        String page = look(link);
        List<Resource> rented = world.cloud().inventory(customer.recovery().getRegion()).stream()
                .filter(resource -> resource.name().contains(customer.environment()))
                .toList();
        story.drResourcesBeforeApproval = rented;
        check(
                "rented nothing in the recovery region before approval but addresses and copies",
                rented.stream().allMatch(resource -> isStanding(resource.kind()))
                        && world.facts().count("DrApproved", customer.environment()) == 0,
                kinds(rented));
        HttpResponse<String> approved = press(link, page);
        HttpResponse<String> again = press(link, page);
        check(
                "takes the approval once",
                approved.statusCode() / 100 == 2,
                "POST answered " + approved.statusCode() + ", a second one " + again.statusCode());
        story.approvedAt = occurredAt(world.facts().await("DrApproved", customer.environment(), SOON));
        actAsDomainOwnerAgain();
    }

    /** Opens the page more than once, as mail scanners and careful people do: that must change nothing. */
    private String look(String link) throws IOException {
        HttpResponse<String> page = Web.get(link);
        for (int look = 1; look < LOOKS_BEFORE_APPROVAL; look++) {
            page = Web.get(link);
        }
        check("shows the plan to whoever looks", page.statusCode() == 200, "GET answered " + page.statusCode());
        return page.body();
    }

    /** Addresses are promised to customers in advance; copies are what a recovery is made from. */
    private static boolean isStanding(String kind) {
        return List.of("address", "bucket", "object", "secret").contains(kind);
    }

    private static String kinds(List<Resource> resources) {
        return resources.stream()
                .collect(Collectors.groupingBy(Resource::kind, TreeMap::new, Collectors.counting()))
                .toString();
    }

    /** Sends the page's form with the button that approves. */
    private static HttpResponse<String> press(String link, String page) throws IOException {
        Matcher plan = PLAN.matcher(page);
        if (!plan.find()) {
            throw new DemoFailed("the approval page has no plan in its form");
        }
        return Web.post(
                link,
                "application/x-www-form-urlencoded",
                "plan=" + plan.group(1) + "&decision=approve",
                Duration.ofSeconds(10));
    }

    /** Waits until the shop is back under its old name, and counts. */
    void recover() throws IOException {
        GenericRecord recovered = world.facts().await("DrRecovered", customer.environment(), Duration.ofMinutes(5));
        story.recoveredAt = occurredAt(recovered);
        story.reportedRecoverySeconds = number(recovered, "recoverySecondsSinceApproval");
        story.reportedDataLossSeconds = number(recovered, "dataLossSeconds");
        story.dnsAfter = world.names().lookUp(customer.hostname());
        List<Acknowledged> lost = shopper.lost();
        List<Acknowledged> acknowledged = shopper.acknowledged();
        shopper.resume();
        shopper.await(5, SOON);
        shopper.pause();
        Instant firstOrder = shopper.acknowledged().get(acknowledged.size()).at();
        story.measuredRecoverySeconds =
                Duration.between(story.approvedAt, firstOrder).toMillis() / 1000.0;
        story.measuredDataLossSeconds = lost.isEmpty()
                ? 0
                : Duration.between(lost.getFirst().at(), acknowledged.getLast().at())
                                .toMillis()
                        / 1000.0;
        story.region = new Story.Disaster(
                "region lost",
                acknowledged.size(),
                acknowledged.size() - lost.size(),
                lost.size(),
                number(recovered, "outageSeconds") * 1000,
                Duration.between(acknowledged.getLast().at(), firstOrder).toMillis());
        checkRecovery(recovered, lost);
    }

    private void checkRecovery(GenericRecord recovered, List<Acknowledged> lost) {
        Instant point = instant((GenericRecord) recovered.get("recoveryPoint"), "recoveryPointAt");
        check(
                "takes orders again under its old name",
                story.dnsAfter.size() == 1 && !story.dnsAfter.equals(story.dnsBefore),
                customer.hostname() + " = " + story.dnsAfter + ", before " + story.dnsBefore);
        check(
                "lost only orders younger than its recovery point",
                lost.stream().allMatch(order -> order.at().isAfter(point)),
                lost.size() + " orders lost, recovery point " + point);
        check(
                "lost no more than it was told it would",
                story.measuredDataLossSeconds <= story.reportedDataLossSeconds + 1,
                story.measuredDataLossSeconds + " s measured, " + story.reportedDataLossSeconds + " s reported");
        check(
                "was approved once, recovered once, named once",
                world.facts().count("DrApproved", customer.environment()) == 1
                        && world.facts().count("DrRecovered", customer.environment()) == 1
                        && drSites() == 1
                        && recoveryNames() == 1,
                "one DrApproved, one DR site, one DnsUpdated, one DrRecovered");
    }

    private int drSites() {
        return world.facts()
                .said(
                        "EnvironmentProvisioned",
                        customer.environment(),
                        fact -> text(fact, "site").equals("DR"))
                .size();
    }

    private int recoveryNames() {
        return world.facts()
                .said(
                        "DnsUpdated",
                        customer.environment(),
                        fact -> text(fact, "targetSite").equals("DR"))
                .size();
    }

    private void actAsDomainOwner() throws IOException {
        if (customer.ownsItsDomain()) {
            GenericRecord wanted = world.facts().await("CustomerDnsActionRequired", customer.environment(), LATER);
            change(wanted);
        }
    }

    private void actAsDomainOwnerAgain() throws IOException {
        if (customer.ownsItsDomain()) {
            change(world.facts()
                    .await(
                            "CustomerDnsActionRequired",
                            customer.environment(),
                            LATER,
                            fact -> occurredAt(fact).isAfter(story.approvedAt)));
        }
    }

    /** Reads the mail as the owner would, then makes exactly the change that it asks for. */
    private void change(GenericRecord wanted) throws IOException {
        var record = (GenericRecord) ((List<?>) wanted.get("records")).getFirst();
        String address = String.valueOf(((List<?>) record.get("newValues")).getFirst());
        world.mailbox().await(customer.mail("dns"), address, SOON);
        world.names().changeAsOwner(customer.hostname(), address);
    }

    private GenericRecord fact(String type) {
        return world.facts().await(type, customer.environment(), SOON);
    }

    private void check(String name, boolean held, String seen) {
        world.checks().that(customer.environment() + " " + name, held, seen);
    }

    @Override
    public void close() {
        shopper.close();
    }
}
