package com.orocloud.backup.site;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The page that visitors see first. */
public final class ShopFront {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI page;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param address {@code host:port} where visitors come in */
    public ShopFront(String address) {
        page = URI.create("http://" + address + "/");
    }

    /** Its status, past the maintenance page. */
    public int status(String pass) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(page)
                .timeout(TIMEOUT)
                .header(SiteGate.PASS_HEADER, pass)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
