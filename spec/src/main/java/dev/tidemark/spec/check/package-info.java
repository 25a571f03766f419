/**
 * Model-checks the specs with TLC and compares what it finds with the manifest, {@code models.json}.
 *
 * <p>TLC runs as a process of its own, one for each model, because it keeps its state in statics, unpacks its standard modules
 * under fixed names and ends the JVM when it is done. {@link dev.tidemark.spec.check.TlcMain} runs there, and is the only class
 * here that touches TLC. May import: Jackson, the JDK.
 */
package dev.tidemark.spec.check;
