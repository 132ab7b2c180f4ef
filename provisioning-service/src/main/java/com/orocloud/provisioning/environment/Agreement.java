package com.orocloud.provisioning.environment;

import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.RegionRef;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.site.Size;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for and accepted, without the people: contacts are personal data and stay on the request topic.
 *
 * @param requestEventId the request that was accepted
 * @param disasterRecovery where it is recovered to; null if it is not
 * @param commit of the application that runs
 * @param maintenance when planned work on it may be done
 * @param profile which components it has; absent in what was agreed before there was a choice
 * @param consumerNodes absent in what was agreed before there was a choice
 */
record Agreement(
        String environmentId,
        UUID requestEventId,
        String project,
        EnvironmentType type,
        Place primary,
        @Nullable Place disasterRecovery,
        DomainMode domainMode,
        List<String> hostnames,
        int webNodes,
        int databaseNodes,
        String repositoryUrl,
        String commit,
        String calendarZone,
        RecurringWindow maintenance,
        @Nullable EnvironmentProfile profile,
        @Nullable Integer consumerNodes) {

    Agreement {
        // what an earlier release stored has none
        maintenance = Objects.requireNonNullElse(
                maintenance,
                new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, RecurringWindow.MINUTES, calendarZone));
        profile = profile == null ? EnvironmentProfile.MINIMAL : profile;
        consumerNodes = consumerNodes == null ? Size.firstConsumers(profile) : consumerNodes;
    }

    static Agreement of(EnvironmentRequested request) {
        RegionRef recovery = request.getDisasterRecovery();
        return new Agreement(
                request.getEnvironmentId(),
                request.getMeta().getEventId(),
                request.getProject(),
                request.getType(),
                Place.of(request.getPrimary()),
                recovery == null ? null : Place.of(recovery),
                request.getDomainMode(),
                List.copyOf(request.getHostnames()),
                request.getWebNodes(),
                request.getDatabaseNodes(),
                request.getRepositoryUrl(),
                request.getGitReference(),
                request.getCalendarZone(),
                window(request),
                request.getProfile(),
                null);
    }

    Size size() {
        return new Size(webNodes, Objects.requireNonNull(consumerNodes));
    }

    Agreement sized(Size size) {
        return new Agreement(
                environmentId,
                requestEventId,
                project,
                type,
                primary,
                disasterRecovery,
                domainMode,
                hostnames,
                size.webNodes(),
                databaseNodes,
                repositoryUrl,
                commit,
                calendarZone,
                maintenance,
                profile,
                size.consumerNodes());
    }

    private static RecurringWindow window(EnvironmentRequested request) {
        String rule = request.getMaintenanceRule();
        return new RecurringWindow(
                rule == null ? RecurringWindow.SUNDAYS_AT_TWO : rule,
                request.getMaintenanceMinutes(),
                request.getCalendarZone());
    }
}
