package com.orocloud.local.cloud.web;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.orocloud.local.cloud.state.Shelf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The faults that an operator has ordered; each strikes a number of times, every time or a share of them, and how often
 * it struck can be read.
 *
 * <p>A fault matches a line: {@code METHOD path?query} of a call, {@code OPERATION type target} of a Compute operation,
 * {@code RCPT address} of a mail.
 */
public final class Faults {

    private static final List<String> KINDS =
            List.of("drop-before", "drop-during", "drop-after", "delay", "hang", "operation-error", "operation-stuck");
    private static final String FAULTS = "faults";

    /**
     * One ordered fault.
     *
     * @param status an HTTP status, or one of the kinds
     * @param bytes how much of a request gets through before {@code drop-during}
     * @param millis how long a {@code delay} takes
     */
    public record Fault(String match, String status, String body, long bytes, long millis) {}

    private static final int ALWAYS = 100;

    private final Shelf shelf;
    private final Duration hang;
    private final SplittableRandom draws = new SplittableRandom(1);

    public Faults(Shelf shelf, Duration hang) {
        this.shelf = shelf;
        this.hang = hang;
    }

    public synchronized JsonObject order(JsonObject order) {
        String status = Json.required(order, "status");
        if (!KINDS.contains(status) && !status.matches("[2-5]\\d\\d")) {
            throw Refusal.badRequest("invalid", "status is an HTTP status or one of " + KINDS);
        }
        try {
            Pattern.compile(Json.required(order, "match"));
        } catch (PatternSyntaxException e) {
            throw Refusal.badRequest("invalid", "match: " + e.getMessage());
        }
        JsonArray faults = ordered();
        JsonObject fault = order.deepCopy();
        fault.addProperty("times", order.has("times") ? order.get("times").getAsInt() : 1);
        fault.addProperty("struck", 0);
        faults.add(fault);
        keep(faults);
        return fault;
    }

    public synchronized JsonArray ordered() {
        return shelf.get(FAULTS).map(doc -> Json.members(doc, FAULTS)).orElseGet(JsonArray::new);
    }

    public synchronized void clear() {
        keep(new JsonArray());
    }

    private void keep(JsonArray faults) {
        shelf.put(FAULTS, Json.object(FAULTS, faults));
    }

    /** The first fault still due for this line, which is thereby used up once. */
    public synchronized Optional<Fault> strike(String line) {
        JsonArray faults = ordered();
        for (var element : faults) {
            JsonObject fault = element.getAsJsonObject();
            int struck = fault.get("struck").getAsInt();
            if (struck < fault.get("times").getAsInt()
                    && line.matches(Json.required(fault, "match"))
                    && isDrawn(fault)) {
                fault.addProperty("struck", struck + 1);
                keep(faults);
                return Optional.of(read(fault));
            }
        }
        return Optional.empty();
    }

    private boolean isDrawn(JsonObject fault) {
        int percent = Json.text(fault, "percent").map(Integer::parseInt).orElse(ALWAYS);
        return percent >= ALWAYS || draws.nextInt(ALWAYS) < percent;
    }

    private static Fault read(JsonObject fault) {
        var body = fault.get("body");
        return new Fault(
                Json.required(fault, "match"),
                Json.required(fault, "status"),
                body == null ? "" : body.isJsonPrimitive() ? body.getAsString() : Json.print(body),
                Json.text(fault, "bytes").map(Long::parseLong).orElse(0L),
                Json.text(fault, "millis").map(Long::parseLong).orElse(1_000L));
    }

    /** Lets the ordered faults strike before, during or after the calls of this handler. */
    public Handler around(Handler next) {
        return call -> {
            Optional<Fault> fault = strike(call.line());
            return fault.isPresent() ? spoiled(fault.get(), call, next) : next.answer(call);
        };
    }

    private Reply spoiled(Fault fault, Call call, Handler next) throws Exception {
        return switch (fault.status()) {
            case "drop-before" -> Reply.dropped();
            case "drop-during" -> next.answer(call.cutAfter(fault.bytes()));
            case "drop-after" -> {
                next.answer(call);
                yield Reply.dropped();
            }
            case "delay" -> {
                Thread.sleep(Duration.ofMillis(fault.millis()));
                yield next.answer(call);
            }
            case "hang" -> {
                Thread.sleep(hang);
                yield Reply.dropped();
            }
            case "operation-error", "operation-stuck" -> next.answer(call);
            default -> ordered(fault);
        };
    }

    private static Reply ordered(Fault fault) {
        int status = Integer.parseInt(fault.status());
        if (fault.body().isEmpty()) {
            throw new Refusal(status, "backendError", "ordered by a fault");
        }
        return Reply.json(status, JsonParser.parseString(fault.body()));
    }
}
