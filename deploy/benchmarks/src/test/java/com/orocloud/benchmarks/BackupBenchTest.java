package com.orocloud.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.orocloud.benchmarks.BackupBench.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bench over so little that its figures mean nothing: it runs to its end, and its report is what its schema says. */
class BackupBenchTest {

    @Test
    void everyEngineIsMeasuredAndTheReportIsWhatItsSchemaSays(@TempDir Path folder) throws Exception {
        var file = folder.resolve("report.json");

        var report = BackupBench.run(new Options(file, 0.02, 1));

        assertThat(report.contenders().stream()
                        .filter(one -> one.contender().equals(BackupContenders.OURS))
                        .map(Measurement::status))
                .containsExactly("MEASURED", "MEASURED", "MEASURED");
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("..", "backup-bench-report.schema.json")));
        assertThat(schema.validate(Files.readString(file), InputFormat.JSON)).isEmpty();
    }
}
