/**
 * Real files in Kafka's on-disk format behind a {@link dev.tidemark.storage.disk.Disk} port: record batches, segments, indexes, epoch and offset
 * checkpoints, recovery. It knows offsets, leader epochs and bytes; it knows no protocol, no clock, no network and no thread: one
 * owner calls a {@link dev.tidemark.storage.PartitionLog}, and time is an argument. Imports the JDK only.
 */
package dev.tidemark.storage;
