/** The disk as storage sees it, a port, and the real one behind it, which may write behind its callers in threads of its own. Imports the JDK only. */
package dev.tidemark.storage.disk;
