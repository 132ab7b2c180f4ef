package com.orocloud.provisioning.cloud;

import com.orocloud.provisioning.cloud.Cloud.GuestState;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what nodes say about themselves, however the provider brings it. */
public final class GuestStates {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GuestStates() {}

    /** What a node says is data from outside: if it makes no sense, it has said nothing. */
    public static Optional<GuestState> read(String json) {
        try {
            JsonNode said = JSON.readTree(json);
            return Optional.of(new GuestState(
                    said.path("generation").asLong(0),
                    said.path("ready").asBoolean(false),
                    said.path("detail").asString(""),
                    said.path("health").asInt(0),
                    said.path("web")
                            .valueStream()
                            .map(each -> each.asString(""))
                            .toList()));
        } catch (JacksonException nonsense) {
            return Optional.empty();
        }
    }
}
