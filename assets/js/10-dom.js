/* Building blocks: elements, marks, lines. Text only ever enters the page as text, never as markup. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const monitor = (window.belsendilik = window.belsendilik || {});

  function fill(node, attributes, children) {
    for (const name in attributes) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children) {
      if (Array.isArray(child)) fill(node, null, child);
      else if (child && child._$litType$) node.append(made(child));
      else if (child !== null && child !== undefined && child !== "") node.append(child);
    }
    return node;
  }
  /* A template among elements that are made anew. */
  function made(template) {
    const part = document.createDocumentFragment();
    lit.render(template, part);
    return part;
  }

  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /* A mark from the sprite in the document: st-good, st-warn, st-bad, st-none, up, down. */
  const marks = new Map();
  function mark(name, kind = "st") {
    const key = `${name} ${kind}`;
    if (!marks.has(key)) marks.set(key, s("svg", { class: kind, "aria-hidden": "true" }, s("use", { href: `#${name}` })));
    return marks.get(key).cloneNode(true);
  }
  const status = (name) => mark(`st-${name}`);

  /* Rich text from the view: plain strings and {b: "bold"}. */
  const rich = (parts) => [parts || []].flat().map((part) => (typeof part === "string" ? part : h("b", {}, part.b)));

  /* A figure that says how it is computed when it is chosen: `of` names it, `whose` is {unit}, {ind}, {school} or {week}. */
  const asked = (of, whose = {}) => ({ "data-how": of, ...Object.fromEntries(Object.entries(whose).map(([name, value]) => [`data-of-${name}`, value])) });
  const figure = (of, whose, attributes, ...children) => h("button", { type: "button", "aria-haspopup": "dialog", ...attributes, ...asked(of, whose), class: `fig ${(attributes && attributes.class) || ""}` }, ...children);

  /* What stands in the place of a block that failed, and only there. */
  const trouble = (text, again) => h("div", { class: "alert-b", role: "alert" }, h("p", {}, text),
    h("button", { type: "button", class: "btn btn-quiet btn-sm", onclick: again }, document.getElementById("page").dataset.retry));

  /* Runs of neighbouring values, so that a line is never drawn over a week without data. */
  function runs(values) {
    const found = [];
    values.forEach((value, index) => {
      if (value === null) return;
      const last = found[found.length - 1];
      if (last && last[last.length - 1][0] === index - 1) last.push([index, value]);
      else found.push([[index, value]]);
    });
    return found;
  }

  /* Paths of a line through `values` in a box: solid where data follow one another, dotted over gaps. */
  function line(values, box, low, high) {
    const step = box.width / Math.max(1, values.length - 1);
    const x = (index) => +(box.x + index * step).toFixed(1);
    const y = (value) => +(box.y + box.height * (1 - (value - low) / (high - low || 1))).toFixed(1);
    const parts = runs(values);
    const point = ([index, value]) => `${x(index)} ${y(value)}`;
    return {
      x, y,
      solid: parts.filter((run) => run.length > 1).map((run) => "M" + run.map(point).join("L")).join(""),
      bridge: parts.slice(1).map((run, k) => `M${point(parts[k][parts[k].length - 1])}L${point(run[0])}`).join(""),
      last: parts.length ? parts[parts.length - 1][parts[parts.length - 1].length - 1] : null,
    };
  }

  function range(values, also = []) {
    const known = values.concat(also).filter((value) => value !== null && value !== undefined);
    const low = Math.min(...known), high = Math.max(...known);
    return high - low < 4 ? [(low + high) / 2 - 2, (low + high) / 2 + 2] : [low, high];
  }

  /* Long work goes in pieces: when so many milliseconds are spent, the browser paints and listens before the next one. */
  const SPELL = 20;
  const breath = () => (window.scheduler && scheduler.yield ? scheduler.yield() : new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { channel.port1.close(); done(); };
    channel.port2.postMessage(null);
  }));

  /* A piece that is none: what was done before it is painted before anything else is done, and whatever the reader does
     meanwhile comes first. A page nobody sees paints nothing. */
  const PAINT = () => {}, FRAME = () => {}, UNSEEN = 60;
  const idle = window.requestIdleCallback ? (done) => requestIdleCallback(done, { timeout: UNSEEN }) : setTimeout;
  const painted = (then) => new Promise((done) => {
    const late = setTimeout(done, 2 * UNSEEN);
    requestAnimationFrame(() => then(() => { clearTimeout(late); done(); }));
  });
  /* The same, but the work goes on as soon as the frame is painted: it is one thing, only too much for one frame. */
  const WAYS = new Map([[PAINT, () => painted(idle)], [FRAME, () => painted((done) => breath().then(done))]]);

  /* Style, then layout, each in a task of its own: the frame after them has only to paint. The browser would do all three
     in one go, or at the end of a click, which on a slow machine is too long for whoever clicks again. */
  async function settle() {
    await breath();
    document.getAnimations();  // what has to know the styles, and nothing else
    await breath();
    document.body.getBoundingClientRect();
    await breath();
  }

  /* What a click asks for is begun inside the click, and painted with the next frame. Where the click itself came late, or the
     last one was much work, the machine is slow or busy, and the work has a task of its own: the browser adds styles and layout
     to that of the click. */
  const LATE = 20, MUCH = 12;
  let much = false;
  const inTime = () => !much && window.event && performance.now() - window.event.timeStamp < LATE;

  /* Gives whether all pieces were done: between two of them the work may have become unwanted. */
  async function inPieces(pieces, wanted = () => true, spell = SPELL) {
    if (!inTime()) await breath();
    if (!wanted()) return false;
    let begun = performance.now(), spells = 0;
    much = false;
    for (const piece of pieces) {
      if (WAYS.has(piece) || performance.now() - begun > spell) {
        await settle();
        await WAYS.get(WAYS.has(piece) ? piece : FRAME)();
        if (!wanted()) return false;
        begun = performance.now();
        spells++;
      }
      piece();
      if (!spells) much = performance.now() - begun > MUCH;
    }
    await settle();
    return true;
  }

  /* A change for which every element is styled anew is too much for one task of a slow machine. What is outside of the window
     keeps its place meanwhile, and has its turn a moment later. */
  const BLOCKS = "#columns > *, .lcol > *, .chart, #compare, #schools, #statistics";
  const outside = () => [...document.querySelectorAll(BLOCKS)].map((block) => [block.style, block.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.top >= innerHeight || box.bottom <= 0));
  const frame = WAYS.get(FRAME);

  async function restore(blocks) {
    for (const [style] of blocks) {
      document.getAnimations();  // finds the styles, and paints nothing yet
      await frame();
      style.contentVisibility = style.containIntrinsicSize = "";
    }
  }

  async function apart(change) {
    const later = outside();
    later.forEach(([style, box]) => {
      style.containIntrinsicSize = `${box.width}px ${box.height}px`;
      style.contentVisibility = "hidden";
    });
    if (later.length) await frame();
    change();
    restore(later);
  }

  /* Widths of texts in pixels, measured apart from the page, so that nothing has to be laid out for it. */
  function measure(font) {
    const pen = window.OffscreenCanvas ? new OffscreenCanvas(1, 1).getContext("2d") : document.createElement("canvas").getContext("2d");
    const known = new Map();
    const set = () => { known.clear(); pen.font = `${font} "Inter Variable", sans-serif`; };
    set();
    document.fonts.addEventListener("loadingdone", set);
    return (text) => {
      if (!known.has(text)) {
        if (known.size > 5000) known.clear();
        known.set(text, pen.measureText(text).width);
      }
      return known.get(text);
    };
  }

  Object.assign(monitor, { h, s, breath, PAINT, inPieces, apart, measure, mark, status, rich, asked, figure, trouble, line, range, byId: (id) => document.getElementById(id) });
})();
