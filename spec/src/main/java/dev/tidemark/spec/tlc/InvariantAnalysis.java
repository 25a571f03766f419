package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.NumeralNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.ToolGlobals;
import util.UniqueString;

/** Takes invariants apart. What it does not recognise stays whole, and is evaluated whenever one of its variables changed. */
final class InvariantAnalysis {
    private final Map<String, Integer> variables;
    private final ReadVariables reads;

    InvariantAnalysis(Map<String, Integer> variables, ReadVariables reads) {
        this.variables = variables;
        this.reads = reads;
    }

    Invariant of(SemanticNode node) {
        SemanticNode formula = node instanceof LabelNode label ? label.getBody() : node;
        Invariant.Formula whole = new Invariant.Formula(formula, reads.of(formula));
        if (!(formula instanceof OpApplNode application)) {
            return whole;
        }
        int opcode = Nodes.opcode(application);
        if (Nodes.isConjunction(opcode)) {
            return new Invariant.Conjunction(Nodes.arguments(application).stream().map(this::of).toList(), whole.reads());
        } else if (opcode == ToolGlobals.OPCODE_implies) {
            SemanticNode condition = application.getArgs()[0];
            return new Invariant.Implication(condition, reads.of(condition), of(application.getArgs()[1]), whole.reads());
        } else if (opcode == ToolGlobals.OPCODE_bf) {
            return forAll(application, whole);
        } else if (Nodes.isDefined(application) && !Nodes.definition(application).getInRecursive()) {
            return defined(application, whole);
        }
        return atKeys(whole);
    }

    private Invariant defined(OpApplNode node, Invariant.Formula whole) {
        if (node.getArgs().length == 0) {
            return of(Nodes.definition(node).getBody());
        }
        boolean fixed = Nodes.arguments(node).stream().allMatch(argument -> argument instanceof ExprNode && reads.of(argument) == 0);
        return fixed ? new Invariant.Application(node, of(Nodes.definition(node).getBody()), whole.reads()) : atKeys(whole);
    }

    private Invariant forAll(OpApplNode node, Invariant.Formula whole) {
        Optional<Invariant> indexes = new IndexedBody(node).invariant(whole);
        if (indexes.isPresent()) {
            return indexes.get();
        }
        long setReads = 0;
        for (SemanticNode set : node.getBdedQuantBounds()) {
            setReads |= reads.of(set);
        }
        return new Invariant.ForAll(node, setReads, of(node.getArgs()[0]), whole.reads());
    }

    /** A formula that reads some variables at certain keys only. */
    private Invariant atKeys(Invariant.Formula whole) {
        KeyedReads found = new KeyedReads();
        found.visit(whole.node());
        List<KeyedRead> useful = found.useful();
        return useful.isEmpty() ? whole : new Invariant.AtKeys(useful, found.others, whole, whole.reads());
    }

    /** {@code variable[key]}, with a key that reads no variable. */
    private Optional<KeyedRead> keyedRead(SemanticNode node) {
        if (node instanceof OpApplNode apply && Nodes.opcode(apply) == ToolGlobals.OPCODE_fa
                && apply.getArgs()[0] instanceof OpApplNode function && Nodes.isVariable(function.getOperator())
                && reads.of(apply.getArgs()[1]) == 0) {
            UniqueString name = function.getOperator().getName();
            return Optional.of(new KeyedRead(variables.get(name.toString()), name, Optional.of(apply.getArgs()[1])));
        }
        return Optional.empty();
    }

    /** Where a formula reads variables at keys, and which it reads otherwise. Bound variables of its own would hide the key. */
    private final class KeyedReads {
        private final List<KeyedRead> reads = new ArrayList<>();
        private long others;

        void visit(SemanticNode node) {
            Optional<KeyedRead> read = keyedRead(node);
            if (read.isPresent()) {
                reads.add(read.get());
            } else if (node instanceof OpApplNode application && !Nodes.isQuantified(application)
                    && !Nodes.isVariable(application.getOperator())) {
                others |= Nodes.isDefined(application) ? InvariantAnalysis.this.reads.of(Nodes.definition(application)) : 0;
                Nodes.arguments(application).forEach(this::visit);
            } else {
                others |= InvariantAnalysis.this.reads.of(node);
            }
        }

        /** The reads of variables that are read at keys only. */
        List<KeyedRead> useful() {
            return reads.stream().filter(read -> !read.isIn(others)).toList();
        }
    }

