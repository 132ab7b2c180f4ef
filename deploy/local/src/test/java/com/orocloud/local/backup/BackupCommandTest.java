package com.orocloud.local.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupCommandTest {

    private static final String BACKUP = "0192f1c5-0000-7000-8000-000000000001";

    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer service;

    @BeforeEach
    void serve() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                var page = pages.get(exchange.getRequestURI().toString());
                var answer = page == null ? "{\"detail\": \"no such environment or page\", \"status\": 404}" : page;
                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(page == null ? 404 : 200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @Test
    void aPageOfBackupsIsATableThatSaysHowToGoOn() {
        pages.put("/environments/acme-prod/backups", """
                {"backups": [{"backupId": "%s", "state": "VERIFIED", "trigger": "MANUAL", "bytes": 123, "label": null}],
                 "nextCursor": "abc"}""".formatted(BACKUP));
        assertThat(run("list", "acme-prod", "--api", api())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "backupId                              state     trigger  recoveryPointAt  bytes  storedIn  copyIn  label",
                        BACKUP + "  VERIFIED  MANUAL   -                123    -         -       -",
                        "more: --cursor abc");
    }

    @Test
    void asJsonItIsWhatTheServiceSaid() {
        pages.put("/environments/acme-prod/posture", "{\"usable\": 3}");
        assertThat(run("-o", "json", "posture", "acme-prod", "--api", api())).isZero();
        assertThat(out.toString()).isEqualToIgnoringWhitespace("{\"usable\": 3}");
    }

    @Test
    void whatTheServiceRefusesIsSaidInItsWords() {
        assertThat(run("list", "nobody", "--api", api())).isEqualTo(1);
        assertThat(err.toString()).startsWith("no such environment or page");
    }

    @Test
    void aServiceThatDoesNotAnswerIsNamedWithWhatToDo() {
        var gone = api();
        service.stop(0);
        assertThat(run("list", "acme-prod", "--api", gone)).isEqualTo(1);
        assertThat(err.toString()).contains("does not answer at " + gone, "deploy/up");
    }

    @Test
    void nothingIsAskedForWithoutSayingForWhomAndByWhom() {
        assertThat(run("create", "acme-prod", "--label", "before the sale")).isEqualTo(1);
        assertThat(err.toString()).contains("--tenant");
        assertThat(run("restore", "acme-prod", BACKUP, "--tenant", "acme", "--as", "somebody"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("operator:LOGIN or customer:ID");
    }

    @Test
    void theSecondsThatAreCoveredAreShownAndOneFindsItsBackupOrSaysThatThereIsNone() {
        pages.put("/environments/acme-prod/point-in-time", """
                {"stretches": [{"from": "2026-11-22T20:00:03Z", "until": "2026-11-22T20:59:00Z", "state": "BROKEN",
                  "backupId": "%s", "why": "the main is on timeline 2"}]}""".formatted(BACKUP));
        pages.put("/environments/acme-prod/point-in-time?at=2026-11-22T20%3A30%3A00Z", "{\"stretches\": []}");
        assertThat(run("point-in-time", "acme-prod", "--api", api())).isZero();
        assertThat(out.toString().lines().toList())
                .last()
                .asString()
                .contains(
                        "2026-11-22T20:00:03Z", "2026-11-22T20:59:00Z", "BROKEN", BACKUP, "the main is on timeline 2");
        assertThat(run("restore", "acme-prod", "--at", "2026-11-22T20:30:00Z", "--api", api()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no proved backup of acme-prod is older than 2026-11-22T20:30:00Z");
        assertThat(run("restore", "acme-prod", "--at", "yesterday")).isEqualTo(2);
    }

    @Test
    void wrongUsageIsStatusTwoAndShowsTheRightOne() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: deploy/backup", "restore", "dry-run");
        assertThat(run("restore", "acme-prod")).isEqualTo(2);
        assertThat(run("hold", "acme-prod", BACKUP)).isEqualTo(2);
        assertThat(err.toString()).contains("--reason");
        assertThat(run("list", "acme-prod", "-o", "xml")).isEqualTo(2);
    }

    private String api() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    private int run(String... arguments) {
        return BackupCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
