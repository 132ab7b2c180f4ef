package com.orocloud.notification;

import static com.orocloud.notification.Clockface.between;
import static com.orocloud.notification.Clockface.count;
import static com.orocloud.notification.Clockface.duration;

import com.orocloud.notification.Page.Block;
import com.orocloud.notification.Page.Bullets;
import com.orocloud.notification.Page.Button;
import com.orocloud.notification.Page.Fact;
import com.orocloud.notification.Page.Facts;
import com.orocloud.notification.Page.Heading;
import com.orocloud.notification.Page.Note;
import com.orocloud.notification.Page.Paragraph;
import com.orocloud.notification.Page.Tone;
import com.orocloud.notification.Story.Addresses;
import com.orocloud.notification.Story.AnswerNotCounted;
import com.orocloud.notification.Story.ApprovalRequest;
import com.orocloud.notification.Story.ComponentStopped;
import com.orocloud.notification.Story.DatabaseHandedOver;
import com.orocloud.notification.Story.DatabaseMoved;
import com.orocloud.notification.Story.DnsAction;
import com.orocloud.notification.Story.EnvironmentEnded;
import com.orocloud.notification.Story.EnvironmentEnds;
import com.orocloud.notification.Story.MaintenanceAnnounced;
import com.orocloud.notification.Story.MaintenanceEnded;
import com.orocloud.notification.Story.MaintenanceLate;
import com.orocloud.notification.Story.MaintenanceMoved;
import com.orocloud.notification.Story.MaintenanceReminder;
import com.orocloud.notification.Story.NameChange;
import com.orocloud.notification.Story.OnboardingPack;
import com.orocloud.notification.Story.OperationsAlert;
import com.orocloud.notification.Story.Recovered;
import com.orocloud.notification.Story.RecoveryCancelled;
import com.orocloud.notification.Story.RecoveryGivenUp;
import com.orocloud.notification.Story.RecoveryStarted;
import com.orocloud.notification.Story.RequestRejected;
import java.util.ArrayList;
import java.util.List;

/**
 * What a mail says, in plain words: what happened, what it means for the reader, what to do. Written for a phone in
 * the middle of the night; the most important thing stands first.
 */
final class Wording {

    private final String environment;
    private final Clockface clock;

    private Wording(String environment, Clockface clock) {
        this.environment = environment;
        this.clock = clock;
    }

    static Page of(Story story, String environment, Clockface clock) {
        var wording = new Wording(environment, clock);
        var maintenance = new MaintenanceWording(environment, clock);
        return switch (story) {
            case OnboardingPack pack -> wording.onboarding(pack);
            case RequestRejected rejected -> wording.rejected(rejected);
            case DatabaseMoved moved -> wording.moved(moved);
            case ComponentStopped stopped -> wording.stopped(stopped);
            case DatabaseHandedOver handed -> wording.handedOver(handed);
            case ApprovalRequest request -> wording.approval(request);
            case DnsAction action -> wording.dns(action);
            case RecoveryStarted started -> wording.started(started);
            case Recovered recovered -> wording.recovered(recovered);
            case RecoveryGivenUp givenUp -> wording.givenUp(givenUp);
            case AnswerNotCounted answer -> wording.notCounted(answer);
            case RecoveryCancelled cancelled -> wording.cancelled(cancelled);
            case OperationsAlert alert -> wording.alert(alert);
            case MaintenanceAnnounced announced -> maintenance.announced(announced);
            case MaintenanceMoved moved -> maintenance.moved(moved);
            case MaintenanceReminder reminder -> maintenance.reminder(reminder);
            case MaintenanceLate late -> maintenance.late(late);
            case MaintenanceEnded ended -> maintenance.ended(ended);
            case EnvironmentEnds ends -> EndOfLifeWording.ends(ends, environment);
            case EnvironmentEnded ended -> EndOfLifeWording.ended(ended, environment, clock);
        };
    }

