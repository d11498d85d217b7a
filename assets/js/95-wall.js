/* The wall: nine indicators in turn, for months. Every element is made once; nothing here reads the time of day. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const settings = JSON.parse(document.body.dataset.wall);
  const byId = (id) => document.getElementById(id);
  const PERIOD = settings.seconds * 1000, POLL = settings.poll * 1000, TIMEOUT = 20000, SOON = 5000, LONGEST = 60000;
  const BEAT = 1000, NOTICES = 20000, OVERDUE = 3, HOUR = 3600000, FAILURES = 2;
  const ORDER = settings.units.flatMap((unit) => settings.indicators.map((ind) => ({ unit, ind })));
  const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2]];

  const views = new Map();  // "ru 000000000" → {view, tag, at}
  const denied = new Set();
  const now = () => performance.now();
  let number = 0, begun = now(), turned = begun, drawn = null;  // which slide, since when, when the last one came, what stands on the screen
  let failures = 0, heard = "", stale = false, asking = false, warned = false;  // stale: the server has lost its database
  let beatTimer = 0, pollTimer = 0;

  /* Which slide a number means: languages take turns, and in the next round the other one begins. */
  function slide(n) {
    const place = n % ORDER.length, round = Math.floor(n / ORDER.length);
    const language = settings.languages[(place + round) % settings.languages.length];
    return { ...ORDER[place], language, key: `${language} ${ORDER[place].unit}` };
  }
  const known = (one) => views.get(one.key);

  /* A unit without data says so once in a round, not nine times. */
  function playable(one) {
    const found = known(one);
    if (!found || denied.has(one.unit)) return false;
    return one.ind in found.view.slides || one.ind === settings.indicators[0];
  }
  function following(from) {
    for (let n = from + 1; n <= from + ORDER.length; n += 1) if (playable(slide(n))) return n;
    return from;
  }
  /* The next one by the list, loaded or not: what has to be asked for. */
  function expected(from) {
    for (let n = from + 1; n <= from + ORDER.length; n += 1) {
      const one = slide(n);
      if (!denied.has(one.unit) && (!known(one) || playable(one))) return one;
    }
    return slide(from);
  }

  /* ---- writing: texts and attributes of elements that are there ---- */
  function text(node, value) {
    const there = node.firstChild;
    if (there && there.nodeType === Node.TEXT_NODE && there === node.lastChild) { if (there.data !== value) there.data = value; }
    else node.textContent = value;
  }
  function show(node, value) {
    node.hidden = !value;
    if (value) text(node, value);
  }
  const mark = (svg, name) => svg.firstElementChild.setAttribute("href", `#${name}`);
  const state = (node, base, name) => { node.setAttribute("class", `${base} ${name}`.trim()); };

  /* What is too long gets smaller, never below the floor. */
  const FLOOR = 1.75;
  function fit(node) {
    node.style.fontSize = "";
    const room = node.clientWidth, wide = node.scrollWidth;
    if (wide <= room || !room) return;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const size = parseFloat(getComputedStyle(node).fontSize) / rem;
    node.style.fontSize = `${Math.max(FLOOR, Math.floor((size * room * 98) / wide) / 100)}rem`;
  }

  function change(node, base, value) {
    state(node, base, value ? value.dir : "off");
    if (value && value.dir !== "flat") mark(node.firstElementChild, value.dir);
    text(node.lastElementChild, value ? value.shown : "");
  }

  function list(id, data) {
    const place = byId(id);
    place.hidden = !data;
    if (!data) return;
    text(place.querySelector(".w-t"), data.title);
    text(place.querySelector(".w-what"), data.what);
    [...place.querySelectorAll("li")].forEach((node, index) => {
      const row = data.rows[index];
      node.hidden = !row;
      if (!row) return;
      const [rank, move, name, score, svg] = node.children;
      node.classList.toggle("own", row.own);
      text(rank, row.rank);
      change(move, "m dl", row.move && { dir: row.move.dir, shown: row.move.text });
      text(name, row.name);
      if (row.lang) name.lang = row.lang;
      text(score, row.score);
      mark(svg, `st-${row.status}`);
      fit(name);
    });
  }

  function head(view, data) {
    text(byId("unit"), view.name);
    text(byId("demonstration"), view.demonstration || "");
    text(byId("remarks"), data ? data.notes : "");
    text(byId("title"), data ? data.title : view.name);
    const unit = byId("unit");
    unit.parentNode.classList.toggle("two", byId("remarks").offsetTop > unit.offsetTop + unit.offsetHeight / 2);
    byId("value").parentNode.hidden = !data;
    if (!data) return;
    text(byId("value"), data.value);
    state(byId("verdict"), "w-st", data.status);
    mark(byId("verdict").firstElementChild, `st-${data.status}`);
    text(byId("verdict").lastElementChild, data.verdict);
    change(byId("change"), "w-d dl", data.change && { dir: data.change.dir, shown: data.change.label });
    text(byId("caption"), data.caption);
  }

  function key(data) {
    [...byId("key").children].forEach((node, index) => {
      const item = data && data.key[index];
      node.hidden = !item;
      if (!item) return;
      mark(node.children[0], `st-${item.status}`);
      text(node.children[1], item.range);
      text(node.children[2], String(item.count));
    });
    const place = byId("key"), ways = ["tight", "two"];
    place.classList.remove(...ways);
    fit(place);
    for (const way of ways) if (place.scrollWidth > place.clientWidth) place.classList.add(way);
  }

  function strip(view, one) {
    const at = settings.indicators.indexOf(one.ind);
    view.strip.forEach((item) => {
      const node = byId("strip").querySelector(`[data-ind="${item.key}"]`);
      if (!node) return;
      const place = settings.indicators.indexOf(item.key);
      state(node, "w-tile", place < 0 ? "out" : place < at ? "done" : place === at ? "on" : "");
      text(node.children[1], item.name);
      mark(node.lastElementChild.firstElementChild, `st-${item.status}`);
      text(node.lastElementChild.lastElementChild, item.value);
      fit(node.children[1]);
    });
  }

  function foot(view) {
    text(byId("week"), view.week);
    text(byId("stamp"), view.stamp);
    text(byId("snapshot"), view.snapshot || "");
    text(byId("credit"), view.map ? view.credit : "");
    const next = slide(following(number)), [before, after] = view.words.next.split("{}");
    const other = known(next), item = other && other.view.slides[next.ind];
    const own = view.slides[next.ind];
    const short = view.strip.find((each) => each.key === next.ind);
    const title = next.unit !== view.unit && short ? short.name : (own || item || { title: "" }).title;
    const unit = next.unit === view.unit ? "" : ((views.get(`${slide(number).language} ${next.unit}`) || other || { view: { name: "" } }).view.name);
    text(byId("next"), before.trim());
    text(byId("following"), [unit, title].filter(Boolean).join(" · "));
    text(byId("rest"), after);
    const name = byId("following");
    if (short && name.scrollWidth > name.clientWidth) text(name, [unit, short.name].filter(Boolean).join(" · "));
  }

  /* ---- the map: drawn once per unit, coloured at every slide ---- */
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
    byId("maps").append(root);
    return { root, paths, labels, width: box.width || 1000 };
  }

  function drawing(address) {
    if (!drawings.has(address)) {
      const promise = fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      }).then((found) => build(new DOMParser().parseFromString(found, "image/svg+xml").documentElement));
      promise.catch(() => drawings.delete(address));
      drawings.set(address, promise);
    }
    return drawings.get(address);
  }

  let wanted = "";
  async function map(view, data) {
    const address = view.map && data ? `${view.maps}${view.map}.svg` : "";
    wanted = address;
    for (const node of byId("maps").children) if (node.dataset.of !== address) node.classList.add("off");
    if (!address) return;
    let found;
    try { found = await drawing(address); } catch { return; }
    if (wanted !== address || !drawn || drawn.view !== view || drawn.data !== data) return;
    found.root.dataset.of = address;
    found.root.classList.remove("off");
    colour(found, view, data);
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
    place(found);
  }

  /* Callouts first, then the roomiest units: what would lie on another value is printed smaller, or left to the lists. */
  const SPILL = 1.25;
  function place(found) {
    const scale = found.root.clientWidth / found.width, taken = [];
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
      if (!one.name && !free(box)) one.node.classList.add("mute");
      else taken.push(box);
    }
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

  /* ---- one slide ---- */
  function draw() {
    const one = slide(number), found = known(one);
    if (!found || (drawn && drawn.view === found.view && drawn.number === number)) return;
    const { view } = found, data = view.slides[one.ind] || null;
    drawn = { view, data, number };
    document.documentElement.lang = one.language;
    document.title = view.document;
    head(view, data);
    byId("message").hidden = Boolean(data);
    if (!data && view.message) { text(byId("message").firstElementChild, view.message.title); text(byId("message").lastElementChild, view.message.text); }
    list("best", data && data.best);
    list("worst", data && data.worst);
    key(data);
    strip(view, one);
    foot(view);
    show(byId("alert"), view.alert);
    fit(byId("title"));
    map(view, data);
    document.body.dataset.shown = `${one.language} ${one.unit} ${one.ind}`;
    document.body.dataset.number = String(number);
    progress();
  }

  function progress() {
    const spent = Math.min(PERIOD, now() - begun), view = drawn && drawn.view;
    const bar = byId("strip").querySelector(".on i");
    byId("strip").querySelectorAll("i").forEach((node) => { if (node !== bar) node.style.transform = ""; });
    if (bar) bar.style.transform = `scaleX(${Math.min(1, (spent + BEAT) / PERIOD).toFixed(4)})`;
    if (view) text(byId("seconds"), view.words.seconds.replace("{}", String(Math.ceil((PERIOD - spent) / 1000))));
  }

  function next() {
    number = following(number);
    if (number % ORDER.length === 0) denied.clear();
    begun = now();
    const [x, y] = SHIFTS[number % SHIFTS.length];
    byId("frame").style.transform = `translate(${x}px,${y}px)`;
    draw();
    turned = begun;
    warned = false;
    if (!failures && (!known(expected(number)) || now() - known(slide(number)).at > POLL)) poll();
  }

  /* ---- news ---- */
  async function ask(one) {
    const kept = known(one), stop = new AbortController(), timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const headers = { "X-Belsendi-Version": settings.version, ...(kept ? { "If-None-Match": kept.tag } : {}) };
      const address = `${settings.prefix}${one.language}/wall/data?unit=${encodeURIComponent(one.unit)}`;
      const answer = await fetch(address, { headers, cache: "no-store", signal: stop.signal });
      if (answer.status === 403 || answer.status === 404) { denied.add(one.unit); return; }
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      const found = answer.status === 304 ? kept : { view: await answer.json(), tag: answer.headers.get("ETag") };
      found.at = now();
      views.set(one.key, found);
      denied.delete(one.unit);
      heard = answer.headers.get("X-Belsendi-Time") || heard;
      stale = answer.headers.get("X-Belsendi-Data") === "stale";
    } finally { clearTimeout(timer); }
  }

  function words() { return drawn ? drawn.view.words : settings.words; }
  function connection() {
    const said = heard ? words().stale.replace("{}", heard) : words().waiting;
    show(byId("stale"), stale || failures >= FAILURES || denied.size >= settings.units.length ? said : "");
    document.body.dataset.failures = String(failures);
  }

  /* Back-off doubles up to a minute; chance keeps a hundred screens from asking in the same second. */
  function pause() {
    const wait = failures ? Math.min(LONGEST, SOON * 2 ** (failures - 1)) : POLL;
    return wait * (0.8 + 0.2 * Math.random());
  }

  async function poll() {
    if (asking) return;
    asking = true;
    clearTimeout(pollTimer);
    try {
      await ask(slide(number));
      const after = expected(number);
      if (after.key !== slide(number).key) await ask(after);
      failures = 0;
    } catch { failures += 1; }
    asking = false;
    clearTimeout(pollTimer);
    pollTimer = setTimeout(poll, pause());
    try { news(); } catch (error) { console.error(error); }
  }

  function news() {
    connection();
    if (denied.size >= settings.units.length && views.size) { location.reload(); return; }
    if (!playable(slide(number)) && following(number) !== number) next();
    draw();
    if (drawn) foot(drawn.view);
    const found = known(slide(number));
    if (found && found.view.version !== settings.version) renew(found.view.version);
  }

  /* After a deployment: once for a version; again only where this document has been up for an hour since. */
  async function renew(version) {
    let before = version;
    try { before = sessionStorage.getItem("wall"); sessionStorage.setItem("wall", version); } catch { /* then by the hour */ }
    if (before !== version || now() > HOUR) await reload();
  }

  /* A document is only left where another one can be had. */
  async function reload() {
    try { if ((await fetch(location.href, { cache: "no-store" })).ok) location.reload(); } catch { /* the next time */ }
  }

  /* ---- the clockwork ---- */
  function beat() {
    clearTimeout(beatTimer);
    beatTimer = setTimeout(beat, BEAT);
    try {
      if (now() - begun >= PERIOD) next();
      else progress();
    } catch (error) { console.error(error); }
  }
  function watch() {
    if (now() - turned < OVERDUE * PERIOD) return;
    if (warned) reload();
    warned = true;
    beat();
  }
  function wake() {
    if (document.hidden) return;
    beat();
    poll();
  }

  document.addEventListener("visibilitychange", wake);
  document.addEventListener("resume", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  addEventListener("online", wake);
  const again = () => { drawn = null; draw(); };
  addEventListener("resize", again);
  document.addEventListener("keydown", (event) => { if (event.key === "ArrowRight") next(); });
  document.fonts.addEventListener("loadingdone", again);
  setInterval(watch, PERIOD);
  setTimeout(() => { byId("notices").hidden = true; }, NOTICES);
  beat();
  poll();
})();
