package com.orocloud.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestServers;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;

/** The description of the HTTP interface that is served says what is served: every route, parameter and field. */
@RealServers
class OpenApiTest {

    private static final Set<Class<?>> INTEGERS = Set.of(int.class, long.class, Integer.class, Long.class);

    private static RunningProvisioning running;

    private static Map<String, Object> described;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningProvisioning();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String address = TestServers.shared().address(0, 11);
            var request =
                    HttpRequest.newBuilder(URI.create("http://" + address + ":" + running.port() + "/openapi.yaml"));
            String text = http.send(request.build(), BodyHandlers.ofString()).body();
            described = new Yaml().load(text);
        }
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void everyRouteIsDescribedWithItsParametersAndNothingElseIs() {
        assertThat(routes().keySet())
                .hasSizeGreaterThanOrEqualTo(8)
                .isEqualTo(at(described, "paths").keySet());
        routes().forEach((path, method) -> {
            Map<String, Object> item = at(at(described, "paths"), path);
            assertThat(item.keySet()).as(path).containsExactly("get");
            Object given = at(item, "get").get("parameters");
            assertThat(given == null ? Set.of() : names((Collection<?>) given))
                    .as(path)
                    .isEqualTo(parameters(method));
        });
    }

    @Test
    void everyFieldIsDescribedWithItsTypeAndWhetherItIsAlwaysThere() {
        routes().forEach((path, method) -> {
            Map<String, Object> content =
                    at(at(at(at(at(at(described, "paths"), path), "get"), "responses"), "200"), "content");
            assertThat(content).as(path).hasSize(1);
            @SuppressWarnings("unchecked")
            var body = (Map<String, Object>) content.values().iterator().next();
            compare(path, at(body, "schema"), method.getMethod().getGenericReturnType());
        });
    }

    private static Map<String, HandlerMethod> routes() {
        var routes = new TreeMap<String, HandlerMethod>();
        running.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getPackageName().startsWith("com.orocloud.provisioning")) {
                mapping.getPatternValues().forEach(pattern -> routes.put(pattern, method));
            }
        });
        return routes;
    }

    /** Where each comes from, and its name. */
    private static Set<String> parameters(HandlerMethod method) {
        return Arrays.stream(method.getMethod().getParameters())
                .map(parameter -> parameter.isAnnotationPresent(PathVariable.class)
                        ? "path " + parameter.getName()
                        : parameter.isAnnotationPresent(RequestParam.class)
                                ? "query " + parameter.getName()
                                : "unknown " + parameter.getName())
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Collection<?> given) {
        return given.stream()
                .map(each -> resolve(map(each)))
                .map(each -> each.get("in") + " " + each.get("name"))
                .collect(Collectors.toSet());
    }

    private static void compare(String where, Map<String, Object> written, Type type) {
        Map<String, Object> schema = resolve(written);
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            assertThat(schema.get("type")).as(where).isEqualTo("array");
            compare(where + "[]", at(schema, "items"), list.getActualTypeArguments()[0]);
            return;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            compareFields(where, schema, plain);
        } else if (plain.isEnum()) {
            assertThat((Collection<?>) schema.get("enum"))
                    .as(where)
                    .map(Object::toString)
                    .isEqualTo(Stream.of(plain.getEnumConstants())
                            .map(Object::toString)
                            .toList());
        } else if (INTEGERS.contains(plain)) {
            assertThat(schema.get("type")).as(where).isEqualTo("integer");
        } else if (plain == boolean.class) {
            assertThat(schema.get("type")).as(where).isEqualTo("boolean");
        } else {
            assertThat(plain).as(where).isIn(String.class, Instant.class, UUID.class);
            assertThat(schema.get("type")).as(where).isEqualTo("string");
            assertThat(schema.get("format"))
                    .as(where)
                    .isEqualTo(plain == Instant.class ? "date-time" : plain == UUID.class ? "uuid" : null);
        }
    }

    private static void compareFields(String where, Map<String, Object> schema, Class<?> plain) {
        List<RecordComponent> fields = List.of(plain.getRecordComponents());
        assertThat(at(schema, "properties").keySet())
                .as(where)
                .containsExactlyElementsOf(
                        fields.stream().map(RecordComponent::getName).toList());
        assertThat((Collection<?>) schema.get("required"))
                .as(where + ": every field is always there, if only as null")
                .map(Object::toString)
                .containsExactlyElementsOf(
                        fields.stream().map(RecordComponent::getName).toList());
        fields.forEach(field -> {
            String name = where + "." + field.getName();
            Map<String, Object> written = at(at(schema, "properties"), field.getName());
            boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
            compare(name, nullable ? withoutNull(name, written) : written, field.getGenericType());
        });
    }

    /** The rest of a description that says that there may be null. */
    private static Map<String, Object> withoutNull(String where, Map<String, Object> written) {
        if (written.get("oneOf") instanceof List<?> either) {
            assertThat(List.<Object>copyOf(either)).as(where).hasSize(2).contains(Map.of("type", "null"));
            return map(either.getFirst());
        }
        assertThat(written.get("type")).as(where).isEqualTo(List.of("string", "null"));
        var rest = new TreeMap<>(written);
        rest.put("type", "string");
        if (rest.get("enum") instanceof List<?> values) {
            assertThat(values).as(where).last().isNull();
            rest.put("enum", values.subList(0, values.size() - 1));
        }
        return rest;
    }

    private static Map<String, Object> resolve(Map<String, Object> written) {
        Object reference = written.get("$ref");
        if (reference == null) {
            return written;
        }
        Map<String, Object> found = described;
        for (String part : List.of(reference.toString().substring(2).split("/", -1))) {
            found = at(found, part);
        }
        return found;
    }

    private static Map<String, Object> at(Map<String, Object> in, String name) {
        assertThat(in).containsKey(name);
        return map(in.get(name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }
}
