/** The disk as storage sees it, a port, and the real one behind it. Imports the JDK only. */
package dev.tidemark.storage.disk;
