package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            return new Invariant.Implication(condition, reads.of(condition), of(application.getArgs()[1]), whole, whole.reads());
        } else if (opcode == ToolGlobals.OPCODE_bf) {
            return forAll(application, whole);
        } else if (Nodes.isDefined(application) && application.getArgs().length == 0) {
            return of(Nodes.definition(application).getBody());
        }
        return atKeys(whole);
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
        return new Invariant.ForAll(node, setReads, of(node.getArgs()[0]), whole, whole.reads());
    }

    /** A formula that reads some variables at certain keys only. */
    private Invariant atKeys(Invariant.Formula whole) {
        KeyedReads found = new KeyedReads();
        found.visit(whole.node());
        long keyed = found.reads.stream().mapToLong(read -> 1L << read.variable()).reduce(0, (a, b) -> a | b) & ~found.others;
        List<KeyedRead> useful = found.reads.stream().filter(read -> (keyed & 1L << read.variable()) != 0).toList();
        return useful.isEmpty() ? whole : new Invariant.AtKeys(useful, whole.reads() & ~keyed, whole, whole.reads());
    }

    /** {@code variable[key]}, with a key that reads no variable. */
    private Optional<KeyedRead> keyedRead(SemanticNode node) {
        if (node instanceof OpApplNode apply && Nodes.opcode(apply) == ToolGlobals.OPCODE_fa
                && apply.getArgs()[0] instanceof OpApplNode function && Nodes.isVariable(function.getOperator())
                && reads.of(apply.getArgs()[1]) == 0) {
            UniqueString name = function.getOperator().getName();
            return Optional.of(new KeyedRead(variables.get(name.toString()), name, apply.getArgs()[1]));
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
    }

    /** {@code \A o \in DOMAIN log[r] : body} or the like, whose body reads logs no further than {@code o}. */
    private final class IndexedBody {
        private final OpApplNode node;
        private final List<KeyedRead> logs = new ArrayList<>();
        private long others;

        IndexedBody(OpApplNode node) {
            this.node = node;
        }

        Optional<Invariant> invariant(Invariant.Formula whole) {
            if (node.getBdedQuantBounds().length != 1 || node.getBdedQuantSymbolLists()[0].length != 1) {
                return Optional.empty();
            }
            List<KeyedRead> domain = new ArrayList<>();
            if (!isDomain(node.getBdedQuantBounds()[0], domain)) {
                return Optional.empty();
            }
            visit(node.getArgs()[0]);
            logs.addAll(domain);
            boolean mixed = logs.stream().anyMatch(log -> (others & 1L << log.variable()) != 0);
            return mixed ? Optional.empty() : Optional.of(new Invariant.ForAllIndexes(node, logs, domain, others, whole.reads()));
        }

        /** {@code DOMAIN log[r]} or an intersection of such. */
        private boolean isDomain(SemanticNode set, List<KeyedRead> domain) {
            if (!(set instanceof OpApplNode application)) {
                return false;
            }
            if (Nodes.opcode(application) == ToolGlobals.OPCODE_cap) {
                return Nodes.arguments(application).stream().allMatch(part -> isDomain(part, domain));
            }
            Optional<KeyedRead> log = Nodes.opcode(application) == ToolGlobals.OPCODE_domain
                    ? keyedRead(application.getArgs()[0]) : Optional.empty();
            log.ifPresent(domain::add);
            return log.isPresent();
        }

        private void visit(SemanticNode part) {
            Optional<KeyedRead> log = boundedRead(part);
            if (log.isPresent()) {
                logs.add(log.get());
            } else if (part instanceof OpApplNode application && !Nodes.isVariable(application.getOperator())
                    && !Nodes.isQuantified(application)) {
                others |= Nodes.isDefined(application) ? reads.of(Nodes.definition(application)) : 0;
                Nodes.arguments(application).forEach(this::visit);
            } else {
                others |= reads.of(part);
            }
        }

        /** {@code log[r][o]}, {@code log[r][o - 1]} or {@code SubSeq(log[r], 1, o)}. */
        private Optional<KeyedRead> boundedRead(SemanticNode part) {
            if (!(part instanceof OpApplNode application)) {
                return Optional.empty();
            }
            SemanticNode[] args = application.getArgs();
            if (Nodes.opcode(application) == ToolGlobals.OPCODE_fa && isAtMostIndex(args[1])) {
                return keyedRead(args[0]);
            }
            if (application.getOperator().getName().toString().equals("SubSeq") && args.length == 3 && isNumber(args[1]) && isAtMostIndex(args[2])) {
                return keyedRead(args[0]);
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
