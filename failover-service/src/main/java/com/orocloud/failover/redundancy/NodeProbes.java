package com.orocloud.failover.redundancy;

import com.orocloud.failover.redundancy.Members.Member;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Asks a node's component for something in its own protocol that needs no password, because a connection alone is also
 * taken by the kernel of a machine whose programs are frozen.
 */
@Component
class NodeProbes implements DisposableBean {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int SENTINEL_PORT = 26379;
    private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BEGINNING_BYTES = 64;
    private static final int OK = 200;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(threads)
            .build();

    /** @param detail in words, for whoever is told */
    record Look(boolean works, String detail) {}

    /** Looks at all of them at once; returns when each has answered or its time is over. */
    Map<Member, Look> look(List<Member> members) throws InterruptedException {
        var looks = new LinkedHashMap<Member, Look>();
        List<Callable<Look>> questions = new ArrayList<>();
        members.forEach(member -> questions.add(() -> look(member)));
        var answers = threads.invokeAll(questions);
        for (int n = 0; n < members.size(); n++) {
            looks.put(members.get(n), answers.get(n).resultNow());
        }
        return looks;
    }

    private Look look(Member member) {
        String host = member.address();
        int port = member.port();
        return switch (member.component()) {
            // a page of any status is an answer: 502 and 503 speak about what is behind it, and are told elsewhere
            case WEB -> page(host, port, "/admin/healthcheck/http_status_checks", _ -> true, "the web server");
            case CONSUMER -> page(host, port, "/", status -> status == OK, "the consumer");
            case SEARCH -> page(host, port, "/", status -> status == OK, "the search node");
            case QUEUE -> greeting(host, port, AMQP, first -> first.startsWith("\u0001"), "RabbitMQ");
            case SMTP -> greeting(host, port, new byte[0], first -> first.startsWith("220"), "the mail relay");
            case CACHE -> cache(host, port);
            case DATABASE, FILES, LOAD_BALANCER, NAT, UNKNOWN ->
                throw new IllegalArgumentException("nodes of " + member.component() + " are not looked at here");
        };
    }

    /** A Redis that wants a password first is well; one that still loads its data is not. */
    private static Look cache(String host, int port) {
        Predicate<String> answered = first -> first.startsWith("+PONG") || first.startsWith("-NOAUTH");
        Look redis = greeting(host, port, PING, answered, "Redis");
        return redis.works() ? greeting(host, SENTINEL_PORT, PING, answered, "the Sentinel") : redis;
    }

    private static Look greeting(String host, int port, byte[] words, Predicate<String> right, String who) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(words);
            byte[] beginning = new byte[BEGINNING_BYTES];
            int read = socket.getInputStream().read(beginning);
            String first = read <= 0 ? "" : new String(beginning, 0, read, StandardCharsets.ISO_8859_1);
            return right.test(first)
                    ? new Look(true, who + " answers")
                    : new Look(false, who + " does not answer as it should");
        } catch (IOException silent) {
            return new Look(false, who + " does not answer");
        }
    }

    private Look page(String host, int port, String path, Predicate<Integer> right, String who) {
        URI uri = URI.create("http://" + host + ":" + port + path);
        try {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(PATIENCE.multipliedBy(2))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            return right.test(answer.statusCode())
                    ? new Look(true, who + " answers")
                    : new Look(false, who + " answers " + answer.statusCode());
        } catch (IOException silent) {
            return new Look(false, who + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Look(false, who + " was not waited for");
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
