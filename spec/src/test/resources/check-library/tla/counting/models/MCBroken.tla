---- MODULE MCBroken ----
EXTENDS Skipping
Wrong == count = nowhere
====
