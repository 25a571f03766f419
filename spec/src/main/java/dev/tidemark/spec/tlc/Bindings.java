package dev.tidemark.spec.tlc;

import java.util.function.Consumer;
import tlc2.tool.TLCState;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.Enumerable;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/** All the arguments that Next would give to an action at a site. Infinite sets have none, unless someone supplies them. */
final class Bindings {

    /** Gives the elements to try from a set that cannot be enumerated. */
    interface Supply {
        Value[] from(Site site, int position);
    }

    private final Tool tool;
    private final TLCState state;
    private final Site site;
    private final Supply supply;
    private long left;

    Bindings(Tool tool, TLCState state, Site site) {
        this(tool, state, site, (s, position) -> new Value[0]);
    }

    Bindings(Tool tool, TLCState state, Site site, Supply supply) {
        this.tool = tool;
        this.state = state;
        this.site = site;
        this.supply = supply;
    }

    void forEach(Consumer<Value[]> each) {
        forFirst(Long.MAX_VALUE, each);
    }

    /** No more than so many, and those that end at an empty set count: there may be more than anybody could go through. */
    void forFirst(long most, Consumer<Value[]> each) {
        left = most;
        extend(0, Context.Empty, new Value[site.quantifiers().size()], each);
    }

    private void extend(int next, Context context, Value[] arguments, Consumer<Value[]> each) {
        if (next == site.quantifiers().size()) {
            left--;
            each.accept(arguments.clone());
            return;
        }
        Site.Quantifier quantifier = site.quantifiers().get(next);
        Value range = Site.range(tool, state, quantifier, context);
        long before = left;
        if (range instanceof Enumerable set && range.isFinite()) {
            ValueEnumeration elements = set.elements();
            for (Value element = elements.nextElement(); element != null && left > 0; element = elements.nextElement()) {
                bind(next, element, context, arguments, each);
            }
        } else {
            for (Value element : supply.from(site, site.positions()[next])) {
                bind(next, element, context, arguments, each);
            }
        }
        if (left == before) {
            left--;
        }
    }

    private void bind(int next, Value element, Context context, Value[] arguments, Consumer<Value[]> each) {
        arguments[site.positions()[next]] = element;
        extend(next + 1, Site.bind(site.quantifiers().get(next), element, context), arguments, each);
    }
}
