package com.orocloud.notification;

import com.orocloud.messaging.StateTable;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The process: its tables, and what Spring finds in this package. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotificationService {

    public static void main(String[] arguments) {
        SpringApplication.run(NotificationService.class, arguments);
    }

    @Bean
    StateTable<Contacts> contacts(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "contacts", Contacts.class);
    }

    @Bean
    StateTable<Environment> environments(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "environment", Environment.class);
    }

    @Bean
    StateTable<Announcement> announcements(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "announcement", Announcement.class);
    }

    @Bean
    StateTable<Notice> notices(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "notice", Notice.class);
    }

    @Bean
    StateTable<Quiet> quiet(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "quiet", Quiet.class);
    }
}
