/* Makes assets/js/05-templates.js. Run it after a change of the version in package.json: npm ci && node build.mjs */
import { build } from "esbuild";
import { copyFile, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const VERSION = JSON.parse(await readFile(here("package.json"))).devDependencies["lit-html"];

await build({
  stdin: { contents: 'export { html, svg, render, nothing } from "lit-html"; export { live } from "lit-html/directives/live.js";', resolveDir: here(".") },
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "lit",
  target: "es2022",
  conditions: ["production"],
  legalComments: "none",
  banner: { js: `/* lit-html ${VERSION}, made by docs/templates/build.mjs; BSD-3-Clause, see assets/vendor/LICENSE-lit.txt */` },
  outfile: here("../../assets/js/05-templates.js"),
});
await copyFile(here("node_modules/lit-html/LICENSE"), here("../../assets/vendor/LICENSE-lit.txt"));
