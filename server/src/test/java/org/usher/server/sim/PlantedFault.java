package org.usher.server.sim;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * A mistake that somebody could make in production's code, made in a copy of the compiled class: nothing of it is in the code itself.
 *
 * @param name what is wrong
 * @param className where
 * @param method in which method, of any signature
 * @param call the method called there
 * @param nth which of those calls, from 1
 * @param change what becomes of it
 * @param seed from which on it is looked for; one that is known to find it saves time
 */
record PlantedFault(String name, String className, String method, String call, int nth, Change change, long seed) {

    /** Looked for from the first seed on. */
    PlantedFault(String name, String className, String method, String call, int nth, Change change) {
        this(name, className, method, call, nth, change, 1);
    }

    /** The same, looked for from this seed on. */
    PlantedFault from(long first) {
        return new PlantedFault(name, className, method, call, nth, change, first);
    }

    enum Change {
        /** It is not made; what it would have returned is 0, false or null. */
        FORGOTTEN,
        /** It is made, and what it answers is turned round. */
        OPPOSITE,
        /** Its last argument, a long, is one more. */
        ONE_MORE
    }

    /** The class with the fault in it. */
    byte[] plant(byte[] original, ClassLoader loader) {
        ClassFile classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver())));
        Planting planting = new Planting();
        byte[] changed = classes.transformClass(
                classes.parse(original),
                ClassTransform.transformingMethodBodies(m -> m.methodName().equalsString(method), planting));
        if (planting.seen < nth) {
            throw new IllegalStateException("no call " + nth + " of " + call + " in " + className + "." + method
                    + ": the code has changed; plant the fault anew");
        }
        return changed;
    }

    private final class Planting implements CodeTransform {
        private int seen;

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof InvokeInstruction invoke && invoke.name().equalsString(call) && ++seen == nth) {
                change(code, invoke);
            } else {
                code.with(element);
            }
        }
    }

    private void change(CodeBuilder code, InvokeInstruction invoke) {
        switch (change) {
            case FORGOTTEN -> forget(code, invoke);
            case OPPOSITE -> code.with(invoke).iconst_1().ixor();
            case ONE_MORE -> code.lconst_1().ladd().with(invoke);
        }
    }

    private static void forget(CodeBuilder code, InvokeInstruction invoke) {
        MethodTypeDesc type = invoke.typeSymbol();
        List<ClassDesc> parameters = type.parameterList();
        for (ClassDesc parameter : parameters.reversed()) {
            pop(code, parameter);
        }
        if (invoke.opcode() != java.lang.classfile.Opcode.INVOKESTATIC) {
            code.pop();
        }
        switch (TypeKind.from(type.returnType())) {
            case VOID -> {}
            case LONG -> code.lconst_0();
            case DOUBLE -> code.dconst_0();
            case FLOAT -> code.fconst_0();
            case REFERENCE -> code.aconst_null();
            default -> code.iconst_0();
        }
    }

    private static void pop(CodeBuilder code, ClassDesc parameter) {
        if (TypeKind.from(parameter).slotSize() == 2) {
            code.pop2();
        } else {
            code.pop();
        }
    }
}
