package com.orocloud.shop;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The shop's web server: orders over HTTP, a front page, and the health page that balancers and probes read. */
public final class ShopServer implements AutoCloseable {
    static final String HEALTH_PATH = "/admin/healthcheck/http_status_checks";

    /** Header of whoever looks at a shop that is closed to visitors, to see whether it works. */
    private static final String MAINTENANCE_PASS = "X-Maintenance-Pass";

    private static final PrintStream LOG = System.out;
    private static final int BODY_LIMIT_BYTES = 3 * 1024 * 1024;
    private static final Duration COUNT_KEPT_FOR = Duration.ofSeconds(1);
    private static final Duration INSTALL_PAUSE = Duration.ofMillis(300);
    private static final String UNDEFINED_TABLE = "42P01";

    private final ShopSettings settings;
    private final MainDatabase database;
    private final Orders orders;
    private final FilesClient files;
    private final Health health;
    private final FrontPage frontPage;
    private final Backing backing;
    private final HttpServer http;
    private volatile boolean closed;

    ShopServer(ShopSettings settings, Backing backing) throws IOException {
        this.settings = settings;
        this.backing = backing;
        this.database = new MainDatabase(settings.databases(), "shop", settings.databasePassword());
        this.orders = new Orders(database);
        this.files = new FilesClient(settings.files(), settings.filesToken());
        this.health = new Health(orders, files, backing, settings.commit());
        this.frontPage = new FrontPage(settings.name());
        this.http = Listener.listen(settings.address(), this::answer);
        if (settings.install()) {
            Thread.ofVirtual().name("install").start(this::install);
        }
    }

    public static void main(String[] args) throws IOException {
        ShopServer server = new ShopServer(ShopSettings.from(System.getenv()), Backing.from(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        LOG.println("shop " + server.settings.name() + " listens on " + server.settings.address());
    }

    private void install() {
        while (!closed) {
            try {
                orders.install();
                LOG.println("shop " + settings.name() + " is installed");
                return;
            } catch (SQLException notYet) {
                try {
                    Thread.sleep(INSTALL_PAUSE);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String pass = exchange.getRequestHeaders().getFirst(MAINTENANCE_PASS);
        if (Files.exists(settings.maintenanceLock()) || database.isClosedTo(pass)) {
            return frontPage.maintenance();
        }
        String route =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        try {
            return switch (route) {
                case "GET " + HEALTH_PATH -> health.reply();
                case "GET /" -> frontPage.show(summary());
                case "POST /" -> placeFromForm(exchange);
                case "GET /orders" -> Reply.json(200, new Gson().toJson(orders.ids()));
                case "POST /orders" -> place(body(exchange));
                default -> one(route);
            };
        } catch (SQLException e) {
            return unavailable(e);
        }
    }

    private Orders.Summary summary() throws SQLException {
        long count = backing.cache().isPresent()
                ? backing.cache().get().number("orders", COUNT_KEPT_FOR, orders::count)
                : orders.count();
        return new Orders.Summary(count, orders.latest());
    }

    /** 502, because 503 means maintenance to whoever watches from outside. */
    private static Reply unavailable(SQLException e) {
        return error(
                502,
                UNDEFINED_TABLE.equals(e.getSQLState()) ? "the shop is not installed" : String.valueOf(e.getMessage()));
    }

    private static Reply error(int status, String message) {
        JsonObject json = new JsonObject();
        json.addProperty("error", message);
        return Reply.json(status, json.toString());
    }

    private static String body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES + 1);
        if (bytes.length > BODY_LIMIT_BYTES) {
            throw new IllegalArgumentException("more than " + BODY_LIMIT_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The order is acknowledged only after its file is stored and after its row is committed, in this order. */
    private Reply place(String json) throws SQLException {
        OrderForm form;
        try {
            form = OrderForm.parse(json);
        } catch (JsonParseException | IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
        Optional<Reply> refused = store(form);
        if (refused.isPresent()) {
            return refused.get();
        }
        Order placed = orders.place(form.order());
        backing.queue().ifPresent(queue -> queue.announce(placed.id()));
        return placed.isSameAs(form.order())
                ? Reply.json(201, describe(placed).toString())
                : error(409, "another order has the id " + form.order().id());
    }

    private Optional<Reply> store(OrderForm form) {
        String name = form.order().attachment();
        if (name == null) {
            return Optional.empty();
        }
        try {
            files.store(name, form.content());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(error(502, "the attachment could not be stored: " + e.getMessage()));
        }
    }

    private Reply placeFromForm(HttpExchange exchange) throws IOException, SQLException {
        Reply reply = place(FrontPage.orderOf(body(exchange)));
        if (reply.status() != 201) {
            return frontPage.sorry(reply);
        }
        exchange.getResponseHeaders().set("Location", "/");
        return Reply.text(303, "");
    }

    /** {@code GET /orders/<id>} and {@code GET /orders/<id>/attachment}. */
    private Reply one(String route) throws SQLException {
        String[] parts = route.split("/", -1);
        boolean known = "GET ".equals(parts[0]) && parts.length >= 3 && "orders".equals(parts[1]);
        Optional<UUID> id = known ? OrderForm.id(parts[2]) : Optional.empty();
        Optional<Order> order = id.isPresent() ? orders.find(id.get()) : Optional.empty();
        if (order.isEmpty()) {
            return error(404, "there is nothing here");
        }
        if (parts.length == 3) {
            return Reply.json(200, describe(order.get()).toString());
        }
        String attachment = order.get().attachment();
        return parts.length == 4 && "attachment".equals(parts[3]) && attachment != null
                ? attachment(attachment)
                : error(404, "there is nothing here");
    }

    private Reply attachment(String name) {
        try {
            return new Reply(200, "application/octet-stream", files.read(name));
        } catch (IOException e) {
            return error(502, String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject describe(Order order) {
        JsonObject json = new JsonObject();
        json.addProperty("id", order.id().toString());
        json.addProperty("item", order.item());
        json.addProperty("quantity", order.quantity());
        json.addProperty("attachment", order.attachment());
        json.addProperty("createdAt", String.valueOf(order.createdAt()));
        return json;
    }

    @Override
    public void close() {
        closed = true;
        http.stop(0);
        database.close();
        orders.close();
        backing.close();
    }
}
