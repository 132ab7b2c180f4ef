package com.orocloud.local.cloud.storage;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.util.Optional;

/**
 * What must hold for an object when a request is carried out.
 *
 * @param generation the one it must have; 0 for an object that must not exist
 */
record Conditions(Optional<String> generation, Optional<String> metageneration) {

    static final Conditions NONE = new Conditions(Optional.empty(), Optional.empty());

    static Conditions of(Call call) {
        return new Conditions(call.query("ifGenerationMatch"), call.query("ifMetagenerationMatch"));
    }

    static Conditions of(JsonObject kept) {
        return new Conditions(Json.text(kept, "ifGenerationMatch"), Json.text(kept, "ifMetagenerationMatch"));
    }

    JsonObject keep() {
        return Json.object(
                "ifGenerationMatch", generation.orElse(null), "ifMetagenerationMatch", metageneration.orElse(null));
    }

    void check(Optional<JsonObject> object) {
        String actual = object.map(o -> Json.required(o, "generation")).orElse("0");
        String actualMeta = object.map(o -> Json.required(o, "metageneration")).orElse("0");
        if (generation.filter(wanted -> !wanted.equals(actual)).isPresent()
                || metageneration.filter(wanted -> !wanted.equals(actualMeta)).isPresent()) {
            throw Refusal.conditionNotMet("At least one of the pre-conditions you specified did not hold.");
        }
    }
}
