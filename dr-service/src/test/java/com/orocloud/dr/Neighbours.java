package com.orocloud.dr;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** The other services and the technical contact of one environment: each does what it is asked, once per request. */
final class Neighbours {

    private final TestTopics topics;
    private final RunningDr dr;
    private final Story story;
    private final Set<SpecificRecord> answered = new HashSet<>();

    Neighbours(TestTopics topics, RunningDr dr, Story story) {
        this.topics = topics;
        this.dr = dr;
        this.story = story;
    }

    /** Answers whatever is new. @return true once the environment is recovered */
    boolean answer() throws IOException, InterruptedException {
        for (var mail : topics.said(ApprovalMailRequested.class, e -> isOurs(e.getEnvironmentId()))) {
            if (!answered.contains(mail) && dr.approve(mail.getLink()).statusCode() == 200) {
                answered.add(mail);
            }
        }
        for (var command : dr.commands(story)) {
            if (answered.add(command)) {
                answer(command);
            }
        }
        return !topics.said(DrRecovered.class, e -> isOurs(e.getEnvironmentId()))
                .isEmpty();
    }

    private void answer(SpecificRecord command) {
        switch (command) {
            case SiteFenceRequested c -> topics.say("provisioning-service", story.answer(c, true));
            case DrInfrastructureRequested c -> topics.say("provisioning-service", story.answer(c));
            case RestoreRequested c -> topics.say("backup-service", story.answer(c));
            case DnsUpdateRequested c -> {
                dr.nameServer().set(story.hostname(), story.drAddress);
                topics.say("failover-service", story.answer(c));
            }
            default -> throw new AssertionError("nobody answers " + command);
        }
    }

    private boolean isOurs(String environmentId) {
        return environmentId.equals(story.environmentId);
    }
}
