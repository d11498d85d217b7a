/* Makes assets/css/10-bootstrap.min.css. Run it after a change of the version in package.json: npm ci && node build.mjs */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const VERSION = JSON.parse(await readFile(here("package.json"))).devDependencies.bootstrap;

const { css } = compile(here("bootstrap.scss"), { style: "compressed", loadPaths: [here("node_modules")], quietDeps: true, silenceDeprecations: ["import"] });
/* Of this rule the browser does not know whom it may concern: with it, a row put into a table has every cell styled anew. */
const FOR_ALL = "legend+*{clear:left}";
if (!css.includes(FOR_ALL)) throw new Error(`Bootstrap no longer has ${FOR_ALL}`);
const notice = `/* The parts of Bootstrap ${VERSION} named in docs/styles/bootstrap.scss, made by docs/styles/build.mjs. MIT, see assets/vendor/LICENSE-bootstrap.txt */`;
await writeFile(here("../../assets/css/10-bootstrap.min.css"), `@charset "UTF-8";${notice}\n${css.replace(/^\uFEFF|^@charset "UTF-8";/, "").replace(FOR_ALL, "")}\n`);
await copyFile(here("node_modules/bootstrap/LICENSE"), here("../../assets/vendor/LICENSE-bootstrap.txt"));
