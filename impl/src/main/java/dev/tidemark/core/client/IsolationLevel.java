package dev.tidemark.core.client;

/** How far a consumer may read ({@code isolation.level}): to the high watermark, or to the last stable offset. */
public enum IsolationLevel { READ_UNCOMMITTED, READ_COMMITTED }
