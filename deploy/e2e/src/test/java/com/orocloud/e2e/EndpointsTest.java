package com.orocloud.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.orocloud.local.Endpoints;
import com.orocloud.local.Home;
import com.orocloud.local.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    @Test
    void theFileOfEndpointsIsAsItsSchemaSays() throws IOException {
        var place = new Place(Path.of("root"), Path.of("home"), "127.64");
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Home.root().resolve("deploy/endpoints.schema.json")));

        String json = new Endpoints(place).json();

        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(json.replace("mailbox", "postbox"), InputFormat.JSON))
                .as("the schema would see a renamed field")
                .isNotEmpty();
    }
}
