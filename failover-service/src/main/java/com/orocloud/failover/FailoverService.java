package com.orocloud.failover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Decides where traffic goes: which database node leads, which region is there, what names say. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FailoverService {

    public static void main(String[] arguments) {
        SpringApplication.run(FailoverService.class, arguments);
    }
}
