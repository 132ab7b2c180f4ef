package com.orocloud.shop;

import com.google.gson.Gson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order as a customer sends it, with the content of its attachment. */
final class OrderForm {
    private static final int ITEM_LENGTH_MAX = 200;
    private static final int QUANTITY_MAX = 10_000;
    private static final int DIGEST_BYTES = 8;

    private final Order order;
    private final byte[] content;

    private OrderForm(Order order, byte[] content) {
        this.order = order;
        this.content = content;
    }

    Order order() {
        return order;
    }

    byte[] content() {
        return content;
    }

    private record Written(
            @Nullable String id,
            @Nullable String item,
            @Nullable Integer quantity,
            @Nullable String attachment) {}

    /** @throws IllegalArgumentException saying what is wrong with it */
    static OrderForm parse(String json) {
        Written written = new Gson().fromJson(json, Written.class);
        if (written == null) {
            throw new IllegalArgumentException("an order is a JSON object");
        }
        UUID id = Optional.ofNullable(written.id())
                .flatMap(OrderForm::id)
                .orElseThrow(() -> new IllegalArgumentException("id is not a UUID"));
        String item = written.item() == null ? "" : written.item().strip();
        if (item.isEmpty() || item.length() > ITEM_LENGTH_MAX || item.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("item is not a text of 1 to " + ITEM_LENGTH_MAX + " characters");
        }
        int quantity = written.quantity() == null ? 0 : written.quantity();
        if (quantity < 1 || quantity > QUANTITY_MAX) {
            throw new IllegalArgumentException("quantity is not a number from 1 to " + QUANTITY_MAX);
        }
        byte[] content =
                written.attachment() == null ? new byte[0] : Base64.getDecoder().decode(written.attachment());
        String name = written.attachment() == null ? null : nameOf(id, content);
        return new OrderForm(new Order(id, item, quantity, name, null), content);
    }

    static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** Another content gets another name, so a wrongly reused id never overwrites what an order refers to. */
    private static String nameOf(UUID id, byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return id + "-" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
