package dev.tidemark.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.storage.internals.log.AbortedTxn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransactionIndexTest {
    private static final String NAME = "00000000000000000000.txnindex";

    @TempDir
    Path root;

    @Test
    void kafkaReadsItAndFindsTheSame() throws Exception {
        Random random = new Random(1);
        AbortedTransactions inMemory = new AbortedTransactions();
        try (TransactionIndex ours = create()) {
            long last = 0;
            for (int i = 0; i < 100; i++) {
                last += 1 + random.nextInt(10);
                AbortedTransaction transaction = new AbortedTransaction(random.nextInt(5), Math.max(0, last - random.nextInt(30)), last,
                        Math.max(0, last + 1 - random.nextInt(20)));
                ours.append(transaction);
                inMemory.add(transaction);
            }
            try (org.apache.kafka.storage.internals.log.TransactionIndex kafka =
                    new org.apache.kafka.storage.internals.log.TransactionIndex(0, root.resolve(NAME).toFile())) {
                kafka.sanityCheck();
                assertThat(kafka.allAbortedTxns().stream().map(TransactionIndexTest::ours)).isEqualTo(ours.entries());
                for (int i = 0; i < 1000; i++) {
                    long from = random.nextInt((int) last + 2);
                    long to = from + random.nextInt(30);
                    assertThat(inMemory.concerning(from, to)).as("aborted transactions from %d to %d", from, to)
                            .isEqualTo(kafka.collectAbortedTxns(from, to).abortedTransactions().stream().map(TransactionIndexTest::ours).toList());
                }
            }
        }
    }

    private static AbortedTransaction ours(AbortedTxn txn) {
        return new AbortedTransaction(txn.producerId(), txn.firstOffset(), txn.lastOffset(), txn.lastStableOffset());
    }

    @Test
    void truncationDropsWhatEndedThereOrLater() throws Exception {
        try (TransactionIndex index = create()) {
            List<AbortedTransaction> all = List.of(new AbortedTransaction(1, 0, 5, 6), new AbortedTransaction(2, 2, 9, 10), new AbortedTransaction(1, 7, 12, 13));
            for (AbortedTransaction transaction : all) {
                index.append(transaction);
            }
            index.truncateTo(10);
            assertThat(index.entries()).isEqualTo(all.subList(0, 2));
            index.truncateTo(9);
            index.append(all.get(2));
            assertThat(index.entries()).containsExactly(all.get(0), all.get(2));
            index.truncateTo(0);
            assertThat(index.entries()).isEmpty();
            assertThat(root.resolve(NAME)).isEmptyFile();
        }
    }

    @Test
    void whatCannotBeRightIsNoticed() throws Exception {
        try (TransactionIndex index = create()) {
            index.append(new AbortedTransaction(1, 10, 15, 16));
            index.append(new AbortedTransaction(2, 12, 19, 20));
            assertThat(index.flaw(10, 20)).isEmpty();
            assertThat(index.flaw(16, 20)).as("ended before the segment").isPresent();
            assertThat(index.flaw(10, 19)).as("ends behind the segment").isPresent();
        }
        byte[] bytes = Files.readAllBytes(root.resolve(NAME));
        Files.write(root.resolve(NAME), java.util.Arrays.copyOf(bytes, 50));
        assertThat(reopened()).contains("50 bytes");
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, 34, swapped, 0, 34);
        Files.write(root.resolve(NAME), swapped);
        assertThat(reopened()).contains("entry 1");
        bytes[1] = 1;
        Files.write(root.resolve(NAME), bytes);
        assertThat(reopened()).contains("version 1");
    }

    private String reopened() throws Exception {
        try (TransactionIndex index = TransactionIndex.of(disk().open(NAME))) {
            return index.flaw(10, 20).orElseThrow().found();
        }
    }

    private TransactionIndex create() throws Exception {
        return TransactionIndex.of(disk().create(NAME));
    }

    private Disk disk() {
        return RealDisk.at(root);
    }
}
