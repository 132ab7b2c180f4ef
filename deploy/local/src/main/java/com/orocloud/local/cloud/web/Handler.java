package com.orocloud.local.cloud.web;

/** Answers calls. */
@FunctionalInterface
public interface Handler {

    Reply answer(Call call) throws Exception;
}
