/**
 * What clients and brokers say to each other, in Kafka's terms: requests, answers, and the records in them. Imports the JDK and
 * {@code dev.tidemark.core}.
 */
package dev.tidemark.core.client;
