"""How our templates become pages: without their indentation, and what never changes only once."""

import html
import re
from itertools import groupby

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Node
from django.template.base import NodeList, TextNode, VariableNode, render_value_in_context
from django.template.defaulttags import IfNode, URLNode
from django.template.loaders import base, cached, filesystem
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString

from notes.paths import place_of


class Loader(filesystem.Loader):
    """Takes indentation and empty lines out of a page's template, once, when it is loaded.

    Templates are indented for those who write them; those who read the pages pay for it. What a
    template prints is not touched, and every line break that separates two words stays. So no
    template may indent a preformatted text of its own, nor a `blocktranslate` without `trimmed`.
    """

    def get_contents(self, origin):
        source = super().get_contents(origin)
        return re.sub(r"\n\s+", "\n", source) if origin.name.endswith(".html") else source


class _Folding(base.Loader):
    def get_template(self, template_name, skip=None):
        template = super().get_template(template_name, skip)
        if isinstance(template.origin.loader, Loader):
            template.nodelist = _folded(template.nodelist)
        return template


class CachedLoader(cached.Loader, _Folding):
    """Keeps templates; in ours, what is the same on every page is said once (`Constant`)."""


class Constant(Node):
    """Neighbours that depend on nothing but language and place: text, words, addresses, files.

    To look words and addresses up again was a third of what it cost to write a page.
    """

    child_nodelists = ()

    def __init__(self, nodes):
        self.nodes, self.said = nodes, {}
        self.names_files = any(isinstance(node, StaticNode) for node in nodes)

    def render(self, context):
        key = place_of(context)
        if self.names_files:
            key = (*key, staticfiles_storage)
        if key not in self.said:
            self.said[key] = SafeString("".join(node.render(context) for node in self.nodes))
        return self.said[key]


class Printed(VariableNode):
    """`{{ … }}`. Nearly all is text: Django asks of each one, too, whether it is a moment, a number to be
    written as the country does, or to be translated."""

    def render(self, context):
        try:
            said = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(said) is SafeString:
            return said
        if type(said) is str and context.autoescape:
            return html.escape(said)
        return render_value_in_context(said, context)


class Nodes(NodeList):
    """Of a template that is read and will not change: each page that fills the blocks of a frame asks the
    frame for them, and it has looked through all its nodes."""

    def get_nodes_by_type(self, nodetype):
        known = self.__dict__.setdefault("by_type", {})
        if nodetype not in known:
            known[nodetype] = super().get_nodes_by_type(nodetype)
        return known[nodetype]


def _folded(nodes) -> Nodes:
    found = Nodes()
    for is_constant, run in groupby(nodes, _is_constant):
        run = list(run)
        if is_constant and any(not isinstance(node, TextNode) for node in run):
            found.append(Constant(run))
        else:
            found.extend(map(_printed, run))
    for node in found:
        _fold_below(node)
    return found


def _printed(node):
    if type(node) is VariableNode:
        node.__class__ = Printed  # it keeps its place in the template, for who looks for a mistake
    return node


def _fold_below(node):
    if isinstance(node, IfNode):
        node.conditions_nodelists = [
            (when, _folded(then)) for when, then in node.conditions_nodelists
        ]
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            setattr(node, name, _folded(nodes))


def _is_constant(node) -> bool:
    """Nothing of what sets a variable: that is for the nodes that follow."""
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return not (node.asvar or node.message_context) and _is_literal(node.filter_expression)
        case StaticNode():
            return not node.varname and _is_literal(node.path)
        case URLNode():
            said = (node.view_name, *node.args, *node.kwargs.values())
            return not node.asvar and all(map(_is_literal, said))
    return False


def _is_literal(expression) -> bool:
    """Quoted text or a number, without a filter."""
    return not expression.filters and not getattr(expression.var, "lookups", None)
