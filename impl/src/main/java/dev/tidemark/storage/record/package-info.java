/** Record batches of Kafka's format v2: bytes to records and back, and what is wrong with bytes that are none. Imports the disk port and the JDK. */
package dev.tidemark.storage.record;
