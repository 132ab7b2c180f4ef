package com.orocloud.local.cloud.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of the paths one server answers; {@code {name}} stands for one path segment. */
public final class Routes implements Handler {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private record Route(String method, Pattern path, List<String> variables, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    public Routes on(String method, String template, Handler handler) {
        List<String> variables = new ArrayList<>();
        StringBuilder pattern = new StringBuilder();
        Matcher variable = VARIABLE.matcher(template);
        int end = 0;
        while (variable.find()) {
            pattern.append(Pattern.quote(template.substring(end, variable.start())))
                    .append("([^/]+)");
            variables.add(variable.group(1));
            end = variable.end();
        }
        pattern.append(Pattern.quote(template.substring(end))).append("/?"); // clients differ in how they end
        routes.add(new Route(method, Pattern.compile(pattern.toString()), variables, handler));
        return this;
    }

    @Override
    public Reply answer(Call call) throws Exception {
        boolean known = false;
        for (Route route : routes) {
            Matcher path = route.path().matcher(call.path());
            if (path.matches()) {
                if (route.method().equals(call.method())) {
                    return route.handler().answer(call.at(variables(route, path)));
                }
                known = true;
            }
        }
        throw known
                ? new Refusal(405, "httpMethodNotAllowed", call.method() + " is not for " + call.path())
                : new Refusal(404, "notFound", "Nothing at " + call.path());
    }

    private static Map<String, String> variables(Route route, Matcher path) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < route.variables().size(); i++) {
            variables.put(
                    route.variables().get(i), Call.decoded(path.group(i + 1).replace("+", "%2B")));
        }
        return variables;
    }
}
