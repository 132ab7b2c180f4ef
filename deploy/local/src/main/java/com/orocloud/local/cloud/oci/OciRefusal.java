package com.orocloud.local.cloud.oci;

import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import java.util.UUID;

/** A request answered with an error, in the body that Oracle's APIs give. */
final class OciRefusal extends Refusal {

    private final String code;

    OciRefusal(int status, String code, String message) {
        super(status, code, message);
        this.code = code;
    }

    /** Oracle does not tell what is not there from what may not be seen. */
    static OciRefusal notFound() {
        return new OciRefusal(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
    }

    static OciRefusal invalid(String message) {
        return new OciRefusal(400, "InvalidParameter", message);
    }

    static OciRefusal incorrectState(String message) {
        return new OciRefusal(409, "IncorrectState", message);
    }

    @Override
    public Reply reply() {
        return Reply.json(status(), Json.object("code", code, "message", getMessage()));
    }

    /** Lets every refusal of a call in this dialect, whoever made it, be worded so. */
    static Handler inItsWords(Handler next) {
        return call -> {
            if (!OciDialect.speaks(call)) {
                return next.answer(call);
            }
            try {
                return named(call, next.answer(call));
            } catch (OciRefusal refusal) {
                return named(call, refusal.reply());
            } catch (Refusal refusal) {
                String message = String.valueOf(refusal.getMessage());
                return named(call, new OciRefusal(refusal.status(), code(refusal.status()), message).reply());
            }
        };
    }

    private static Reply named(Call call, Reply reply) {
        return reply.with(
                "opc-request-id",
                call.header("opc-request-id").orElseGet(() -> UUID.randomUUID().toString()));
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "InvalidParameter";
            case 401 -> "NotAuthenticated";
            case 404 -> "NotAuthorizedOrNotFound";
            case 409 -> "IncorrectState";
            case 412 -> "NoEtagMatch";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> "InternalError";
        };
    }
}
