package com.orocloud.node;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider's metadata service. The node dials out to it; nothing dials in. */
sealed interface Metadata permits GoogleMetadata, OracleMetadata {

    /** The instance's attributes at one moment; the tag names that moment. */
    record Attributes(String tag, JsonObject values) {
        Optional<String> value(String name) {
            JsonElement value = values.get(name);
            return value == null ? Optional.empty() : Optional.of(value.getAsString());
        }
    }

    /** The attributes now or, after a first call, as soon as they differ from those named by the tag. */
    Attributes attributes(@Nullable String knownTag) throws IOException;

    String ip() throws IOException;

    /** The reserved address that is routed to this node, if there is one that the node itself may listen on. */
    Optional<String> forwardedIp() throws IOException;

    /** A short-lived token that proves to other services of the provider which instance this is. */
    String identityToken() throws IOException;

    /** Says how the node is, where the control plane looks for it. @return false if it was not told yet where that is */
    boolean report(String state) throws IOException;
}
