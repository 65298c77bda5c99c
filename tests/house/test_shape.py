"""The numbers of the house: small functions, small files, few parameters, imports one way."""

import ast
import re
import statistics
import subprocess
import sys

from tests.house import code

MEDIAN, MOST, LONGEST, LONGEST_TEST = 8, 25, 40, 60
FILE, FILE_TEST = 400, 500
POSITIONAL, PARAMETERS = 4, 8
VAGUE = {"utils", "helpers", "common", "manager", "service", "data", "info"}
UNRULY = {"django.db", "django.http", "django.shortcuts", "models", "lianfang.core.clock.now", "time"}
# What no committed file may speak of: where the checkout lies on somebody's machine, and anybody's home.
FOREIGN = re.compile(rf"{re.escape(str(code.ROOT))}\b|/home/\w+/|/Users/\w+/")


def test_functions_are_small():
    lengths = sorted(f.lines for f in code.functions() if not f.is_test)
    assert statistics.median(lengths) <= MEDIAN
    assert lengths[int(len(lengths) * 0.95)] <= MOST


def test_no_function_is_long():
    limit = {True: LONGEST_TEST, False: LONGEST}
    assert [(f.where, f.lines) for f in code.functions() if f.lines > limit[f.is_test]] == []


def test_no_file_is_long():
    limit = {True: FILE_TEST, False: FILE}
    lengths = [(path, len(path.read_bytes().splitlines())) for path in code.files()]
    assert [(str(path), lines) for path, lines in lengths if lines > limit[code.is_test(path)]] == []


def test_no_function_takes_many_parameters():
    assert [f.where for f in code.functions() if _parameters(f) > PARAMETERS] == []
    assert [f.where for f in code.functions() if _positional(f) > POSITIONAL] == []


def _positional(function: code.Function) -> int:
    given = function.node.args
    names = [a.arg for a in (*given.posonlyargs, *given.args)]
    is_bound = function.is_method and "staticmethod" not in code.decorators(function.node)
    # Fixtures of a test are not arguments that anybody passes.
    return 0 if function.is_test else len(names) - is_bound


def _parameters(function: code.Function) -> int:
    given = function.node.args
    rest = (given.vararg is not None) + (given.kwarg is not None)
    return _positional(function) + len(given.kwonlyargs) + rest


def test_no_module_has_a_vague_name():
    named = {part for path in code.files() for part in (*path.relative_to(code.ROOT).parts[:-1], path.stem)}
    assert named & VAGUE == set()


def test_nothing_names_the_machine_it_was_written_on():
    assert [str(p) for p in code.files() if FOREIGN.search(p.read_text())] == []


def test_imports_go_one_way():
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    told = subprocess.run(command, cwd=code.ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-2000:]


def test_rules_know_no_database_no_web_and_no_clock():
    assert [(str(p), name) for p in code.files() if _is_rules(p) for name in _imported(p) & UNRULY] == []


def _is_rules(path):
    return not code.is_test(path) and (path.stem == "rules" or path.parent.name == "rules")


def _imported(path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(code.tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
            found |= {alias.name for alias in node.names if node.level and not module}
    return found
