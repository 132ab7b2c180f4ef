package com.orocloud.notification;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Writes letters: finds the words for a story and prints them as text and as HTML. */
@Component
class Letters {

    /** Longest value that came from outside and is shown. */
    private static final int LONGEST = 500;

    /** Line breaks and controls, and the invisible marks that turn text around. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029\\s]+");

    private static final Set<String> LINKS = Set.of("https", "http");

    private final TemplateEngine html = engine(TemplateMode.HTML, ".html");
    private final TemplateEngine text = engine(TemplateMode.TEXT, ".txt");

    private static TemplateEngine engine(TemplateMode mode, String suffix) {
        var resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("mail/");
        resolver.setSuffix(suffix);
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding("UTF-8");
        resolver.setCacheable(true);
        var engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        return engine;
    }

    Letter write(Story story, String environmentId, boolean exercise, Person person) {
        Page page = Wording.of(story, plain(environmentId), new Clockface(person.zone()));
        String subject = (exercise ? "[DRILL] " : "") + plain(page.subject());
        var context = new Context(Locale.ENGLISH);
        context.setVariable("page", page);
        context.setVariable("name", plain(person.name()));
        context.setVariable("environment", plain(environmentId));
        context.setVariable("exercise", exercise);
        context.setVariable("print", new Print());
        return new Letter(
                person.email(),
                plain(person.name()),
                subject,
                text.process("mail", context).strip() + "\n",
                html.process("mail", context));
    }

    /** One line, printable, not too long. */
    static String plain(String value) {
        String line = UNPRINTABLE.matcher(value).replaceAll(" ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    /** What the templates may call. */
    public static final class Print {

        private Print() {}

        public String line(String value) {
            return plain(value);
        }

        public String lines(List<String> values) {
            return values.isEmpty()
                    ? "none"
                    : String.join(", ", values.stream().map(Letters::plain).toList());
        }

        /** A link that only opens a page; anything else becomes no link at all. */
        public String link(String url) {
            try {
                URI uri = new URI(url.strip());
                String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
                return LINKS.contains(scheme) && uri.getHost() != null ? uri.toASCIIString() : "";
            } catch (URISyntaxException e) {
                return "";
            }
        }
    }
}
