package com.orocloud.provisioning.cloud;

import java.util.function.Function;

/** What became of a call: a value, or an expected failure whose kind decides what to do next. */
public sealed interface Answer<T> {

    record Got<T>(T value) implements Answer<T> {}

    record Failed<T>(CloudFailure failure) implements Answer<T> {}

    static <T> Answer<T> got(T value) {
        return new Got<>(value);
    }

    static <T> Answer<T> failed(CloudFailure failure) {
        return new Failed<>(failure);
    }

    default <R> Answer<R> map(Function<T, R> change) {
        return switch (this) {
            case Got<T>(var value) -> new Got<>(change.apply(value));
            case Failed<T>(var failure) -> new Failed<>(failure);
        };
    }
}
