/**
 * Record batches of Kafka's format v2: bytes to records and back, compressed or not, and what is wrong with bytes that are none. Imports
 * the disk port, the JDK and the libraries of the codecs.
 *
 * <pre>
 *   RecordBatchBuilder -> RecordBatch (BatchHeader + bytes) -> RecordCursor -> Record (decoded)
 *                              ^
 *   BatchScanner: a file's batches, one after the other
 * </pre>
 */
package dev.tidemark.storage.record;
