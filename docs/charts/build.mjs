/* Makes assets/vendor/plotly-charts.min.js: npm ci && node build.mjs. After a change of the versions in package.json, or of what is
   built: npm ci && node build.mjs --bare && python first.py && node build.mjs (first.py: in the environment of the demonstration). */
import { parse } from "acorn";
import { full } from "acorn-walk";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledAhead } from "./ahead.mjs";
import { partsOf } from "./parts.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const VERSION = JSON.parse(await readFile(here("package.json"))).devDependencies["plotly.js"];
const TEXTS = new Set(["Literal", "TemplateLiteral", "BinaryExpression", "CallExpression"]);

/* Attributes carry their documentation: a third of the library, read by nobody here. Plotly's own bundles leave it out, too. */
function withoutDescriptions(text) {
  const found = [];
  full(parse(text, { ecmaVersion: 2022, sourceType: "script" }), (node) => {
    if (node.type === "Property" && node.key.name === "description" && TEXTS.has(node.value.type)) found.push(node);
  });
  return found.sort((a, b) => b.start - a.start).reduce((left, { start, end }) => left.slice(0, start) + left.slice(end).replace(/^\s*,/, ""), text);
}

/* Modules that plotly.js asks for by name, and that only do something for what our charts switch off: the bar of buttons, lines
   and areas drawn or selected by hand, its own legend, commands of its menus, templates, axes that glide. */
const NOTHING = "module.exports = () => {};", NO_PARTS = "module.exports = {};";
const LEFT_OUT = {
  "components/legend/defaults.js": NOTHING,
  "components/legend/draw.js": NOTHING,
  "components/modebar/buttons.js": NO_PARTS,
  "components/modebar/manage.js": NOTHING,
  "components/selections/index.js": "const nothing = () => {}; module.exports = { prepSelect: nothing, clearOutline: nothing, selectOnClick: nothing };",
  "components/shapes/display_outlines.js": NOTHING,
  "plot_api/template_api.js": NO_PARTS,
  "plot_api/validate.js": NOTHING,
  "plots/cartesian/transition_axes.js": NOTHING,
  "plots/command.js": NO_PARTS,
};
// Fails where another version of plotly.js has one of them elsewhere.
await Promise.all(Object.keys(LEFT_OUT).map((name) => access(here(`node_modules/plotly.js/src/${name}`))));

const descriptions = {
  name: "descriptions",
  setup: (steps) => steps.onLoad({ filter: /plotly\.js\/src\/.*\.js$/ }, async ({ path }) => ({ contents: LEFT_OUT[path.split("plotly.js/src/")[1]] || withoutDescriptions(await readFile(path, "utf8")), loader: "js" })),
};

/* Modules of both kinds would be written in two ways (see compiledAhead); this one is made a module of the other kind first. */
const colours = {
  name: "colours",
  setup: (steps) => {
    steps.onResolve({ filter: /^culori$/ }, () => ({ path: here("colours.js") }));
    steps.onLoad({ filter: /\/colours\.js$/ }, async ({ path }) => {
      const { outputFiles: [whole] } = await build({ entryPoints: [path], bundle: true, format: "cjs", target: "es2022", write: false });
      return { contents: whole.text, loader: "js" };
    });
  },
};

/* Of d3, which plotly.js asks for as a whole, what it calls for our charts: selections, but no transitions, maps or layouts. d3 is
   made by writing its files one into another, each where it is asked for first. */
const D3 = ["core/rebind", "event/dispatch", "arrays/extent", "format/round", "selection/"].map((name) => `import "${name}";`).join("\n");
async function inlined(folder, text, known) {
  let whole = "";
  for (const line of text.split("\n")) {
    const [, name] = line.match(/^import "(.+)";$/) || [], path = name && join(folder, `${name.replace(/\/$/, "/index")}.js`);
    if (known.has(path)) continue;
    if (path) known.add(path);
    const more = path ? await inlined(dirname(path), await readFile(path, "utf8"), known) : `${line}\n`;
    whole += more;
  }
  return whole;
}
const selections = {
  name: "selections",
  setup: (steps) => steps.onLoad({ filter: /@plotly\/d3\/d3\.js$/ }, async ({ path }) => {
    const text = await inlined(join(dirname(path), "src"), D3, new Set());
    return { contents: `(function () { const d3 = module.exports = {};\n${text}}).call(self);`, loader: "js" };
  }),
};

const options = {
  absWorkingDir: here("."),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
  alias: { stream: here("nothing.js") },
  loader: { ".css": "empty" },
  plugins: [colours, descriptions, selections],
};

const { metafile } = await build({ ...options, entryPoints: ["library.js"], metafile: true, write: false });
const { outputFiles: [whole] } = await build({
  ...options,
  stdin: { contents: partsOf(metafile, "library.js"), resolveDir: here(".") },
  write: false,
  banner: { js: `/* plotly.js ${VERSION} in parts, made by docs/charts/build.mjs; MIT, see LICENSE-plotly.txt */` },
});

/* What a first drawing calls is known of one text only. Of another (`--bare` writes it) it is recorded anew: first.py. */
const text = whole.text, first = JSON.parse(await readFile(here("first.json")));
const bare = process.argv.includes("--bare"), digest = createHash("sha256").update(text).digest("hex");
if (!bare && first.of !== digest) throw new Error("The library has changed: node build.mjs --bare && python first.py && node build.mjs");
await writeFile(here("../../assets/vendor/plotly-charts.min.js"), bare ? text : compiledAhead(text, first.called));

/* The notices of everything that is in it. */
const found = Object.keys(Object.values(metafile.outputs)[0].inputs).map((name) => name.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)).filter(Boolean).map(([, name]) => name);
const packages = new Set([...found, "culori"]);
async function notice(name) {
  const folder = here(`node_modules/${name}`), { version, license } = JSON.parse(await readFile(`${folder}/package.json`));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${file ? (await readFile(`${folder}/${file}`, "utf8")).trim() : "No file of its own in the package."}\n`;
}
const others = [...packages].filter((name) => name !== "plotly.js").sort();
await writeFile(here("../../assets/vendor/LICENSE-plotly.txt"), (await Promise.all(["plotly.js", ...others].map(notice))).join(`\n${"-".repeat(80)}\n\n`));
