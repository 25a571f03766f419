package dev.tidemark.core;

/**
 * What a topic asks of its replicas.
 *
 * @param minIsr          {@code min.insync.replicas}
 * @param uncleanElection {@code unclean.leader.election.enable}: rather go on with a loss than not at all
 */
public record TopicRules(int minIsr, boolean uncleanElection) { }
