package dev.tidemark.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void nameAndNumberAreKafkas(ErrorCode error) {
        assertThat(Errors.forCode((short) error.code()).name()).as("Kafka's name of error %d", error.code()).isEqualTo(error.name());
    }
}
