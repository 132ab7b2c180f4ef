package com.orocloud.provisioning.maintenance;

import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Agreed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Cancelled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Completed;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.InProgress;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Overrunning;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.RolledBack;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Scheduled;
import com.orocloud.provisioning.maintenance.MaintenanceWindow.Verifying;
import java.time.Instant;
import java.util.List;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Status;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * Work on one environment as a calendar to subscribe to (RFC 5545). An entry keeps its id over every change and its
 * sequence rises, so that calendars move it and strike it out instead of showing it twice.
 */
final class MaintenanceCalendar {

    private MaintenanceCalendar() {}

    static String of(String environmentId, List<Stored<MaintenanceWindow>> windows) {
        var calendar = new Calendar();
        calendar.add(new ProdId("-//OroCloud//maintenance of " + environmentId + "//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        for (Stored<MaintenanceWindow> stored : windows) {
            if (stored.state() instanceof Agreed window) {
                calendar.add(entry(stored, window));
            }
        }
        return calendar.toString();
    }

    private static VEvent entry(Stored<MaintenanceWindow> stored, Agreed window) {
        Work work = window.work();
        var entry = new VEvent(false);
        entry.add(new Uid(work.windowId() + "@orocloud"));
        entry.add(new DtStamp(stored.changedAt()));
        entry.add(new Sequence(Math.toIntExact(stored.version())));
        entry.add(new DtStart<Instant>(work.span().startsAt()));
        entry.add(new DtEnd<Instant>(work.span().endsAt()));
        entry.add(new Summary("Maintenance of " + work.environmentId()));
        entry.add(new Description(work.summary()));
        entry.add(status(window));
        return entry;
    }

    private static Status status(Agreed window) {
        return switch (window) {
            case Scheduled _, InProgress _, Verifying _, Overrunning _ -> ImmutableStatus.VEVENT_CONFIRMED;
            case Completed _, RolledBack _ -> ImmutableStatus.VEVENT_CONFIRMED;
            case Cancelled _ -> ImmutableStatus.VEVENT_CANCELLED;
        };
    }
}
