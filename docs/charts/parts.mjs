/* Cuts the library into parts that can be run one by one, each in a moment of its own: all at once they would hold up a slow
   machine for a third of a second. */

const ENOUGH = 24_000; // bytes of a part, unless one module has more

/* Modules in the order in which they would be done if the library ran at once; of a circle of modules that ask for one
   another only the one it is entered by, since a circle must be run as a whole (Tarjan). */
function inOrder(modules, entry) {
  const number = new Map(), lowest = new Map(), open = [], done = [];
  const asked = (name) => modules[name].imports.filter((each) => modules[each.path]).map((each) => each.path);
  function visit(name) {
    number.set(name, number.size);
    lowest.set(name, number.get(name));
    open.push(name);
    for (const other of asked(name)) {
      if (!number.has(other)) visit(other);
      if (open.includes(other)) lowest.set(name, Math.min(lowest.get(name), lowest.get(other)));
    }
    if (lowest.get(name) !== number.get(name)) return;
    done.push({ name, members: open.splice(open.indexOf(name)) });
  }
  visit(entry);
  return done;
}

/* The text of a script that gives `window.PlotlyParts`: functions to be called in their order; the last gives the library. */
export function partsOf({ inputs, outputs }, entry) {
  const written = Object.values(outputs)[0].inputs;
  const parts = [[]];
  let size = 0;
  for (const { name, members } of inOrder(inputs, entry)) {
    const own = members.reduce((sum, each) => sum + (written[each] ? written[each].bytesInOutput : 0), 0);
    if (size + own > ENOUGH && size) { parts.push([]); size = 0; }
    parts.at(-1).push(name);
    size += own;
  }
  const call = (names) => `() => [${names.map((name) => `require(${JSON.stringify(`./${name}`)})`).join(", ")}].pop()`;
  return `window.PlotlyParts = [\n${parts.map(call).join(",\n")},\n];\n`;
}
