"use strict";
/* The map of a wall: drawn once per unit, coloured at every slide. `95-wall.js` says what it is made with. */
window.wallMap = ({ place: maps, text, state, mark, intime }) => {
  const SVG = "http://www.w3.org/2000/svg";
  const drawings = new Map();  // address → promise of {root, paths, labels}

  function label(anchor, root) {
    const { unit, callout, x, y, room } = anchor.dataset;
    const [left, top] = callout ? callout.split(",") : [x, y];
    const node = document.createElement("span");
    node.style.cssText = `left:${left}%;top:${top}%`;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", callout ? "st" : "bx");
    svg.append(document.createElementNS(SVG, "use"));
    const name = document.createElement("span"), value = document.createElement("b");
    node.append(svg, ...(callout ? [name] : []), value);
    root.append(node);
    return { unit, node, svg, name: callout ? name : null, value, room: Number(room || 0) };
  }

  function build(source) {
    const root = document.createElement("div");
    const svg = document.importNode(source, true), box = svg.viewBox.baseVal;
    root.className = "map off";
    root.setAttribute("aria-hidden", "true");
    root.style.setProperty("--ratio", box.width / box.height);
    svg.removeAttribute("role");
    const paths = [...svg.querySelectorAll("[data-unit]")].filter((node) => node.matches("path:not(.lead), .dot.marker"));
    paths.forEach((path) => { path.dataset.kind = path.matches(".dot") ? "dot marker" : "r"; });
    svg.querySelectorAll(".lead").forEach((lead) => {
      const halo = lead.cloneNode();
      halo.setAttribute("class", "leadh");
      lead.before(halo);
    });
    root.append(svg);
    const labels = [...svg.querySelectorAll(".anchor")].map((anchor) => label(anchor, root));
    labels.sort((a, b) => Boolean(b.name) - Boolean(a.name) || b.room - a.room);
    maps.append(root);
    return { root, paths, labels, width: box.width || 1000 };
  }

  function drawing(address) {
    if (!drawings.has(address)) {
      const promise = intime((signal) => fetch(address, { signal }).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })).then((found) => build(new DOMParser().parseFromString(found, "image/svg+xml").documentElement));
      promise.catch(() => drawings.delete(address));
      drawings.set(address, promise);
    }
    return drawings.get(address);
  }

  function colour(found, view, data) {
    found.paths.forEach((path) => {
      const [status] = data.map[path.dataset.unit] || ["none"];
      state(path, `${path.dataset.kind} ${status}`, path.dataset.unit === view.unit ? "own" : "");
    });
    found.labels.forEach((one) => {
      const [status, value] = data.map[one.unit] || ["none", ""];
      state(one.node, one.name ? "mc" : "ml", value ? status : "mute");
      mark(one.svg, one.name ? `st-${status}` : "cross");
      if (one.name) text(one.name, view.units[one.unit] || "");
      text(one.value, value);
    });
    settle(found);
  }

  /* Callouts first, then the roomiest units: what would lie on another value is printed smaller, or left to the lists. */
  const SPILL = 1.25;
  function settle(found) {
    const scale = found.root.clientWidth / found.width, taken = [];
    const matrix = found.root.querySelector("svg").getScreenCTM(), line = leaders(found.root, matrix);
    const shape = (unit) => found.paths.find((path) => path.dataset.unit === unit && path.dataset.kind === "r");
    const free = (box) => taken.every((other) => other.left >= box.right || box.left >= other.right || other.top >= box.bottom || box.top >= other.bottom);
    for (const one of found.labels) {
      if (one.node.classList.contains("mute")) continue;
      one.node.style.marginLeft = one.node.style.marginTop = "";
      let box = one.node.getBoundingClientRect();
      if (!one.name && (box.width > one.room * scale * SPILL || !free(box))) {
        one.node.classList.add("small");
        box = one.node.getBoundingClientRect();
      }
      if (one.name && !free(box)) box = aside(one.node, box, taken, free);
      if (!one.name) box = beside(one.node, box, shape(one.unit), matrix, line, free);
      if (!one.name && !free(box)) one.node.classList.add("mute");
      else taken.push(box);
    }
  }

  /* A value that a leader crosses steps to its side, if there it is still on its own unit. */
  const DOTS = 24, STEPS = [-0.2, 0.2, -0.35, 0.35, -0.5, 0.5];
  function leaders(root, matrix) {
    return [...root.querySelectorAll(".lead")].flatMap((lead) => {
      const length = lead.getTotalLength();
      return Array.from({ length: DOTS + 1 }, (_, n) => lead.getPointAtLength((length * n) / DOTS).matrixTransform(matrix));
    });
  }
  function beside(node, box, shape, matrix, line, free) {
    const crossed = (at) => line.some((dot) => dot.x > at.left && dot.x < at.right && dot.y > at.top && dot.y < at.bottom);
    if (!shape || !crossed(box)) return box;
    const back = matrix.inverse(), middle = (box.top + box.bottom) / 2;
    const own = (at) => [at.left, at.right].every((x) => shape.isPointInFill(new DOMPoint(x, middle).matrixTransform(back)));
    const places = STEPS.map((step) => ({ x: step * box.width, left: box.left + step * box.width, right: box.right + step * box.width, top: box.top, bottom: box.bottom }));
    const found = places.find((at) => !crossed(at) && free(at) && own(at));
    if (!found) return box;
    node.style.marginLeft = `${found.x}px`;
    return found;
  }

  /* A callout on another one steps aside, as little as it can. */
  const GAP = 3;
  function aside(node, box, taken, free) {
    const moved = taken.flatMap((other) => [[other.right - box.left + GAP, 0], [other.left - box.right - GAP, 0], [0, other.bottom - box.top + GAP], [0, other.top - box.bottom - GAP]])
      .map(([x, y]) => ({ x, y, left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y }))
      .filter(free).sort((a, b) => Math.abs(a.x) + Math.abs(a.y) - Math.abs(b.x) - Math.abs(b.y))[0];
    if (!moved) return box;
    node.style.marginLeft = `${moved.x}px`;
    node.style.marginTop = `${moved.y}px`;
    return moved;
  }

  return { drawing, colour };
};
