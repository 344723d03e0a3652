"""What each Python file below the arguments imports, by Python's own parser: one JSON object a line."""

import ast
import json
import pathlib
import sys

CAUGHT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def last_name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def names_import_error(node):
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(last_name(part) in CAUGHT for part in parts)


def catches(handler):
    return handler.type is None or names_import_error(handler.type)


def suppresses(item):
    call = item.context_expr
    is_call = isinstance(call, ast.Call) and last_name(call.func) == "suppress"
    return is_call and any(names_import_error(argument) for argument in call.args)


def type_checking(test):
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = type_checking(test.operand)
        return None if inner is None else not inner
    return True if last_name(test) == "TYPE_CHECKING" else None


def visit(node, caught, typing, found):
    guarded = caught or typing
    if isinstance(node, ast.Import):
        found.extend([node.lineno, 0, alias.name, None, guarded] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        found.extend([node.lineno, node.level, node.module or "", alias.name, guarded] for alias in node.names)
    elif isinstance(node, (ast.Try, getattr(ast, "TryStar", ast.Try))):
        inside = caught or any(catches(handler) for handler in node.handlers)
        for child in node.body:
            visit(child, inside, typing, found)
        for child in [*node.handlers, *node.orelse, *node.finalbody]:
            visit(child, caught, typing, found)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        inside = caught or any(suppresses(item) for item in node.items)
        for child in node.body:
            visit(child, inside, typing, found)
    elif isinstance(node, ast.If):
        test = type_checking(node.test)
        for child in node.body:
            visit(child, caught, typing or test is True, found)
        for child in node.orelse:
            visit(child, caught, typing or test is False, found)
    else:
        inside = caught and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for child in ast.iter_child_nodes(node):
            visit(child, inside, typing, found)


sys.setrecursionlimit(100_000)
for path in sorted(path for argument in sys.argv[1:] for path in pathlib.Path(argument).rglob("*.py")):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        continue
    found = []
    visit(tree, False, False, found)
    print(json.dumps({"path": str(path), "imports": found}))
