package com.orocloud.backup;

import java.io.IOException;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Ends the scratch servers that an earlier life of this process was killed in. */
@Component
record CleanUp(RestoreTrial trial) implements ApplicationRunner {

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        trial.cleanUp();
    }
}
