package com.orocloud.dr;

import com.orocloud.events.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Visits a recovered shop as a visitor would: its front page, and the page that says whether its database can be
 * written and its files read. Always by name; what differs is who says where the name leads.
 */
@Component
class ShopChecks {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Names names;
    private final String healthPath;

    ShopChecks(Names names, DrSettings settings) {
        this.names = names;
        this.healthPath = settings.healthPath();
    }

    /** Where a name leads. */
    @FunctionalInterface
    private interface Directory {
        List<String> addressesOf(String name) throws IOException;
    }

    /** One thing to look at: says what is wrong, or null. */
    @FunctionalInterface
    private interface Look {
        @Nullable
        String problem() throws IOException;
    }

    /** Before any name moved: every name is taken to lead to the new site. */
    List<Check> atAddress(Run run) {
        var site = siteOf(run);
        return visit(run.plan().hostnames(), site.port(), _ -> List.of(site.ingress()));
    }

    /**
     * After the names moved: where the authoritative server says they lead, which must be the new site; or an edge, which
     * failover-service has seen to fetch from there, and which visitors reach at the same port.
     */
    List<Check> byName(Run run) {
        var site = siteOf(run);
        var checks = new ArrayList<Check>();
        for (var name : run.plan().hostnames()) {
            checks.add(look("name " + name, () -> {
                var answer = names.addressesOf(name);
                boolean right = run.isBehindEdge() ? !answer.isEmpty() : answer.equals(List.of(site.ingress()));
                return right ? null : "leads to " + answer;
            }));
        }
        checks.addAll(visit(run.plan().hostnames(), site.port(), names::addressesOf));
        return checks;
    }

    private List<Check> visit(List<String> hostnames, int port, Directory directory) {
        var checks = new ArrayList<Check>();
        try (var client = client(directory)) {
            for (var name : hostnames) {
                checks.add(look("front page " + name, () -> get(client, name, port, "/")));
                checks.add(look("health " + name, () -> get(client, name, port, healthPath)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing the client that visits " + hostnames, e);
        }
        return checks;
    }

    private static @Nullable String get(CloseableHttpClient client, String name, int port, String path)
            throws IOException {
        var status = client.execute(
                new HttpGet("http://" + name + ":" + port + path), answer -> Integer.valueOf(answer.getCode()));
        return status == 200 ? null : "answers " + status;
    }

    private static Check look(String name, Look look) {
        var began = System.nanoTime();
        String problem;
        try {
            problem = look.problem();
        } catch (IOException e) {
            problem = Objects.requireNonNullElse(e.getMessage(), e.toString());
        }
        return Check.newBuilder()
                .setName(name)
                .setPassed(problem == null)
                .setDurationMs(Duration.ofNanos(System.nanoTime() - began).toMillis())
                .setDetail(problem)
                .build();
    }

    private static CloseableHttpClient client(Directory directory) {
        var timeout = Timeout.of(TIMEOUT);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new DirectoryResolver(directory))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(timeout).build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    private static Run.Target siteOf(Run run) {
        return Objects.requireNonNull(run.site(), "a site that was built");
    }

    /** Lets the HTTP client ask a directory of ours instead of the machine's resolver. */
    private record DirectoryResolver(Directory directory) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            try {
                var addresses = new ArrayList<InetAddress>();
                for (var address : directory.addressesOf(host)) {
                    addresses.add(InetAddress.getByName(address));
                }
                if (addresses.isEmpty()) {
                    throw new UnknownHostException(host + " leads nowhere");
                }
                return addresses.toArray(InetAddress[]::new);
            } catch (UnknownHostException e) {
                throw e;
            } catch (IOException e) {
                var unknown = new UnknownHostException(host + ": " + e.getMessage());
                unknown.initCause(e);
                throw unknown;
            }
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
            var sockets = new ArrayList<InetSocketAddress>();
            for (var address : resolve(host)) {
                sockets.add(new InetSocketAddress(address, port));
            }
            return sockets;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
