package com.orocloud.dr;

import com.orocloud.messaging.StateTable;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs the disaster recovery case: plan, approval, steps, report. */
@SpringBootApplication
@EnableConfigurationProperties(DrSettings.class)
public class DrService {

    public static void main(String[] arguments) {
        SpringApplication.run(DrService.class, arguments);
    }

    @Bean
    SigningKey signingKey(DrSettings settings) {
        return SigningKey.read(settings.signingKey());
    }

    @Bean
    StateTable<Outage> outages(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "outage", Outage.class);
    }

    @Bean
    StateTable<Reach> reaches(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "reach", Reach.class);
    }

    @Bean
    StateTable<ProtectedEnvironment> protectedEnvironments(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "protected_environment", ProtectedEnvironment.class);
    }

    @Bean
    StateTable<ContactBook> contactBooks(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "contact_book", ContactBook.class);
    }

    @Bean
    StateTable<Recovery> recoveries(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "recovery", Recovery.class);
    }
}
