package com.orocloud.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.orocloud.events.DrApproved;
import com.orocloud.provisioning.TestingApprovals;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalProofsTest {

    private static final UUID CASE = new UUID(7, 1);

    private final TestingApprovals dr = new TestingApprovals();
    private final ApprovalProofs proofs = new ApprovalProofs(dr.publicKeys());

    private static DrApproved.Builder approval() {
        return TestingEvents.approved("acme-prod", CASE, 2);
    }

    private static JWTClaimsSet.Builder claims() {
        return TestingApprovals.claims(approval());
    }

    @Test
    void aProofThatDrServiceSignedHolds() {
        assertThat(proofs.objection(dr.signed(approval()))).isEmpty();
    }

    @Test
    void aProofOfSomebodyElseDoesNotHold() {
        assertThat(proofs.objection(new TestingApprovals().signed(approval()))).isPresent();
    }

    @Test
    void aProofThatNobodySignedDoesNotHold() {
        String unsigned = new PlainJWT(claims().build()).serialize();
        assertThat(proofs.objection(approval().setProof(unsigned).build())).isPresent();
        assertThat(proofs.objection(approval().setProof("yes").build())).isPresent();
    }

    @Test
    void aProofThatWasChangedDoesNotHold() {
        String proof = dr.signed(approval()).getProof();
        String other = dr.signed(TestingEvents.approved("acme-prod", CASE, 3)).getProof();
        String mixed = other.substring(0, other.lastIndexOf('.')) + proof.substring(proof.lastIndexOf('.'));
        assertThat(proofs.objection(approval().setProof(mixed).build())).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void aProofAboutSomethingElseDoesNotHold(String what, JWTClaimsSet.Builder claims) {
        assertThat(proofs.objection(dr.signed(approval(), claims.build()))).isPresent();
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("another issuer", claims().issuer("portal")),
                Arguments.of("another environment", claims().subject("globex-prod")),
                Arguments.of(
                        "another case", claims().claim("case", UUID.randomUUID().toString())),
                Arguments.of("another epoch", claims().claim("epoch", 3)),
                Arguments.of("another region", claims().claim("target", "GCP:us-east4")),
                Arguments.of("another plan", claims().claim("plan", "other")),
                Arguments.of("another approval", claims().jwtID("other")),
                Arguments.of("nothing", new JWTClaimsSet.Builder()));
    }
}
