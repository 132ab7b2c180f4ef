package com.orocloud.delivery;

import com.orocloud.events.BackupVerified;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.StateTable;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stands in the place of dr-service on the topics. */
@SpringBootApplication
class DeliveryService {

    @Bean
    StateTable<Ticket> tickets(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "ticket", Ticket.class);
    }

    @Bean
    Listener ticketListener(StateTable<Ticket> tickets) {
        return hears -> hears.event(EnvironmentAccepted.class, tickets, Ticket::on)
                .event(EnvironmentActivated.class, tickets, Ticket::on)
                .event(EnvironmentRequested.class, tickets, Ticket::on)
                .event(BackupVerified.class, tickets, Ticket::on)
                .event(EnvironmentFenced.class, tickets, Ticket::on)
                .event(EnvironmentSiteChanged.class, tickets, Ticket::on)
                .observation(
                        NotificationDelivered.class,
                        tickets,
                        heard -> heard.event().getEnvironmentId(),
                        Ticket::on);
    }
}