    private Page approval(ApprovalRequest request) {
        return new Page(
                Tone.URGENT,
                environment + " is down: may we recover it?",
                environment + " is down. May we recover it?",
                "You lose " + duration(request.dataLossSeconds()) + " of data; it takes "
                        + between(request.estimateMinSeconds(), request.estimateMaxSeconds()) + ".",
                List.of(
                        new Paragraph(whatIsLost(request)
                                + clock.time(request.outageStartedAt())
                                + ". We can bring it back elsewhere, from its backup. That loses the newest data, so "
                                + "we ask you first."),
                        new Facts(List.of(
                                Fact.of(
                                        "What you lose",
                                        duration(request.dataLossSeconds()) + ": everything after "
                                                + clock.timeAfter(
                                                        request.outageStartedAt(), request.recoveryPointAt())),
                                Fact.of(
                                        "How long it takes",
                                        between(request.estimateMinSeconds(), request.estimateMaxSeconds())
                                                + " from your approval"),
                                Fact.of("Where it will run", request.targetRegion()))),
                        new Button("See the plan and decide", request.link()),
                        new Note("Opening the page changes nothing; you decide there. You can answer until "
                                + clock.time(request.expiresAt())
                                + ". Until you approve, nothing is built and nothing is billed."),
                        new Heading("Addresses after the recovery"),
                        addresses(request.addresses()),
                        new Note("Do not forward this mail: whoever has the link can decide in your name.")));
    }

    private String whatIsLost(ApprovalRequest request) {
        return request.cutOff() != null && request.cutOff()
                ? environment + " itself is well, but nobody reaches it: the network around " + request.lostRegion()
                        + ", where it runs, failed on "
                : "We lost " + request.lostRegion() + ", where " + environment + " runs, on ";
    }

    private Page onboarding(OnboardingPack pack) {
        var blocks = new ArrayList<Block>(List.of(
                new Paragraph("It is built in two zones, its first backup is taken, and that backup was restored as a "
                        + "test."),
                new Button("Open " + environment, pack.url()),
                new Heading("Please whitelist these addresses now"),
                new Paragraph("Give the addresses that the shop calls from to everyone who checks who calls: your "
                        + "payment provider, ERP, mail and search services. Give the addresses that visitors reach to "
                        + "everyone who limits where they may connect to."),
                new Heading("In normal operation"),
                addresses(pack.primary())));
        if (pack.recovery() != null) {
            blocks.add(new Heading("After a disaster, in the recovery region"));
            blocks.add(addresses(pack.recovery()));
            blocks.add(new Note("The second set is reserved for you and stands idle. Whitelist it today all the same: "
                    + "on the night you need it, nobody will be there to change a whitelist."));
        }
        return new Page(
                Tone.GOOD,
                environment + " is in service: addresses to whitelist",
                environment + " is in service",
                "Your addresses, and what to whitelist.",
                blocks);
    }

    private Page rejected(RequestRejected rejected) {
        int reasons = rejected.reasons().size();
        return new Page(
                Tone.NOTE,
                environment + ": the request cannot be met",
                "We cannot build " + environment + " as requested",
                count(reasons, "reason") + ". Nothing was built.",
                List.of(
                        new Paragraph(
                                reasons == 1
                                        ? "There is one reason:"
                                        : "There are " + count(reasons, "reason") + "; these are all of them:"),
                        new Bullets(rejected.reasons().stream()
                                .map(each -> each.message() + " (" + each.code() + ")")
                                .toList()),
                        new Note("Nothing was built and nothing is billed. Correct the request and send it again.")));
    }

    private Page moved(DatabaseMoved moved) {
        boolean nothingLost = moved.lostWalBytes() == 0;
        return new Page(
                nothingLost ? Tone.NOTE : Tone.URGENT,
                environment + ": the database moved to another zone",
                "The database of " + environment + " moved to another zone",
                nothingLost ? "Nothing was lost; you need not do anything." : "Some of the newest changes may be lost.",
                List.of(
                        new Paragraph("Its main node stopped answering, and the standby in the other zone took over by "
                                + "itself."),
                        new Facts(List.of(
                                Fact.of("When", clock.time(moved.at())),
                                Fact.of(
                                        "The shop could not write for",
                                        duration(Math.ceilDiv(moved.unavailableMs(), 1000L))),
                                Fact.of(
                                        "Lost",
                                        nothingLost
                                                ? "nothing that was confirmed to anyone"
                                                : "up to " + count(moved.lostWalBytes(), "byte")
                                                        + " of the newest changes"),
                                Fact.of("Main node now", moved.newNode() + ", before " + moved.lostNode()))),
                        new Note("You need not do anything. We rebuild the second node now; until then a further "
                                + "failure would need a restore.")));
    }

