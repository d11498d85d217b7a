/* plotly.js with the traces and components our charts use: scatter, bar, pie; annotations, shapes, hover. Its own basic
   bundle adds calendars, sliders, menus, pictures and range selectors, which are a quarter of what is read and run. */
"use strict";

const Registry = require("plotly.js/src/registry");
const api = require("plotly.js/src/plot_api");
const Fx = require("plotly.js/src/components/fx");
const Lib = require("plotly.js/src/lib");
const Plots = require("plotly.js/src/plots/plots");
const subroutines = require("plotly.js/src/plot_api/subroutines");

require("plotly.js/build/plotcss");

/* Steps of a drawing follow one another at once; a place that has `pause` lets the browser paint and listen between them:
   `pause()` gives a promise where it is time, else nothing. Plotly waits for steps that give promises by itself. */
const atOnce = Lib.syncOrAsync;
Lib.syncOrAsync = function (steps, place, last) {
  if (!place || !place.pause) return atOnce(steps, place, last);
  while (steps.length) {
    const answer = steps.shift()(place);
    const waiting = answer && answer.then ? answer : steps.length ? place.pause() : null;
    if (waiting) return waiting.then(() => Lib.syncOrAsync(steps, place, last));
  }
  return last && last(place);
};

/* Marks, their looks, and what is drawn over them are one step of plotly's, the longest of all: they take a step each. */
const drawAll = subroutines.drawData;
subroutines.drawData = function (place) {
  if (!place.pause) return drawAll(place);
  const components = ["shapes", "annotations"].map((name) => () => Registry.getComponentMethod(name, "draw")(place));
  const steps = [...place._fullLayout._basePlotModules.map((each) => () => each.plot(place)), () => Plots.style(place), ...components];
  return Lib.syncOrAsync(steps, place, () => {
    place._fullLayout._replotting = false;
    return Plots.previousPromises(place);
  });
};

for (const [name, fn] of Object.entries(api)) Registry.register({ moduleType: "apiMethod", name, fn });
Registry.register([
  require("plotly.js/src/traces/scatter"),
  require("plotly.js/src/components/annotations"),
  require("plotly.js/src/components/shapes"),
  Fx,
  require("plotly.js/src/components/modebar"),
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/pie"),
]);

const { react, newPlot, purge, relayout, downloadImage, toImage } = api;
module.exports = { version: require("plotly.js/src/version").version, react, newPlot, purge, relayout, downloadImage, toImage, Fx: { hover: Fx.hover, unhover: Fx.unhover } };
