package com.orocloud.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** See {@link RealServers}. Databases and topic clients that a test class took are given back after it. */
final class ServersExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace OURS = Namespace.create(ServersExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        TestServers.shared();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestDatabase.dropAll();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestServers.class || type == TestTopics.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == TestServers.class) {
            return TestServers.shared();
        }
        return context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(TestTopics.class, key -> new TestTopics(TestServers.shared()), TestTopics.class);
    }
}
