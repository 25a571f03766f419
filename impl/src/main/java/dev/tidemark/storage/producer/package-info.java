/**
 * What a log knows of its producers: the last batches and the open transaction of each, the snapshots that save reading the whole log
 * again, and the index of aborted transactions. All of it is derived from the batches, in order, and can be rebuilt from them. It refuses
 * nothing: whether a batch is a duplicate, out of order or fenced is decided before it is appended. Imports {@code storage.disk} and
 * {@code storage.record}.
 *
 * <pre>
 *   batches --append--> ProducerStates --take--> 00000000000000000042.snapshot (the state of everything below offset 42)
 *                             |
 *                             +--> AbortedTransaction --append--> 00000000000000000000.txnindex (of the segment that has the marker)
 * </pre>
 */
package dev.tidemark.storage.producer;
