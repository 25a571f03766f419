package dev.tidemark.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void nameAndNumberAreKafkas(ErrorCode error) {
        assertThat(Errors.forCode((short) error.code()).name()).as("Kafka's name of error %d", error.code()).isEqualTo(error.name());
    }

    @ParameterizedTest
    @EnumSource
    void whatMayBeTriedAgainIsKafkas(ErrorCode error) {
        assertThat(error.isRetriable()).as("%s may be tried again", error)
                .isEqualTo(Errors.forCode((short) error.code()).exception() instanceof RetriableException);
    }
}
