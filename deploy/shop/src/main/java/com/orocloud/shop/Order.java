package com.orocloud.shop;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a customer has bought; the attachment is the name of a file on the files node. */
record Order(
        UUID id,
        String item,
        int quantity,
        @Nullable String attachment,
        @Nullable Instant createdAt) {

    /** When it was taken is the shop's to say, so it does not make two orders different. */
    boolean isSameAs(Order other) {
        return id.equals(other.id)
                && item.equals(other.item)
                && quantity == other.quantity
                && (attachment == null ? other.attachment == null : attachment.equals(other.attachment));
    }
}
