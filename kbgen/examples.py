"""The executable examples beside the pages: load one by path, judge its signature, show its source."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from symtable import SymbolTable, symtable
from traceback import extract_tb
from types import FunctionType, ModuleType
from typing import Any

from kbgen.content import Content
from kbgen.content.messages import suggest
from kbgen.errors import ExampleError, MissingExtraError
from kbgen.schema import Computable, Ref

_NAMESPACE = "kbgen_content"
_modules: dict[Path, tuple[int, ModuleType]] = {}
"""By path: the time of the last change, and what was loaded then."""


def module_path(content: Content, ref: str, *, oracles: bool = False) -> Path | None:
    """The file of the examples of the page that holds `ref` (or of its oracles), if there is one."""
    file = content.file_of[Ref(ref)]
    path = content.root / file.kind / f"{_underscored(file.stem)}{'_oracles' if oracles else ''}.py"
    return path if path.is_file() else None


def load(content: Content, ref: str, *, oracles: bool = False) -> Callable[..., Any] | None:
    """The function of `ref`: its example, or the adapter to its oracle.

    None if the page has no such file, or if the entry needs no such function (no LaTeX, no oracle) and has none.
    Raises `ExampleError` with file and line if the file cannot be loaded or lacks the function, and
    `MissingExtraError` if torch is not installed.
    """
    path = module_path(content, ref, oracles=oracles)
    if path is None:
        return None
    kind, name = Ref(ref).kind, _underscored(Ref(ref).id)
    shown = f"{content.root.name}/{kind}/{path.name}"
    module = _module(content, f"{_NAMESPACE}.{kind}.{path.stem}", path, shown)
    found = vars(module).get(name)
    if isinstance(found, FunctionType) and found.__module__ == module.__name__:
        return found
    if found is not None:
        what = f"'{name}' is not a function of this file; write it here: def {name}(…)"
        raise ExampleError(f"{shown}:{_line_of(path, name)}", what)
    entry = content.entries.get(Ref(ref))
    if not isinstance(entry, Computable) or (entry.oracle if oracles else entry.latex) is None:
        return None
    functions = [other for other, value in vars(module).items() if isinstance(value, FunctionType)]
    add = f"; add def {name}({', '.join(parameters_of(entry))})"
    raise ExampleError(f"{shown}:1", f"no function '{name}'{suggest(name, functions) or add}")


def parameters_of(entry: Computable) -> tuple[str, ...]:
    """The parameters of the example: `py` of the variables in order, then each size that no variable's shape holds."""
    shapes = " ".join(size for variable in entry.variables for size in variable.shape)
    bound = re.findall(r"[^\W\d]\w*", shapes)
    given = (variable.py for variable in entry.variables if variable.py)
    return (*given, *(size for size in entry.sizes if size not in bound))


def check_signature(function: Callable[..., Any], entry: Computable) -> list[str]:
    """What is wrong with the parameters of `function`, each with what to do; empty if nothing is."""
    signature = inspect.signature(function)
    needed, found = parameters_of(entry), signature.parameters
    extra = [name for name in found if name not in needed]
    missing = [name for name in needed if name not in found]
    order = [name for name in found if name in needed]
    problems = [f"no parameter '{name}'{suggest(name, extra) or '; add it'}" for name in missing]
    for name, parameter in found.items():
        if parameter.kind in _UNNAMED:
            problems.append(f"parameter '{name}' cannot be given by name; write out {', '.join(needed)}")
            continue
        if name in extra and parameter.default is parameter.empty:
            problems.append(f"parameter '{name}' is no variable of the entry; take it away or give it a default")
        if parameter.annotation is parameter.empty:
            problems.append(f"parameter '{name}' has no annotation; write {name}: Tensor, float, int, Sequence[str]…")
    for variable in entry.variables:
        default = found[variable.py].default if variable.py is not None and variable.py in found else None
        if isinstance(default, float | int) and variable.typical is not None:
            typical = variable.typical.partition(" ")[0]  # without its unit
            if _is_number(typical) and float(typical) != default:
                both = f"{default} by default, {typical} is typical"
                problems.append(f"parameter '{variable.py}' is {both}; agree on one")
    if order != [name for name in needed if name in found]:
        problems.append(f"parameters stand as {', '.join(order)}; order them as {', '.join(needed)}")
    if signature.return_annotation is signature.empty:
        problems.append("the result has no annotation; write -> Tensor, float, tuple[Tensor, …]…")
    return problems


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def source_of(path: Path, name: str) -> str:
    """The function `name` of the file `path` as a reader would paste it, comments and all.

    First the imports it uses, then the constants and functions of the file it uses, then itself.
    Raises `ExampleError` if the file cannot be read or has no such function.
    """
    file = _Source(path)
    needed = file.needed_by(name)
    imports = file.imports(needed)
    helpers = [part for part in file.parts if not part.is_import and part.binds & needed and name not in part.binds]
    own = [part for part in file.parts if name in part.binds]
    blocks = [[imports]] if imports else []
    for before, part in zip([None, *helpers], helpers, strict=False):
        if before and before.is_constant and part.is_constant:
            blocks[-1].append(part.text)
        else:
            blocks.append([part.text])
    return "\n\n\n".join(["\n".join(block) for block in blocks] + [part.text for part in own]) + "\n"


def names_in(path: Path, name: str) -> set[str]:
    """The names that the code of a function, and of what it uses, mentions: of variables, functions and attributes."""
    nodes = list(ast.walk(ast.parse(source_of(path, name))))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def fingerprint_of(path: Path, name: str) -> str:
    """A hash of what `source_of` shows that no comment, docstring or formatting changes."""
    tree = ast.parse(source_of(path, name))
    return sha256(repr(_code_of(tree)).encode()).hexdigest()


