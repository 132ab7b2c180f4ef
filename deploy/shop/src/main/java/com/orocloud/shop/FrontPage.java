package com.orocloud.shop;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a customer sees. The form carries the id of the order it will place, so that sending it twice orders once. */
final class FrontPage {
    private final String name;
    private final String page;

    FrontPage(String name) throws IOException {
        this.name = name;
        try (InputStream in = FrontPage.class.getResourceAsStream("/front-page.html")) {
            if (in == null) {
                throw new IOException("the jar lacks front-page.html");
            }
            this.page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Reply show(Orders.Summary orders) {
        return Reply.html(200, filled("""
                <p class="count"><strong>%,d</strong> orders taken</p>
                <form method="post" action="/">
                <input type="hidden" name="id" value="%s">
                <label>What would you like?<input name="item" required maxlength="200" placeholder="Ten metres of cable"></label>
                <label>How many?<input name="quantity" type="number" min="1" max="10000" value="1" required></label>
                <button>Order</button>
                </form>
                %s""".formatted(orders.count(), UUID.randomUUID(), latest(orders.latest()))));
    }

    private static String latest(List<Order> orders) {
        return orders.isEmpty()
                ? "<p class=\"quiet\">Be the first to order.</p>"
                : orders.stream()
                        .map(order ->
                                "<li><span>" + escaped(order.item()) + "</span><b>" + order.quantity() + "</b></li>")
                        .collect(Collectors.joining("\n", "<h2>Latest</h2><ul>", "</ul>"));
    }

    Reply sorry(Reply reason) {
        return Reply.html(reason.status(), filled("""
                <p>Your order was <strong>not</strong> taken. Please try again.</p>
                <p class="quiet">%s</p><p><a href="/">Back to the shop</a></p>
                """.formatted(escaped(reason.text()))));
    }

    Reply maintenance() {
        return Reply.html(503, filled("<p>We are improving the shop and will be back in a moment.</p>"));
    }

    private String filled(String content) {
        return page.replace("{{name}}", escaped(name)).replace("{{content}}", content);
    }

    /** The order that a sent form means, in the shape in which programs send one. */
    static String orderOf(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        JsonObject order = new JsonObject();
        order.addProperty("id", fields.get("id"));
        order.addProperty("item", fields.get("item"));
        order.addProperty("quantity", fields.get("quantity"));
        return order.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
