package com.orocloud.failover.redundancy;

import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.region.Ingress;
import com.orocloud.failover.secrets.Credentials;
import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Asks a node's component for something in its own protocol, because a connection alone is also taken by the kernel of a
 * machine whose programs are frozen.
 */
@Component
class NodeProbes implements DisposableBean {

    /** A node that serves visitors may take longer to come back than a fail-over of a database may take at all. */
    private static final int SLOWER_THAN_DATABASES = 4;

    /** Connections take descriptors, of which a process has few. */
    private static final int AT_ONCE_MAX = 400;

    private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final int AMQP_METHOD = 1;
    /** A client asks whether it may speak TLS, before it says who it is. */
    private static final byte[] POSTGRES = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    private static final int OK = 200;
    private static final int OWN_FAULT = 500;

    private final CacheProbe cache;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Duration patience;

    NodeProbes(Credentials credentials, FailoverSettings settings) {
        this.patience = interval(settings);
        this.cache = new CacheProbe(credentials, patience);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .executor(threads)
                .build();
    }

    /** Between two looks at a node; what it does not answer within that time is not waited for. */
    static Duration interval(FailoverSettings settings) {
        return settings.probeInterval().multipliedBy(SLOWER_THAN_DATABASES);
    }

    /** Looks at all nodes of a site at once; returns when each has answered or its time is over. */
    Map<Member, Look> look(Members members) throws InterruptedException {
        List<Callable<Look>> questions = new ArrayList<>();
        members.all().forEach(member -> questions.add(() -> look(member, members.secretsRef())));
        var answers = threads.invokeAll(questions);
        var looks = new LinkedHashMap<Member, Look>();
        for (int n = 0; n < questions.size(); n++) {
            looks.put(members.all().get(n), answers.get(n).resultNow());
        }
        return looks;
    }

    private Look look(Member member, String secretsRef) throws InterruptedException {
        places.acquire();
        try {
            return ask(member, secretsRef);
        } catch (ConnectException refused) {
            return Look.silent("nothing listens there");
        } catch (IOException silent) {
            return Look.silent("does not answer");
        } finally {
            places.release();
        }
    }

    private Look ask(Member member, String secretsRef) throws IOException, InterruptedException {
        return switch (member.component()) {
            case WEB -> page(member, Ingress.HEALTH_PATH, NodeProbes::webNode);
            case CONSUMER -> page(member, "/", NodeProbes::consumer);
            case FILES -> page(member, "/health", NodeProbes::files);
            case LOAD_BALANCER -> balancer(member);
            case CACHE -> cache.look(member, secretsRef);
            case QUEUE -> queue(member);
            case SMTP -> relay(member);
            case DATABASE -> database(member);
            case SEARCH, NAT, UNKNOWN ->
                throw new IllegalArgumentException("nodes of " + member.component() + " are not looked at");
        };
    }

    private Look page(Member member, String path, IntFunction<Look> judged) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + member.address() + ":" + member.port() + path);
        HttpRequest question = HttpRequest.newBuilder(uri).timeout(patience).build();
        return judged.apply(
                http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode());
    }

    /** Anything but 200 may be about what is behind all web nodes, or maintenance. */
    private static Look webNode(int status) {
        return status == OK ? Look.works("healthy") : Look.ailing("its health page says " + status);
    }

    private static Look consumer(int status) {
        return status == OK ? Look.works("consumes") : Look.idle("does not reach the queue, it says " + status);
    }

    /** Without its token we are turned away, by the program that we asked for. */
    private static Look files(int status) {
        return status < OWN_FAULT ? Look.works("answers") : Look.idle("its health page says " + status);
    }

    /** What is no request is answered by the balancer itself, whatever becomes of the web nodes behind it. */
    private Look balancer(Member member) throws IOException {
        try (var dialogue = dialogue(member)) {
            dialogue.say("LOOK");
            dialogue.say("");
            String answer = dialogue.line();
            return answer.startsWith("HTTP/1.") ? Look.works("answers") : Look.silent("hangs up");
        }
    }

    /** A member that has lost its majority pauses, and then nobody listens there. */
    private Look queue(Member member) throws IOException {
        try (var dialogue = dialogue(member)) {
            dialogue.say(AMQP);
            return dialogue.hear() == AMQP_METHOD ? Look.works("speaks AMQP") : Look.idle("does not speak AMQP 0-9-1");
        }
    }

    private Look relay(Member member) throws IOException {
        try (var dialogue = dialogue(member)) {
            String greeting = dialogue.line();
            if (!greeting.startsWith("220")) {
                return Look.idle("greets with " + greeting);
            }
            dialogue.say("EHLO probe.orocloud.test");
            String answer = dialogue.line();
            dialogue.say("QUIT");
            return answer.startsWith("250") ? Look.works("takes mail") : Look.idle("answers EHLO with " + answer);
        }
    }

    private Look database(Member member) throws IOException {
        try (var dialogue = dialogue(member)) {
            dialogue.say(POSTGRES);
            int answer = dialogue.hear();
            return answer == 'S' || answer == 'N' ? Look.works("answers") : Look.silent("hangs up");
        }
    }

    private Dialogue dialogue(Member member) throws IOException {
        return new Dialogue(member.address(), member.port(), patience);
    }

    @Override
    public void destroy() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