    private Page stopped(ComponentStopped stopped) {
        String what = switch (stopped.component()) {
            case WEB -> "its web nodes";
            case DATABASE -> "its databases";
            case SEARCH -> "its search";
            case QUEUE -> "its queue";
            case CONSUMER -> "its consumers";
            case SMTP -> "its mail relays";
            case CACHE -> "its cache";
            case FILES -> "its file store";
            case LOAD_BALANCER -> "its balancer";
            case NAT -> "its way out";
            case UNKNOWN -> "a part of it";
        };
        String left = stopped.workingNodes() + " of " + count(stopped.expectedNodes(), "node") + " "
                + (stopped.workingNodes() == 1 ? "works" : "work") + ", too few to go on.";
        return new Page(
                Tone.URGENT,
                environment + ": " + what + " stopped",
                environment + ": " + what + " stopped",
                left,
                List.of(
                        new Paragraph("Since " + clock.time(stopped.since()) + " nodes are lost: " + left),
                        new Facts(List.of(Fact.of(
                                "To do",
                                "Look at the nodes below. Supervisors start again by themselves what has ended; what "
                                        + "stays away, hangs, or has no machine, needs you."))),
                        new Heading("Lost nodes"),
                        new Facts(stopped.lost().stream()
                                .map(each -> Fact.exact(each.name(), List.of(each.value())))
                                .toList())));
    }

    private Page handedOver(DatabaseHandedOver handed) {
        return new Page(
                Tone.GOOD,
                environment + ": the database moved, as planned",
                "The database of " + environment + " moved, as planned",
                "Nothing was lost; you need not do anything.",
                List.of(
                        new Paragraph(
                                "Its main node handed over to the one in the other zone, as was asked for. The new "
                                        + "one had every change before it took over."),
                        new Facts(List.of(
                                Fact.of("When", clock.time(handed.at())),
                                Fact.of(
                                        "The shop could not write for",
                                        duration(Math.ceilDiv(handed.readOnlyMs(), 1000L))),
                                Fact.of("Lost", "nothing"),
                                Fact.of("Main node now", handed.toNode() + ", before " + handed.fromNode()))),
                        new Note("You need not do anything.")));
    }

    private Page dns(DnsAction action) {
        var blocks = new ArrayList<Block>();
        blocks.add(new Paragraph(
                action.ends()
                        ? environment
                                + " ends, and its address will be somebody else's. Take this out of your DNS before, or "
                                + "let it lead elsewhere; we cannot, because the domain is yours."
                        : action.recovery()
                                ? environment
                                        + " is rebuilt and checked. Visitors will reach it as soon as you change this "
                                        + "in your DNS; we cannot, because the domain is yours."
                                : environment
                                        + " is built. Visitors will reach it as soon as you enter this in your DNS; we "
                                        + "cannot, because the domain is yours."));
        for (NameChange change : action.changes()) {
            blocks.add(new Facts(List.of(
                    Fact.exact("Name", List.of(change.name())),
                    Fact.exact("Type", List.of(change.type())),
                    change.from().isEmpty()
                            ? Fact.of("Old value", "none: create the record")
                            : Fact.exact("Old value", change.from()),
                    change.to().isEmpty()
                            ? Fact.of("New value", "none, or one that is not ours: delete the record")
                            : Fact.exact("New value", change.to()),
                    Fact.of("TTL", count(change.ttlSeconds(), "second")))));
        }
        blocks.add(new Note("Change nothing else. You need not tell us: we look the name up and go on by ourselves "
                + "when we see the change."));
        int changes = action.changes().size();
        return new Page(
                Tone.URGENT,
                environment + ": please change " + (changes == 1 ? "one DNS record" : changes + " DNS records"),
                "Please change " + (changes == 1 ? "one DNS record" : changes + " DNS records"),
                "The exact old and new value.",
                blocks);
    }

    private Page started(RecoveryStarted started) {
        return new Page(
                Tone.NOTE,
                environment + ": the recovery has started",
                "We are recovering " + environment,
                "Approved. It is being rebuilt in " + started.targetRegion() + ".",
                List.of(
                        new Paragraph("The recovery was approved. " + environment + " is being rebuilt in "
                                + started.targetRegion() + " from its backup."),
                        new Facts(List.of(
                                Fact.of("Approved", clock.time(started.approvedAt())),
                                Fact.of("Data as of", clock.time(started.recoveryPointAt())),
                                Fact.of("Lost by that", duration(started.acceptedLossSeconds())))),
                        new Note("The next mail says that it is in service again, or what you have to do for it.")));
    }

