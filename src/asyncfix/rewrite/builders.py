"""The only makers of new syntax: they own parentheses and layout, and decide nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

Hole = cst.BaseExpression | Sequence[cst.Arg]
Holes = Mapping[str, Hole]
_LONGEST = 80
"""Of arguments on a line of their own, which is indented as well."""
_PRIMARY = (
    cst.Name,
    cst.Attribute,
    cst.Call,
    cst.Subscript,
    cst.BaseString,
    cst.BaseNumber,
    cst.List,
    cst.Set,
    cst.Dict,
    cst.BaseComp,
    cst.Ellipsis,
)


def dotted(text: str) -> cst.Name | cst.Attribute:
    """A name or a chain of attributes, from text such as "asyncio.to_thread"."""
    first, *rest = text.split(".")
    node: cst.Name | cst.Attribute = cst.Name(first)
    for name in rest:
        node = cst.Attribute(node, cst.Name(name))
    return node


def expression(text: str) -> cst.BaseExpression:
    """Any expression, from its text."""
    return cst.parse_expression(text)


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression within one more pair of parentheses."""
    return node.with_changes(
        lpar=(cst.LeftParen(), *node.lpar), rpar=(*node.rpar, cst.RightParen())
    )


def primary(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression as it may stand before `.name`, `[…]` and `(…)`, or after `await`."""
    if node.lpar or isinstance(node, _PRIMARY):
        return node
    return parenthesized(node)


def awaited(node: cst.BaseExpression) -> cst.Await:
    """`await node`; parentheses that stood around the node stand around the whole."""
    inner = primary(node.with_changes(lpar=(), rpar=()))
    return cst.Await(inner, lpar=node.lpar, rpar=node.rpar)


def fitted(
    node: cst.BaseExpression, replaced: cst.BaseExpression, parent: cst.CSTNode | None
) -> cst.BaseExpression:
    """The node as it may stand where `replaced` stands in `parent`."""
    if isinstance(parent, cst.Attribute | cst.Subscript):
        return primary(node) if parent.value is replaced else node
    if isinstance(parent, cst.Call):
        return primary(node) if parent.func is replaced else node
    if isinstance(parent, cst.Await):
        return primary(node)
    return node


def call(function: str, *arguments: cst.BaseExpression) -> cst.Call:
    """`function(arguments)`, from the function's dotted text."""
    return cst.Call(dotted(function), [cst.Arg(argument) for argument in arguments])


def lambda_of(node: cst.BaseExpression) -> cst.Lambda:
    """`lambda: node`, without the parentheses that stood around the node."""
    return cst.Lambda(cst.Parameters(), node.with_changes(lpar=(), rpar=()))


def deferred(node: cst.Call, function: str) -> cst.Call:
    """`function(f, *args)` for the call `f(*args)`, in the layout of its arguments."""
    target = cst.Arg(node.func, whitespace_after_arg=cst.SimpleWhitespace(""))
    space = node.whitespace_before_args
    if not node.args:
        args = [target.with_changes(whitespace_after_arg=space)]
        return cst.Call(dotted(function), args, lpar=node.lpar, rpar=node.rpar)
    after: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    if isinstance(space, cst.ParenthesizedWhitespace) and not _share_a_line(node.args):
        after = cst.ParenthesizedWhitespace(indent=space.indent, last_line=space.last_line)
    target = target.with_changes(comma=cst.Comma(whitespace_after=after))
    args = [target, *(_own_parentheses(arg) for arg in node.args)]
    return node.with_changes(
        func=dotted(function), args=args, whitespace_after_func=cst.SimpleWhitespace("")
    )


def _share_a_line(args: Sequence[cst.Arg]) -> bool:
    """Whether arguments stand on one line, the parenthesis after them on the next one."""
    text = "".join(cst.Module([]).code_for_node(item) for item in args)
    closing = args[-1].whitespace_after_arg
    return isinstance(closing, cst.ParenthesizedWhitespace) and "\n" not in text.rstrip()


def unpacked(node: cst.Call) -> cst.Call:
    """`f(*args)` for the call `function(f, *args)`; the reverse of `deferred`."""
    target, *rest = node.args
    return node.with_changes(
        func=primary(target.value),
        args=[arg for arg in rest if arg.keyword is None],
        whitespace_after_func=cst.SimpleWhitespace(""),
        whitespace_before_args=cst.SimpleWhitespace("")
        if not rest
        else node.whitespace_before_args,
    )


def passed(node: cst.Call, place: int, partial: str) -> cst.Call:
    """`function(f, *args)` for `function(f(*args))`, whose argument at `place` is that call.

    With a `partial` given it is `function(partial(f, *args))`.
    """
    argument = node.args[place]
    inner = cst.ensure_type(argument.value, cst.Call)
    if not inner.args or partial:
        value = deferred(inner, partial) if inner.args else inner.func
        new = [argument.with_changes(value=value.with_changes(lpar=(), rpar=()))]
    else:
        new = list(deferred(inner, partial or "f").args)
        new[-1] = new[-1].with_changes(
            comma=argument.comma, whitespace_after_arg=argument.whitespace_after_arg
        )
    return node.with_changes(args=[*node.args[:place], *new, *node.args[place + 1 :]])


def split_chain(
    node: cst.BaseExpression, count: int
) -> tuple[cst.BaseExpression, list[tuple[str, cst.Call]]]:
    """`f(x)`, and the last `count` calls of methods on what it gives: of `f(x).a(1).b(2)`, two."""
    calls: list[tuple[str, cst.Call]] = []
    for _ in range(count):
        call = cst.ensure_type(node, cst.Call)
        method = cst.ensure_type(call.func, cst.Attribute)
        calls.append((method.attr.value, call))
        node = method.value
    return node, calls[::-1]


def split_arguments(node: cst.Call) -> cst.Call:
    """The call with its arguments on a line of their own, or each on one if that would be long."""
    indented = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    closing = cst.ParenthesizedWhitespace(indent=True)
    *others, last = node.args
    if len("".join(cst.Module([]).code_for_node(item) for item in node.args)) > _LONGEST:
        each = cst.Comma(whitespace_after=indented)
        others = [item.with_changes(comma=each) for item in others]
        last = last.with_changes(comma=cst.Comma(whitespace_after=closing))
    else:
        last = last.with_changes(whitespace_after_arg=closing)
    return node.with_changes(whitespace_before_args=indented, args=[*others, last])


def _own_parentheses(arg: cst.Arg) -> cst.Arg:
    # f(x for x in y) may do without, an argument beside others may not
    if isinstance(arg.value, cst.GeneratorExp) and not arg.value.lpar:
        return arg.with_changes(value=parenthesized(arg.value))
    return arg


def keyword(name: str, value: str) -> cst.Arg:
    """The argument `name=value`."""
    return keyword_of(name, expression(value))


def keyword_of(name: str, value: cst.BaseExpression) -> cst.Arg:
    """The argument of that name."""
    none = cst.SimpleWhitespace("")
    equal = cst.AssignEqual(whitespace_before=none, whitespace_after=none)
    return cst.Arg(value, keyword=cst.Name(name), equal=equal)


def filled(template: str, holes: Holes) -> cst.BaseExpression:
    """The expression of a text, with something in the place of each `{name}` in it.

    What is a list of arguments goes into the call that the hole is an argument of.
    """
    names = {name: f"_{name}_" for name in holes}
    node = expression(template.format(**names))
    new = node.visit(_Fill({names[name]: value for name, value in holes.items()}))
    return new if isinstance(new, cst.BaseExpression) else node


class _Fill(cst.CSTTransformer):
    """Puts something in the place of each hole."""

    def __init__(self, holes: Holes) -> None:
        super().__init__()
        self._holes = holes

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        value = self._holes.get(updated_node.value)
        return primary(value) if isinstance(value, cst.BaseExpression) else updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        args: list[cst.Arg] = []
        for arg in updated_node.args:
            value = self._holes.get(arg.value.value) if isinstance(arg.value, cst.Name) else None
            if value is None or isinstance(value, cst.BaseExpression):
                args.append(arg)
            else:
                args += [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in value]
        return updated_node.with_changes(args=args)


def with_more(args: Sequence[cst.Arg], added: Sequence[cst.Arg]) -> list[cst.Arg]:
    """The arguments of a call with further ones, laid out as those that are there."""
    if not args or not added:
        return [*args, *_separated(added, cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))]
    between = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if len(args) > 1 and isinstance(args[-2].comma, cst.Comma):
        between = args[-2].comma
    last = args[-1]
    joined = last.with_changes(comma=between, whitespace_after_arg=cst.SimpleWhitespace(""))
    *inner, final = _separated(added, between)
    ended = final.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
    return [*args[:-1], joined, *inner, ended]


