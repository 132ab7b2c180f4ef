package com.orocloud.failover.vantage;

import com.orocloud.events.ProbeKind;
import com.orocloud.events.ProbeResult;
import com.orocloud.events.ProbeTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/** Looks at one target over HTTP, from the vantage point's own address. */
final class Probe implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int SERVER_ERROR = 500;
    private static final int NOT_FOUND = 404;
    private static final int DETAIL_LENGTH = 120;

    private final VantageSettings settings;
    private final HttpClient http;

    Probe(VantageSettings settings) {
        this.settings = settings;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        if (settings.sourceAddress() != null) {
            client.localAddress(settings.sourceAddress());
        }
        this.http = client.build();
    }

    ProbeResult look(ProbeTarget target) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(target.getUrl())).timeout(TIMEOUT);
            if (isOurs(target)) {
                request.header("Authorization", "Bearer " + token());
            }
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return result(target, shows(target.getKind(), status), "HTTP " + status);
        } catch (IOException | RuntimeException e) {
            String detail = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            return result(target, false, detail.substring(0, Math.min(DETAIL_LENGTH, detail.length())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return result(target, false, "interrupted");
        }
    }

    /**
     * Whether an answer shows that the region is there. A shop may answer what it likes. An API that refuses is there; one
     * that fails says the same as silence. A bucket that does not exist is looked up elsewhere and says nothing.
     */
    private static boolean shows(ProbeKind kind, int status) {
        return switch (kind) {
            case INGRESS -> true;
            case API -> status < SERVER_ERROR;
            case OBJECT_STORE -> status < SERVER_ERROR && status != NOT_FOUND;
            case UNKNOWN -> false;
        };
    }

    /** A plan may name any address; the token goes to the one origin that it is for. */
    private boolean isOurs(ProbeTarget target) {
        return settings.tokenOrigin() != null && target.getUrl().startsWith(settings.tokenOrigin() + "/");
    }

    private String token() throws IOException {
        return settings.tokenFile() == null
                ? ""
                : Files.readString(settings.tokenFile()).strip();
    }

    private static ProbeResult result(ProbeTarget target, boolean reachable, String detail) {
        return new ProbeResult(target.getName(), target.getKind(), reachable, detail);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
