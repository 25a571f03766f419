/** What TLC looks for in this package. */
package tlc2.module;