    private Page recovered(Recovered recovered) {
        return new Page(
                Tone.GOOD,
                environment + " is back in service",
                environment + " is back in service",
                "Out of service for " + duration(recovered.outageSeconds()) + ", "
                        + duration(recovered.dataLossSeconds()) + " of data lost.",
                List.of(
                        new Paragraph("It answers under its old names, from the recovery region. Every check passed."),
                        new Facts(List.of(
                                Fact.of("Back since", clock.time(recovered.recoveredAt())),
                                Fact.of("Recovery took", duration(recovered.recoverySeconds()) + " from the approval"),
                                Fact.of("Out of service for", duration(recovered.outageSeconds())),
                                Fact.of(
                                        "Lost data",
                                        duration(recovered.dataLossSeconds()) + ": everything after "
                                                + clock.timeAfter(
                                                        recovered.recoveredAt(), recovered.recoveryPointAt())),
                                Fact.of(
                                        "The old site",
                                        recovered.oldSiteFenced()
                                                ? "is stopped"
                                                : "cannot be reached; it is stopped as soon as its region answers"))),
                        new Note("Orders that customers placed in the lost time are missing: compare with your payment "
                                + "provider and ERP.")));
    }

    private Page givenUp(RecoveryGivenUp givenUp) {
        return new Page(
                Tone.URGENT,
                environment + " is still down: this recovery was given up",
                environment + " is still down",
                "The recovery did not succeed. We will ask you again.",
                List.of(
                        new Paragraph(
                                "The recovery did not succeed, and our operators gave this attempt up. The new site "
                                        + "is taken down; your names were not moved and your backups are untouched."),
                        new Facts(List.of(
                                Fact.of("Given up", clock.time(givenUp.at())),
                                Fact.of("While", givenUp.step()),
                                Fact.of("Reason", givenUp.reason()))),
                        new Note("If the region stays lost, the technical contact is asked again, with a new plan and "
                                + "the newest backup. The earlier approval does not count for that.")));
    }

    private Page notCounted(AnswerNotCounted answer) {
        return new Page(
                Tone.URGENT,
                environment + ": your answer did not count",
                "Your answer about " + environment + " did not count",
                "Nothing was approved or declined by it. Please answer again.",
                List.of(
                        new Paragraph("An answer to the question whether to recover " + environment + " reached us "
                                + "through another system. It changed nothing, because:"),
                        new Bullets(answer.reasons().stream()
                                .map(each -> each.message() + " (" + each.code() + ")")
                                .toList()),
                        new Note("If you gave it: open the newest mail that asks you to decide, and answer there. If "
                                + "you did not: nobody has decided in your name, but tell us that somebody tried.")));
    }

    private Page cancelled(RecoveryCancelled cancelled) {
        return new Page(
                Tone.NOTE,
                environment + ": the recovery is cancelled",
                "The recovery of " + environment + " is cancelled",
                "Nothing was moved.",
                List.of(
                        new Paragraph("No name was moved and no data was changed; it stays at its old place."),
                        new Facts(List.of(Fact.of("Reason", cancelled.reason()))),
                        new Note(
                                "If you had approved the recovery, the old site was shut off for it, and our operators "
                                        + "have to bring it back: ask them when.")));
    }

    private Page alert(OperationsAlert alert) {
        var blocks = new ArrayList<Block>();
        blocks.add(new Paragraph(alert.what()));
        blocks.add(new Facts(List.of(Fact.of("To do", alert.action()))));
        if (!alert.details().isEmpty()) {
            blocks.add(new Heading("Details"));
            blocks.add(new Facts(alert.details().stream()
                    .map(each -> Fact.exact(each.name(), List.of(each.value())))
                    .toList()));
        }
        return new Page(
                Tone.URGENT,
                environment + ": " + alert.title(),
                environment + ": " + alert.title(),
                alert.what(),
                blocks);
    }

    private static Facts addresses(Addresses addresses) {
        return new Facts(List.of(
                Fact.exact(
                        addresses.anycast() ? "Visitors reach (the same in every region)" : "Visitors reach",
                        addresses.ingress()),
                Fact.exact("The shop calls from", addresses.egress())));
    }
}
