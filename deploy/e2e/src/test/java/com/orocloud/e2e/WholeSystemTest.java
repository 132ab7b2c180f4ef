package com.orocloud.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.orocloud.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the built services, which the build has made by the time it comes here; see deploy/demo for the story. */
class WholeSystemTest {

    @Test
    void everyPromiseHoldsWhileEveryServiceIsKilledInTheMiddleOfItsWork(@TempDir Path folder) throws IOException {
        assumeThat(Home.root().resolve("notification-service/target/classpath.txt"))
                .as("the services are built: run ./mvnw verify, not ./mvnw test")
                .exists();
        Path report = folder.resolve("report.json");

        boolean held = Demo.run(new Demo.Options(report, false, true, true));

        assertThat(held).as("see the checks above").isTrue();
        assertThat(violations(report)).isEmpty();
    }

    private static Set<ValidationMessage> violations(Path report) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Home.root().resolve("deploy/demo-report.schema.json")));
        return schema.validate(Files.readString(report), InputFormat.JSON);
    }
}
