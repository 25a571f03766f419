/** Our log beside Apache Kafka's, the same work on both, in one run of JMH. {@link dev.tidemark.benchmark.LogBenchmark} starts it. */
package dev.tidemark.benchmark;
