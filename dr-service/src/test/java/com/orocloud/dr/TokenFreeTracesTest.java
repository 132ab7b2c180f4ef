package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TokenFreeTracesTest {

    @Test
    void aTraceOfAnApprovalDoesNotHoldItsToken() {
        var context = new ServerRequestObservationContext(new MockHttpServletRequest(), new MockHttpServletResponse());
        context.addHighCardinalityKeyValue(KeyValue.of(TokenFreeTraces.ADDRESS, "/approvals/secret"));

        assertThat(new TokenFreeTraces().map(context).getAllKeyValues()).isEmpty();
    }
}
