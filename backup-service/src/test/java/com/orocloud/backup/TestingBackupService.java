package com.orocloud.backup;

import com.orocloud.backup.archive.TestingObjectStore;
import com.orocloud.backup.site.Secrets;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        return Boot.start(
                TestingBackupService.class,
                "backup-service",
                database,
                Map.of(
                        "backup.gcs.endpoint", "http://nowhere.invalid",
                        "backup.gcs.project", "test",
                        "backup.gcs.credentials", "none",
                        "backup.secrets.endpoint", "http://nowhere.invalid",
                        "backup.secrets.token-file", "/nowhere",
                        "backup.key-file", folder.resolve("key.json"),
                        "backup.work-dir", folder.resolve("work")));
    }

    /** Outside JUnit's own directories, which PostgreSQL's user may not enter. */
    static Path folder() throws IOException {
        return Files.createDirectories(Path.of("/var/tmp/orocloud-tests-backup", "service-" + UUID.randomUUID()));
    }
}