def _separated(args: Sequence[cst.Arg], comma: cst.Comma) -> list[cst.Arg]:
    return [*(arg.with_changes(comma=comma) for arg in args[:-1]), *args[-1:]]


def line(statement: cst.BaseSmallStatement) -> cst.SimpleStatementLine:
    """The small statement on a line of its own."""
    return cst.SimpleStatementLine([statement])


def assigned(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    """`name = value`."""
    return line(cst.Assign([cst.AssignTarget(cst.Name(name))], value))


def declared(name: str) -> cst.SimpleStatementLine:
    """`name: object`, which makes the name local to the function without binding it."""
    return line(cst.AnnAssign(cst.Name(name), cst.Annotation(cst.Name("object")), None))


def hoisted(
    name: str,
    statements: Sequence[cst.BaseStatement],
    nonlocals: Sequence[str] = (),
    globals: Sequence[str] = (),
) -> cst.FunctionDef:
    """`def name():` around the statements, with the declarations that they need."""
    head: list[cst.BaseStatement] = []
    if nonlocals:
        head.append(line(cst.Nonlocal([cst.NameItem(cst.Name(each)) for each in nonlocals])))
    if globals:
        head.append(line(cst.Global([cst.NameItem(cst.Name(each)) for each in globals])))
    return cst.FunctionDef(
        cst.Name(name), cst.Parameters(), cst.IndentedBlock([*head, *statements])
    )


def async_with(context: str, name: str, statements: Sequence[cst.BaseStatement]) -> cst.With:
    """`async with context as name:` around the statements; no `as` if the name is empty."""
    alias = cst.AsName(cst.Name(name)) if name else None
    return cst.With(
        [cst.WithItem(expression(context), alias)],
        cst.IndentedBlock(list(statements)),
        asynchronous=cst.Asynchronous(),
    )


def conditional(test: cst.BaseExpression, *body: cst.BaseStatement) -> cst.If:
    """`if test:` before the body."""
    return cst.If(test, cst.IndentedBlock(list(body)))


def asynchronous() -> cst.Asynchronous:
    """The `async` of `async with` and `async for`."""
    return cst.Asynchronous()


def collected(name: str, over: cst.BaseExpression, in_set: bool) -> cst.ListComp | cst.SetComp:
    """`[name async for name in over]`, or the same in braces."""
    if isinstance(over, cst.Lambda | cst.IfExp):
        over = primary(over)
    part = cst.CompFor(cst.Name(name), over, asynchronous=asynchronous())
    kind = cst.SetComp if in_set else cst.ListComp
    return kind(cst.Name(name), part)
