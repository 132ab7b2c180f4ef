package com.orocloud.backup;

import com.orocloud.backup.archive.TestingObjectStore;
import com.orocloud.backup.site.Secrets;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The real service, except that its buckets are folders, its secrets are known and its clock can be set. */
@Configuration
@Import(BackupService.class)
class TestingBackupService {

    @Bean
    @Primary
    TestingObjectStore testingObjectStore(BackupSettings settings) {
        return new TestingObjectStore(settings.workDir().resolveSibling("buckets"));
    }

    @Bean
    @Primary
    Secrets testingSecrets() {
        return _ -> TestingSite.CREDENTIALS;
    }

    @Bean
    TestingClock clock() {
        return new TestingClock();
    }

    static ConfigurableApplicationContext start(TestDatabase database, Path folder) {
        return start(database, folder, Map.of());
    }

    /** With the log of databases too, as a policy can say. */
    static ConfigurableApplicationContext startWithLogs(TestDatabase database, Path folder) throws IOException {
        try (var preset = BackupService.class.getResourceAsStream("/retention.yaml")) {
            var policies = new String(Objects.requireNonNull(preset).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("pointInTime: false", "pointInTime: true");
            var file = Files.writeString(folder.resolve("policies.yaml"), policies);
            return start(database, folder, Map.of("backup.retention-policies", file));
        }
    }

    private static ConfigurableApplicationContext start(
            TestDatabase database, Path folder, Map<String, Object> settings) {
        var all = new HashMap<String, Object>(settings);
        all.putAll(Map.of(
                "backup.gcs.endpoint", "http://nowhere.invalid",
                "backup.gcs.project", "test",
                "backup.gcs.credentials", "none",
                "backup.secrets.endpoint", "http://nowhere.invalid",
                "backup.secrets.token-file", "/nowhere",
                "backup.key-file", folder.resolve("key.json"),
                "backup.work-dir", folder.resolve("work")));
        return Boot.start(TestingBackupService.class, "backup-service", database, all);
    }

    /** Outside JUnit's own directories, which PostgreSQL's user may not enter. */
    static Path folder() throws IOException {
        return Files.createDirectories(Path.of("/var/tmp/orocloud-tests-backup", "service-" + UUID.randomUUID()));
    }
}
