package com.orocloud.local.cloud.web;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One request to the local cloud. */
public final class Call {

    private static final int LARGEST_JSON_BYTES = 4 << 20;

    private final String method;
    private final String path;
    private final String rawQuery;
    private final Headers headers;
    private final InputStream body;
    private final Map<String, String> query;
    private final Map<String, String> variables;

    private Call(Call other, InputStream body, Map<String, String> variables) {
        this.method = other.method;
        this.path = other.path;
        this.rawQuery = other.rawQuery;
        this.headers = other.headers;
        this.query = other.query;
        this.body = body;
        this.variables = variables;
    }

    Call(HttpExchange exchange) {
        this.headers = exchange.getRequestHeaders();
        String instead = headers.getFirst("X-HTTP-Method-Override");
        this.method = instead == null ? exchange.getRequestMethod() : instead;
        this.path = exchange.getRequestURI().getRawPath();
        this.rawQuery =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        this.query = parsed(rawQuery);
        this.body = exchange.getRequestBody();
        this.variables = Map.of();
    }

    private static Map<String, String> parsed(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    Call at(Map<String, String> pathVariables) {
        return new Call(this, body, pathVariables);
    }

    /** The same call, whose body is kept so that it can be read by several readers in turn. */
    public Call with(byte[] kept) {
        return new Call(this, new ByteArrayInputStream(kept), variables);
    }

    Call cutAfter(long bytes) {
        return new Call(this, new CutStream(body, bytes), variables);
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** Method, path and query, as faults match it. */
    public String line() {
        return method + " " + path + (rawQuery.isEmpty() ? "" : "?" + rawQuery);
    }

    /** A variable of the route's path. */
    public String at(String variable) {
        String value = variables.get(variable);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + variable + "}");
        }
        return value;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    public InputStream body() {
        return body;
    }

    /** The body without the compression it was sent with. */
    public InputStream inflated() throws IOException {
        return "gzip".equals(headers.getFirst("Content-Encoding")) ? new GZIPInputStream(body) : body;
    }

    public String text() throws IOException {
        byte[] bytes = inflated().readNBytes(LARGEST_JSON_BYTES + 1);
        if (bytes.length > LARGEST_JSON_BYTES) {
            throw new Refusal(413, "uploadTooLarge", "More than " + LARGEST_JSON_BYTES + " bytes of JSON");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public JsonObject json() throws IOException {
        return Json.parse(text());
    }
}
