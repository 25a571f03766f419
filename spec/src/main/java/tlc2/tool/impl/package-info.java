/** One class, because TLC's evaluation of a partial successor is protected. May import: TLC. */
package tlc2.tool.impl;
