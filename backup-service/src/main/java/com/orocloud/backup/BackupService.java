package com.orocloud.backup;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.DirectoryStore;
import com.orocloud.backup.archive.KeyVault;
import com.orocloud.backup.archive.LocalKeyVault;
import com.orocloud.backup.archive.ObjectStore;
import com.orocloud.backup.gcp.GcpSecrets;
import com.orocloud.backup.gcp.GcsObjectStore;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.Secrets;
import com.orocloud.messaging.StateTable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes, proves, copies and restores backups. */
@SpringBootApplication
@EnableConfigurationProperties(BackupSettings.class)
class BackupService {

    public static void main(String[] arguments) {
        SpringApplication.run(BackupService.class, arguments);
    }

    @Bean
    StateTable<ProtectedEnvironment> protectedEnvironments(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "protected_environment", ProtectedEnvironment.class);
    }

    @Bean
    StateTable<Backup> backupTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "backup", Backup.class);
    }

    @Bean
    StateTable<Restore> restoreTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "restore", Restore.class);
    }

    @Bean
    StateTable<RestoreProgress> restoreProgressTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "restore_progress", RestoreProgress.class);
    }

    @Bean
    StateTable<Journal> journalTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "journal", Journal.class);
    }

    @Bean
    StateTable<RegionHealth> regionTable(JdbcClient jdbc, Clock clock) {
        return new StateTable<>(jdbc, clock, "region_health", RegionHealth.class);
    }

    @Bean
    ObjectStore objectStore(BackupSettings settings) {
        if (settings.directory() != null) {
            return DirectoryStore.mounted(settings.directory());
        }
        var gcs = settings.gcs();
        return GcsObjectStore.connect(
                gcs.endpoint(), gcs.project(), gcs.credentials() == BackupSettings.Identity.NONE, gcs.locations());
    }

    @Bean
    KeyVault keyVault(BackupSettings settings) throws IOException, GeneralSecurityException {
        return LocalKeyVault.open(settings.keyFile());
    }

    @Bean
    Secrets secrets(BackupSettings settings) {
        return new GcpSecrets(settings.secrets().endpoint(), settings.secrets().tokenFile());
    }

    @Bean
    PostgresPrograms postgresPrograms(BackupSettings settings) {
        return new PostgresPrograms(settings.postgresBin());
    }

    @Bean
    RetentionPolicies retentionPolicies(BackupSettings settings) throws IOException {
        return RetentionPolicies.of(settings);
    }

    @Bean
    Archive archive(ObjectStore store, KeyVault vault) {
        return new Archive(store, vault);
    }
}
