package com.orocloud.local.backup;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What is shown: the service's JSON as it is, or the columns that people look for. */
record Printed(PrintWriter out, Format format) {

    enum Format {
        TABLE,
        JSON
    }

    void show(JsonElement all, JsonElement rows, List<String> columns) {
        if (format == Format.JSON) {
            out.println(new GsonBuilder()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .create()
                    .toJson(all));
            return;
        }
        var lines = new ArrayList<List<String>>();
        lines.add(columns);
        rows.getAsJsonArray()
                .forEach(row -> lines.add(columns.stream()
                        .map(column -> text(row.getAsJsonObject(), column))
                        .toList()));
        var widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int n = 0; n < widths.length; n++) {
                widths[n] = Math.max(widths[n], line.get(n).length());
            }
        }
        for (List<String> line : lines) {
            var shown = new StringBuilder();
            for (int n = 0; n < widths.length; n++) {
                shown.append(line.get(n))
                        .append(" ".repeat(widths[n] - line.get(n).length() + 2));
            }
            out.println(shown.toString().stripTrailing());
        }
    }

    /** One thing, a line a field. */
    void show(JsonElement one) {
        if (format == Format.JSON) {
            show(one, one, List.of());
            return;
        }
        one.getAsJsonObject().entrySet().forEach(field -> out.println(field.getKey() + ": " + text(field.getValue())));
    }

    private static String text(JsonObject row, String column) {
        return row.has(column) ? text(row.get(column)) : "-";
    }

    private static String text(JsonElement value) {
        if (value.isJsonNull()) {
            return "-";
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
