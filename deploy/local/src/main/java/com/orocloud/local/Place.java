package com.orocloud.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one installation keeps its state and where each of its parts listens. Every part has an address of its own in
 * the installation's block of loopback addresses, and therefore its standard port.
 *
 * @param root the source tree that was built
 * @param home the folder of the installation's state
 * @param block the first two numbers of its addresses, for example 127.64
 */
public record Place(Path root, Path home, String block) {

    public static final int HTTP = 8080;
    public static final int MANAGEMENT = 8081;

    private static final int VANTAGE_POINTS = 3;

    /** The five services, in the order of an environment's life, each with the last number of its address. */
    public enum Service {
        PROVISIONING(11),
        BACKUP(12),
        FAILOVER(13),
        DR(14),
        NOTIFICATION(15);

        private final int host;

        Service(int host) {
            this.host = host;
        }

        public String id() {
            return lower() + "-service";
        }

        String lower() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** For example com.orocloud.dr.DrService. */
        String mainClass() {
            return "com.orocloud." + lower() + "." + name().charAt(0) + lower().substring(1) + "Service";
        }
    }

    public String broker() {
        return address(0, 2);
    }

    public String registry() {
        return address(0, 3);
    }

    public String postgres() {
        return address(0, 4);
    }

    /** BIND listens only on addresses that an interface has, and of all loopback addresses that is one. */
    public String nameServer() {
        return "127.0.0.1";
    }

    public int nameServerPort() {
        return 5300 + Integer.parseInt(block.substring(block.indexOf('.') + 1));
    }

    /** The local cloud counts its nodes' addresses from here. */
    String firstNode() {
        return address(1, 0);
    }

    /** The local cloud's API, admin API, SMTP server and mailbox. */
    public String cloud() {
        return address(0, 6);
    }

    public String cloudApi() {
        return "http://" + cloud() + ":8080";
    }

    public String cloudAdmin() {
        return "http://" + cloud() + ":8081";
    }

    public String mailbox() {
        return "http://" + cloud() + ":8025";
    }

    public String bootstrapServers() {
        return broker() + ":9092";
    }

    public String registryUrl() {
        return "http://" + registry() + ":8080/apis/ccompat/v7";
    }

    public String address(Service service) {
        return address(0, service.host);
    }

    public String url(Service service) {
        return "http://" + address(service) + ":" + HTTP;
    }

    public String health(Service service) {
        return "http://" + address(service) + ":" + MANAGEMENT + "/actuator/health";
    }

    /** By name, the address from which each vantage point looks at regions. */
    public Map<String, String> vantagePoints() {
        var points = new TreeMap<String, String>();
        for (int number = 1; number <= VANTAGE_POINTS; number++) {
            points.put("vantage-" + number, address(0, 13 + 10 * number));
        }
        return points;
    }

    public Path folder(String part) {
        return home.resolve(part);
    }

    public Path secret(String name) {
        return home.resolve("secrets").resolve(name);
    }

    private String address(int third, int fourth) {
        return block + "." + third + "." + fourth;
    }
}
