package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.stmt.Statement;
import java.util.List;

/** A change of one method. One that finds nothing to change is an error: the source has moved on from under it. */
@FunctionalInterface
interface Edit {
    void apply(MethodDeclaration method);

    /** Every expression of this text becomes that one. */
    static Edit replace(String expression, String by) {
        Expression wanted = StaticJavaParser.parseExpression(expression);
        return method -> {
            List<Expression> found = method.findAll(Expression.class, wanted::equals);
            assertThat(found).as("places of '%s' in %s", expression, method.getNameAsString()).isNotEmpty();
            found.forEach(place -> assertThat(place.replace(StaticJavaParser.parseExpression(by))).isTrue());
        };
    }

    /** A statement is left out. */
    static Edit drop(String statement) {
        Statement wanted = StaticJavaParser.parseStatement(statement);
        return method -> {
            List<Statement> found = method.findAll(Statement.class, wanted::equals);
            assertThat(found).as("places of '%s' in %s", statement, method.getNameAsString()).isNotEmpty();
            found.forEach(place -> assertThat(place.remove()).isTrue());
        };
    }

    /** The condition of the only {@code if} of this text never holds. */
    static Edit never(String condition) {
        return replace(condition, "false");
    }

    /** A statement is put in front of another. */
    static Edit insertBefore(String statement, String inserted) {
        Statement wanted = StaticJavaParser.parseStatement(statement);
        return method -> {
            var block = method.getBody().orElseThrow();
            int index = block.getStatements().indexOf(wanted);
            assertThat(index).as("place of '%s' in %s", statement, method.getNameAsString()).isNotNegative();
            block.addStatement(index, StaticJavaParser.parseStatement(inserted));
        };
    }

    /** A statement is put in front of all others. */
    static Edit insertFirst(String inserted) {
        return method -> method.getBody().orElseThrow().addStatement(0, StaticJavaParser.parseStatement(inserted));
    }

    /** This edit and then another. */
    default Edit then(Edit next) {
        return method -> {
            apply(method);
            next.apply(method);
        };
    }
}
