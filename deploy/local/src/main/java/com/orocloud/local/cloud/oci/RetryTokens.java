package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The same token with the same body is the same request; with another body it is a mistake. Kept for a day. */
final class RetryTokens {

    private static final String TOKEN = "opc-retry-token";
    private static final Duration LIFE = Duration.ofHours(24);
    private static final int LONGEST = 64;

    private final Shelf shelf;

    RetryTokens(Shelf shelf) {
        this.shelf = shelf;
    }

    /** @return the id of what the request made, now or when it was sent first */
    synchronized String once(Call call, byte[] body, Supplier<String> make) {
        Optional<String> token = call.header(TOKEN);
        if (token.isEmpty()) {
            return make.get();
        }
        if (token.get().length() > LONGEST) {
            throw OciRefusal.invalid(TOKEN + " has more than " + LONGEST + " characters");
        }
        String digest = Signatures.digest(body);
        String key = call.path() + "?" + token.get();
        Optional<JsonObject> known = shelf.get(key)
                .filter(kept -> Instant.parse(Json.required(kept, "at"))
                        .isAfter(Instant.now().minus(LIFE)));
        if (known.isPresent()) {
            if (!Json.required(known.get(), "digest").equals(digest)) {
                throw new OciRefusal(
                        409, "InvalidatedRetryToken", "The retry token was used with different parameters.");
            }
            return Json.required(known.get(), "made");
        }
        String made = make.get();
        shelf.put(key, Json.object("digest", digest, "made", made, "at", Instant.now()));
        return made;
    }
}