_UNNAMED = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def _underscored(name: str) -> str:
    return name.replace("-", "_")


def _module(content: Content, name: str, path: Path, shown: str) -> ModuleType:
    """The module in `path`, loaded again only if the file has changed."""
    path = path.resolve()
    changed = path.stat().st_mtime_ns
    if path in _modules and _modules[path][0] == changed:
        return _modules[path][1]
    before, search = sys.modules.get(name), list(sys.path)
    try:
        module = _execute(name, path)
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        if before is not None:
            sys.modules[name] = before
        raise _explained(error, content, path, shown) from error
    finally:
        sys.path[:] = search
    _modules[path] = changed, module
    return module


def _execute(name: str, path: Path) -> ModuleType:
    """Run the file as the module `name`.

    Compiled here and not by the import system, which would write __pycache__ into the content, and read a stale one.
    """
    spec = spec_from_file_location(name, path)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # where dataclasses and typing look the module of a class up
    exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), vars(module))
    return module


def _explained(error: BaseException, content: Content, path: Path, shown: str) -> ExampleError | MissingExtraError:
    """What went wrong on loading, in one line with what to do."""
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f"{shown}:{lines[-1] if lines else 1}"
    if isinstance(error, SyntaxError) and error.filename in (str(path), None):
        return ExampleError(f"{shown}:{error.lineno or 1}", f"not Python: {error.msg}; correct the line")
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _not_installed(error.name.partition(".")[0], content, where)
    if isinstance(error, ImportError):
        return ExampleError(where, f"{_one_line(error)}; correct the import")
    return ExampleError(where, f"raises {type(error).__name__} when loaded: {_one_line(error)}; correct the file")


def _not_installed(module: str, content: Content, where: str) -> ExampleError | MissingExtraError:
    if module == "torch":
        return MissingExtraError("torch", "verify")
    oracles = (entry.oracle for entry in content.entries.values() if isinstance(entry, Computable) and entry.oracle)
    packages = {oracle.function.partition(".")[0]: oracle.library for oracle in oracles}
    if module in packages:
        return ExampleError(where, f"{packages[module]} is not installed; run: pip install {packages[module]}")
    if module == _NAMESPACE:
        return ExampleError(where, "imports from another page; write what it needs into this file")
    hint = suggest(module, ["torch", *packages, *sys.stdlib_module_names])
    return ExampleError(where, f"no module '{module}'{hint or '; an example imports torch and the standard library'}")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _line_of(path: Path, name: str) -> int:
    return next((part.line for part in _Source(path).parts if name in part.binds), 1)


class _Part:
    """One statement at the top of a file: its text, what it binds and what it needs."""

    def __init__(self, node: ast.stmt, lines: list[str]) -> None:
        decorators = getattr(node, "decorator_list", [])
        self.line = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        first = self.line
        while first > 1 and lines[first - 2].startswith("#"):
            first -= 1
        # Whole lines: the comment after the last one, often a shape, is no part of the node.
        self.text = "\n".join(lines[first - 1 : node.end_lineno])
        self.node = node
        self.is_import = isinstance(node, ast.Import | ast.ImportFrom)
        self.is_constant = isinstance(node, ast.Assign | ast.AnnAssign)
        table = symtable(self.text, "<part>", "exec")
        self.binds = {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
        }
        self.needs = set(_globals_of(table))


class _Source:
    """The statements at the top of a file, and which of them a name needs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            self.lines = text.split("\n")
            self.parts = [_Part(node, self.lines) for node in ast.parse(text).body]
        except SyntaxError as error:
            raise ExampleError(f"{path}:{error.lineno or 1}", f"not Python: {error.msg}; correct the line") from None
        except (OSError, ValueError) as error:
            raise ExampleError(f"{path}:1", f"cannot be read: {_one_line(error)}; check the file") from None

    def needed_by(self, name: str) -> set[str]:
        """`name` and every name that it needs, and that those need."""
        if not any(name in part.binds for part in self.parts):
            known = [bound for part in self.parts for bound in part.binds]
            raise ExampleError(f"{self.path}:1", f"no function '{name}'{suggest(name, known) or '; write it'}")
        needed, left = {name}, [name]
        while left:
            bound = left.pop()
            for part in self.parts:
                if bound in part.binds:
                    new = part.needs - needed
                    needed |= new
                    left += new
        return needed

    def imports(self, needed: set[str]) -> str:
        """The imports that bind a needed name, without the names that are not; blank lines between them are kept."""
        written: list[str] = []
        last = 0
        for part in self.parts:
            node = part.node
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            kept = [alias for alias in node.names if future or _bound_by(alias) in needed]
            if kept:
                if written and any(not line.strip() for line in self.lines[last : part.line - 1]):
                    written.append("")
                written.append(_import(node, kept))
                last = node.end_lineno or part.line
        return "\n".join(written)


def _import(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> str:
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(names))
    return ast.unparse(ast.ImportFrom(node.module, names, node.level))


def _bound_by(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _globals_of(table: SymbolTable) -> Iterator[str]:
    """The names of the file that are read in `table` or in a scope inside it."""
    for symbol in table.get_symbols():
        if symbol.is_referenced() and symbol.is_global():
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _globals_of(inner)


def _code_of(node: object) -> object:
    """`node` without docstrings and without what is empty, which not every version of Python has in its trees."""
    if isinstance(node, list):
        return [_code_of(item) for item in node]
    if not isinstance(node, ast.AST):
        return node
    fields = dict(ast.iter_fields(node))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
        fields["body"] = node.body[1:]
    return type(node).__name__, [(name, _code_of(value)) for name, value in fields.items() if value not in (None, [])]
