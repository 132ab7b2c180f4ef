package com.orocloud.dr;

import com.orocloud.dr.Approvals.Decision;
import com.orocloud.dr.Approvals.Question;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * The page behind the mailed link. GET and HEAD show and change nothing, because mail scanners and previews follow
 * links; only the form's POST answers.
 */
@Controller
@RequestMapping("/approvals/{token}")
class ApprovalPage {

    private static final int REASON_LENGTH_MAX = 500;

    private final Approvals approvals;
    private final Situations situations;
    private final Throttle throttle;
    private final String origin;

    ApprovalPage(Approvals approvals, Situations situations, Throttle throttle, DrSettings settings) {
        this.approvals = approvals;
        this.situations = situations;
        this.throttle = throttle;
        this.origin = originOf(settings.publicUrl());
    }

    /** The page holds a secret in its address: nobody may store, frame or be referred from it. */
    @ModelAttribute
    void protect(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    }

    @GetMapping
    ModelAndView show(@PathVariable String token, HttpServletRequest request) {
        if (!throttle.permits(request.getRemoteAddr())) {
            return tooMany();
        }
        return approvals
                .find(token)
                .map(question -> page(question, statusOf(question.standing())))
                .orElseGet(this::unknown);
    }

    @PostMapping
    ModelAndView answer(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String decision,
            @RequestParam(required = false, defaultValue = "") String plan,
            @RequestParam(required = false, defaultValue = "") String reason,
            HttpServletRequest request) {
        if (!throttle.permits(request.getRemoteAddr())) {
            return tooMany();
        }
        if (!isSameOrigin(request)) {
            return page(
                    ApprovalView.closed(
                            "This answer came from another site",
                            "Nothing was changed. Please use the link in the mail."),
                    HttpStatus.FORBIDDEN);
        }
        var asked = decisionOf(decision);
        if (asked.isEmpty()) {
            return page(
                    ApprovalView.closed(
                            "That was no answer", "Nothing was changed. Please open the link again and choose."),
                    HttpStatus.BAD_REQUEST);
        }
        return approvals
                .answer(token, asked.get(), plan, shortened(reason))
                .map(question -> answered(question, asked.get()))
                .orElseGet(this::unknown);
    }

    private ModelAndView answered(Question question, Decision asked) {
        return switch (question.standing()) {
            case OPEN ->
                page(new Question(question.link(), Approvals.standingAfter(asked), question.recovery()), HttpStatus.OK);
            case APPROVED -> page(question, asked == Decision.APPROVE ? HttpStatus.OK : HttpStatus.CONFLICT);
            case DECLINED, EXPIRED, SUPERSEDED, CANCELLED, PLAN_CHANGED, NOT_A_CONTACT, REGION_BACK ->
                page(question, statusOf(question.standing()));
        };
    }

    private static HttpStatus statusOf(Standing standing) {
        return switch (standing) {
            case OPEN, APPROVED -> HttpStatus.OK;
            case DECLINED, EXPIRED, SUPERSEDED, CANCELLED, REGION_BACK -> HttpStatus.GONE;
            case PLAN_CHANGED -> HttpStatus.CONFLICT;
            case NOT_A_CONTACT -> HttpStatus.FORBIDDEN;
        };
    }

    private static Optional<Decision> decisionOf(@Nullable String word) {
        return switch (word) {
            case "approve" -> Optional.of(Decision.APPROVE);
            case "decline" -> Optional.of(Decision.DECLINE);
            case null, default -> Optional.empty();
        };
    }

    private static @Nullable String shortened(String reason) {
        var text = reason.strip();
        return text.isEmpty() ? null : text.substring(0, Math.min(text.length(), REASON_LENGTH_MAX));
    }

    /**
     * The token is what protects against forged posts, since nobody else can know it; this is a second lock. Browsers
     * that say where a post came from are believed. "null" is what they say of a page without a referrer, like ours.
     */
    private boolean isSameOrigin(HttpServletRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        var from = request.getHeader("Origin");
        return from == null || from.equals("null") || from.equals(origin);
    }

    private static String originOf(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    private ModelAndView unknown() {
        return page(
                ApprovalView.closed(
                        "There is no such link",
                        "Please open the link exactly as it stands in the mail; some programs cut long lines."),
                HttpStatus.NOT_FOUND);
    }

    private ModelAndView tooMany() {
        return page(
                ApprovalView.closed("Too many requests", "Please wait a minute and open the link again."),
                HttpStatus.TOO_MANY_REQUESTS);
    }

    private ModelAndView page(Question question, HttpStatus status) {
        var forecast = situations
                .disaster(question.recovery().drCase())
                .map(Disaster::stillDownInAnHour)
                .orElse(null);
        return page(ApprovalView.of(question, forecast, situations.now()), status);
    }

    private static ModelAndView page(ApprovalView view, HttpStatus status) {
        return new ModelAndView("approval", Map.of("page", view), status);
    }
}
