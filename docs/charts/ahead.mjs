/* Browsers compile a function on the page's own thread when it is called for the first time. One in parentheses is compiled with
   its script, on another thread. So are the modules, and whatever a first drawing calls (first.json, made by first.py). */
import { parse } from "acorn";
import { fullAncestor } from "acorn-walk";

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const isMethod = (parent, node) => (parent.type === "Property" && (parent.method || parent.kind !== "init") && parent.value === node) || parent.type === "MethodDefinition";

/* All functions of a script in the order in which they begin, each with its parent and the functions directly in it. */
function functionsOf(tree) {
  const found = [];
  fullAncestor(tree, (node, _state, ancestors) => { if (FUNCTIONS.has(node.type)) found.push({ node, parent: ancestors.at(-2), outer: ancestors.slice(0, -1).findLast((each) => FUNCTIONS.has(each.type)), inner: [] }); });
  found.sort((a, b) => a.node.start - b.node.start);
  const known = new Map(found.map((each) => [each.node, each]));
  found.forEach((each) => { if (each.outer) known.get(each.outer).inner.push(each); });
  return found;
}

/* The arguments of esbuild's wrapper: the modules. */
function modulesOf(tree, all) {
  const wrapper = tree.body[0].expression.callee.body.body[0].declarations[0].id.name;
  const modules = all.filter(({ parent }) => parent.type === "CallExpression" && parent.callee.name === wrapper).map(({ node }) => node.start);
  if (modules.length < 100) throw new Error("esbuild no longer writes modules as wrapped functions");
  return modules;
}

/* Where a statement may come first in the body of a function: after its directives. */
const top = ({ body }) => body.body.findLast((each) => each.directive)?.end ?? body.start + 1;

/* The script with `called`, positions of functions in it, in parentheses. A declaration is one of a variable then, at the top
   of its function, where declarations take effect. */
export function compiledAhead(text, called) {
  const tree = parse(text, { ecmaVersion: 2022, sourceType: "script" }), all = functionsOf(tree);
  const wanted = new Set([...modulesOf(tree, all), ...called]);
  const missing = called.filter((start) => !all.some(({ node }) => node.start === start));
  if (missing.length) throw new Error(`first.json names functions that are not there: ${missing.length}; run first.py`);

  const isStatement = ({ node, parent, outer }) => node.type === "FunctionDeclaration" && outer && parent === outer.body && !node.async && !node.generator;
  const isValue = ({ node, parent }) => node.type !== "FunctionDeclaration" && !isMethod(parent, node);

  /* A piece of the script with some of its own pieces written otherwise. */
  function between(from, to, parts) {
    let left = "", at = from;
    for (const [start, end, put] of parts) {
      left += text.slice(at, start) + put;
      at = end;
    }
    return left + text.slice(at, to);
  }

  /* The text of a function, and what has to stand at the top of the one around it. */
  function written({ node, inner }) {
    const above = [];
    const inside = inner.map((each) => {
      const { start, end, id } = each.node, own = written(each);
      if (!wanted.has(start)) return [start, end, own];
      if (isStatement(each)) {
        above.push(`var ${id.name}=(function${own.slice(id.end - start)});`);
        return [start, end, ""];
      }
      return [start, end, isValue(each) ? `(${own})` : own];
    });
    const parts = above.length ? [[top(node), top(node), above.join("")], ...inside] : inside;
    return between(node.start, node.end, parts.sort((a, b) => a[0] - b[0]));
  }
  const outermost = all.filter(({ outer }) => !outer);
  return between(0, text.length, outermost.map((each) => [each.node.start, each.node.end, written(each)]));
}
