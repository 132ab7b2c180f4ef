package com.orocloud.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.ReadChannel;
import com.google.cloud.WriteChannel;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Cloud Storage, as the real client sees it. */
@TestInstance(Lifecycle.PER_CLASS)
class StorageDialectTest {

    private static final String HOME = "backups-europe-west4";
    private static final String AWAY = "backups-europe-west1";
    private static final int CHUNK = 1 << 20;

    private final TestingCloud cloud;
    private final Storage storage;

    StorageDialectTest(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.inert(directory);
        storage = StorageOptions.http()
                .setHost(cloud.endpoint())
                .setProjectId("orocloud")
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setHttpTransportFactory(
                                NetHttpTransport::new) // the default one wants a newer gax than compute
                        .build())
                .setCredentials(NoCredentials.getInstance())
                .setRetrySettings(RetrySettings.newBuilder()
                        .setInitialRetryDelayDuration(Duration.ofMillis(20))
                        .setMaxRetryDelayDuration(Duration.ofMillis(100))
                        .setMaxAttempts(4)
                        .setTotalTimeoutDuration(Duration.ofSeconds(10))
                        .build())
                .build()
                .getService();
        storage.create(BucketInfo.newBuilder(HOME).setLocation("europe-west4").build());
        storage.create(BucketInfo.newBuilder(AWAY).setLocation("europe-west1").build());
    }

    @AfterEach
    void heal() {
        cloud.admin("DELETE", "/faults", "");
        cloud.admin("POST", "/regions/europe-west4/restore", "{}");
    }

    @AfterAll
    void close() throws IOException {
        cloud.close();
    }

    private static byte[] content(int chunks) {
        byte[] content = new byte[chunks * CHUNK + 17];
        new Random(chunks).nextBytes(content);
        return content;
    }

    private void upload(BlobInfo blob, byte[] content) throws IOException {
        try (WriteChannel out = storage.writer(blob, BlobWriteOption.doesNotExist())) {
            out.setChunkSize(CHUNK);
            out.write(ByteBuffer.wrap(content));
        }
    }

    private static BlobInfo blob(String bucket, String name) {
        return BlobInfo.newBuilder(bucket, name).build();
    }

    @Test
    void anUploadSurvivesACutConnectionAndAnOverloadedServer() throws IOException {
        cloud.admin(
                "POST",
                "/faults",
                "{\"match\": \"PUT .*upload_id.*\", \"status\": \"drop-during\", \"bytes\": 700000}");
        cloud.admin("POST", "/faults", "{\"match\": \"PUT .*upload_id.*\", \"status\": \"503\"}");
        byte[] content = content(4);

        upload(blob(HOME, "cut/dump.enc"), content);

        assertThat(storage.readAllBytes(HOME, "cut/dump.enc")).isEqualTo(content);
        assertThat(cloud.admin("GET", "/faults", "").toString())
                .contains("\"struck\":1")
                .doesNotContain("\"struck\":0");
    }

    @Test
    void aLostAnswerToTheLastChunkDoesNotUploadTwice() throws IOException {
        cloud.admin("POST", "/faults", "{\"match\": \"PUT .*upload_id.*\", \"status\": \"drop-after\", \"times\": 3}");
        byte[] content = content(2);

        upload(blob(HOME, "lost-answer"), content);

        assertThat(storage.readAllBytes(HOME, "lost-answer")).isEqualTo(content);
        assertThat(cloud.ledger("object", "europe-west4"))
                .filteredOn(entry -> entry.get("name").getAsString().equals(HOME + "/lost-answer"))
                .hasSize(1);
    }

    @Test
    void anUploadGoesOnAfterARestartOfTheCloud() throws IOException {
        byte[] content = content(3);
        try (WriteChannel out = storage.writer(blob(HOME, "restarted"))) {
            out.setChunkSize(CHUNK);
            out.write(ByteBuffer.wrap(content, 0, 2 * CHUNK));
            cloud.restart();
            out.write(ByteBuffer.wrap(content, 2 * CHUNK, content.length - 2 * CHUNK));
        }

        assertThat(storage.readAllBytes(HOME, "restarted")).isEqualTo(content);
    }

    @Test
    void anObjectThatMustNotExistIsNotOverwritten() throws IOException {
        upload(blob(HOME, "once"), content(1));

        assertThatThrownBy(() -> upload(blob(HOME, "once"), content(2)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.getCode()).isEqualTo(412));
        assertThat(storage.readAllBytes(HOME, "once")).isEqualTo(content(1));
    }

    @Test
    void smallObjectsKeepTheirDescriptionAndChecksum() {
        BlobInfo described = BlobInfo.newBuilder(HOME, "small/manifest.json")
                .setContentType("application/json")
                .setMetadata(Map.of("sha256", "abc"))
                .build();

        storage.create(described, "{}".getBytes(StandardCharsets.UTF_8), BlobTargetOption.doesNotExist());

        Blob found = storage.get(HOME, "small/manifest.json");
        assertThat(found.getContentType()).isEqualTo("application/json");
        assertThat(found.getMetadata()).containsEntry("sha256", "abc");
        assertThat(found.getSize()).isEqualTo(2);
        assertThat(found.getContent()).asString().isEqualTo("{}");
    }

    @Test
    void aRangeIsReadFromWhereTheReaderWants() throws IOException {
        byte[] content = content(2);
        upload(blob(HOME, "ranged"), content);
        ByteBuffer read = ByteBuffer.allocate(100);

        try (ReadChannel in = storage.reader(BlobId.of(HOME, "ranged"))) {
            in.seek(CHUNK);
            in.limit(CHUNK + 100);
            int got = 0;
            while (read.hasRemaining() && got >= 0) {
                got = in.read(read);
            }
        }

        assertThat(read.array()).isEqualTo(Arrays.copyOfRange(content, CHUNK, CHUNK + 100));
    }

    @Test
    void objectsAreListedByPrefixAndPageAndCanBeDeleted() throws IOException {
        for (String name : new String[] {"list/a", "list/b", "list/c", "other"}) {
            upload(blob(AWAY, name), new byte[] {1});
        }

        assertThat(storage.list(AWAY, BlobListOption.prefix("list/"), BlobListOption.pageSize(2))
                        .iterateAll())
                .extracting(Blob::getName)
                .containsExactly("list/a", "list/b", "list/c");
        assertThat(storage.delete(BlobId.of(AWAY, "list/b"))).isTrue();
        assertThat(storage.delete(BlobId.of(AWAY, "list/b"))).isFalse();
        assertThat(storage.get(AWAY, "list/b")).isNull();
    }

    @Test
    void aCopyOutlivesTheRegionOfItsOriginal() throws IOException {
        byte[] content = content(1);
        upload(blob(HOME, "copied"), content);
        storage.copy(Storage.CopyRequest.of(BlobId.of(HOME, "copied"), BlobId.of(AWAY, "copied")))
                .getResult();

        cloud.admin("POST", "/regions/europe-west4/lose", "{\"api\": true}");

        assertThatThrownBy(() -> storage.readAllBytes(HOME, "copied"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.getCode()).isEqualTo(503));
        assertThat(storage.readAllBytes(AWAY, "copied")).isEqualTo(content);
    }

    @Test
    void whatIsUnderRetentionCannotBeDeleted() {
        storage.create(BucketInfo.newBuilder("retained")
                .setLocation("europe-west1")
                .setRetentionPeriodDuration(Duration.ofDays(7))
                .build());
        storage.create(blob("retained", "kept"), new byte[] {1});

        assertThatThrownBy(() -> storage.delete(BlobId.of("retained", "kept")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.getCode()).isEqualTo(403));
    }
}
