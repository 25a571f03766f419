package dev.tidemark.core.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemark.core.Acks;
import dev.tidemark.core.producer.ProducerConfig.Idempotence;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that do not go together are refused when Kafka's producer refuses them, in its words. */
final class ProducerConfigTest {

    /** What differs from the defaults. */
    record Settings(Acks acks, int maxInFlight, int retries, long requestTimeoutMs, long deliveryTimeoutMs, long lingerMs, boolean isIdempotent) { }

    static Stream<Settings> settings() {
        Settings good = new Settings(Acks.ALL, 5, 10, 1_000, 5_000, 5, true);
        return Stream.of(good,
                new Settings(Acks.LEADER, 5, 10, 1_000, 5_000, 5, true),
                new Settings(Acks.NONE, 5, 10, 1_000, 5_000, 5, true),
                new Settings(Acks.ALL, 6, 10, 1_000, 5_000, 5, true),
                new Settings(Acks.ALL, 6, 10, 1_000, 5_000, 5, false),
                new Settings(Acks.ALL, 5, 0, 1_000, 5_000, 5, true),
                new Settings(Acks.ALL, 5, 0, 1_000, 5_000, 5, false),
                new Settings(Acks.ALL, 5, -1, 1_000, 5_000, 5, false),
                new Settings(Acks.ALL, 0, 1, 1_000, 5_000, 5, false),
                new Settings(Acks.ALL, 5, 10, 5_000, 5_000, 5, true),
                new Settings(Acks.ALL, 5, 10, 5_000, 5_000, 0, true));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void refusedAsKafkaRefusesThem(Settings settings) {
        Throwable kafkas = catchThrowable(() -> kafka(settings));
        Throwable ours = catchThrowable(() -> ours(settings));
        if (kafkas == null) {
            assertThat(ours).as("%s, which Kafka takes", settings).isNull();
        } else {
            assertThat(ours).as("%s, which Kafka refuses", settings).isInstanceOf(ConfigException.class).hasMessage(kafkas.getMessage());
        }
    }

    private static void ours(Settings settings) {
        new ProducerConfig(settings.acks, settings.maxInFlight, settings.retries, 100, 1_000, settings.requestTimeoutMs, settings.deliveryTimeoutMs,
                60_000, settings.lingerMs, 1 << 14, 1 << 25, 1 << 20, 300_000, settings.isIdempotent ? Idempotence.ENABLED : Idempotence.DISABLED, 43_200_000,
                0);
    }

    private static void kafka(Settings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", "localhost:1");
        properties.put("key.serializer", StringSerializer.class);
        properties.put("value.serializer", StringSerializer.class);
        properties.put("acks", settings.acks.setting());
        properties.put("max.in.flight.requests.per.connection", settings.maxInFlight);
        properties.put("retries", settings.retries);
        properties.put("request.timeout.ms", (int) settings.requestTimeoutMs);
        properties.put("delivery.timeout.ms", (int) settings.deliveryTimeoutMs);
        properties.put("linger.ms", settings.lingerMs);
        properties.put("enable.idempotence", settings.isIdempotent);
        new KafkaSettings(properties).close();
    }

    /** Kafka checks some settings only when a producer is made; its cause says why. */
    private static final class KafkaSettings {
        private final org.apache.kafka.clients.producer.KafkaProducer<String, String> producer;

        KafkaSettings(Map<String, Object> properties) {
            try {
                producer = new org.apache.kafka.clients.producer.KafkaProducer<>(properties);
            } catch (org.apache.kafka.common.KafkaException e) {
                throw e.getCause() instanceof org.apache.kafka.common.config.ConfigException cause ? cause : e;
            }
        }

        void close() {
            producer.close(java.time.Duration.ZERO);
        }
    }
}