    /** {@code \A o \in DOMAIN log[r] : body} or the like, whose body reads logs no further than {@code o}. */
    private final class IndexedBody {
        private final OpApplNode node;
        private final List<KeyedRead> logs = new ArrayList<>();
        private final List<Invariant.Bound> bounds = new ArrayList<>();
        private final KeyedReads rest = new KeyedReads();
        private final KeyedReads ends = new KeyedReads();

        IndexedBody(OpApplNode node) {
            this.node = node;
        }

        Optional<Invariant> invariant(Invariant.Formula whole) {
            if (node.getBdedQuantBounds().length != 1 || node.getBdedQuantSymbolLists()[0].length != 1 || !isDomain(node.getBdedQuantBounds()[0])) {
                return Optional.empty();
            }
            visit(node.getArgs()[0]);
            if (logs.stream().anyMatch(log -> log.isIn(rest.others))) {
                return Optional.empty();
            }
            IndexedFormula body = new IndexedFormula(node.getArgs()[0], node.getBdedQuantSymbolLists()[0][0], this::logRead);
            Invariant indexes = new Invariant.ForAllIndexes(node, body, logs, bounds, rest.useful(), rest.others, whole.reads());
            KeyedReads all = new KeyedReads();
            all.others = rest.others | ends.others;
            Stream.of(logs, rest.reads, ends.reads).forEach(all.reads::addAll);
            return Optional.of(new Invariant.AtKeys(all.useful(), all.others, indexes, whole.reads()));
        }

        /** {@code DOMAIN log[r]}, {@code 1..n}, or an intersection of such. */
        private boolean isDomain(SemanticNode set) {
            if (!(set instanceof OpApplNode application)) {
                return false;
            }
            if (Nodes.opcode(application) == ToolGlobals.OPCODE_cap) {
                return Nodes.arguments(application).stream().allMatch(this::isDomain);
            }
            if (Nodes.isRangeFromOne(application)) {
                bounds.add(new Invariant.Bound.UpTo(application.getArgs()[1]));
                ends.visit(application.getArgs()[1]);
                return true;
            }
            Optional<KeyedRead> log = Nodes.opcode(application) == ToolGlobals.OPCODE_domain ? logRead(application.getArgs()[0]) : Optional.empty();
            log.ifPresent(read -> {
                bounds.add(new Invariant.Bound.EndOf(read));
                ends.reads.add(read);
            });
            return log.isPresent();
        }

        /** {@code log[r]}, or a variable that is a log itself. */
        private Optional<KeyedRead> logRead(SemanticNode part) {
            if (part instanceof OpApplNode application && Nodes.isVariable(application.getOperator())) {
                UniqueString name = application.getOperator().getName();
                return Optional.of(new KeyedRead(variables.get(name.toString()), name, Optional.empty()));
            }
            return keyedRead(part);
        }

        private void visit(SemanticNode part) {
            Optional<KeyedRead> log = boundedRead(part);
            if (log.isPresent()) {
                logs.add(log.get());
            } else if (part instanceof OpApplNode application && keyedRead(part).isEmpty() && !Nodes.isVariable(application.getOperator())
                    && !Nodes.isQuantified(application)) {
                rest.others |= Nodes.isDefined(application) ? reads.of(Nodes.definition(application)) : 0;
                Nodes.arguments(application).forEach(this::visit);
            } else {
                rest.visit(part);
            }
        }

        /** {@code log[r][o]}, {@code log[r][o - 1]} or {@code SubSeq(log[r], 1, o)}. */
        private Optional<KeyedRead> boundedRead(SemanticNode part) {
            if (!(part instanceof OpApplNode application)) {
                return Optional.empty();
            }
            SemanticNode[] args = application.getArgs();
            if (Nodes.opcode(application) == ToolGlobals.OPCODE_fa && isAtMostIndex(args[1])) {
                return logRead(args[0]);
            }
            if (application.getOperator().getName().toString().equals("SubSeq") && args.length == 3 && isNumber(args[1]) && isAtMostIndex(args[2])) {
                return logRead(args[0]);
            }
            return Optional.empty();
        }

        private boolean isAtMostIndex(SemanticNode index) {
            if (!(index instanceof OpApplNode application)) {
                return false;
            }
            SymbolNode operator = application.getOperator();
            FormalParamNode bound = node.getBdedQuantSymbolLists()[0][0];
            return operator == bound
                    || operator.getName().toString().equals("-") && isAtMostIndex(application.getArgs()[0]) && isNumber(application.getArgs()[1]);
        }

        private static boolean isNumber(SemanticNode node) {
            return node instanceof NumeralNode;
        }
    }
}
