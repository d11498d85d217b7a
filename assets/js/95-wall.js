/* The wall: nine indicators in turn, for months. Every element is made once; nothing here reads the time of day. */
(() => {
  "use strict";
  const settings = JSON.parse(document.body.dataset.wall);
  const byId = (id) => document.getElementById(id);
  const PERIOD = settings.seconds * 1000, POLL = settings.poll * 1000, TIMEOUT = 20000, SOON = 5000, LONGEST = 60000;
  const BEAT = 1000, NOTICES = 20000, OVERDUE = 3, HOUR = 3600000, FAILURES = 2, FADE = 400;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
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

  /* Nothing is waited for longer than this, its body included: the next try may be answered. */
  async function intime(question) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), TIMEOUT);
    try { return await question(stop.signal); } finally { clearTimeout(timer); }
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

  /* ---- the map ---- */
  const atlas = window.wallMap({ place: byId("maps"), text, state, mark, intime });
  let wanted = "";
  async function map(view, data) {
    const address = view.map && data ? `${view.maps}${view.map}.svg` : "";
    wanted = address;
    for (const node of byId("maps").children) if (node.dataset.of !== address) node.classList.add("off");
    if (!address) return;
    let found;
    try { found = await atlas.drawing(address); } catch { return; }
    if (wanted !== address || !drawn || drawn.view !== view || drawn.data !== data) return;
    found.root.dataset.of = address;
    found.root.classList.remove("off");
    atlas.colour(found, view, data);
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
    fade();
    turned = begun;
    warned = false;
    if (!failures && (!known(expected(number)) || now() - known(slide(number)).at > POLL)) poll();
  }

  /* The new slide comes up where the old one was; the strip below, which is the clock, stays. */
  function fade() {
    if (still.matches) return;
    for (const node of byId("frame").querySelectorAll(".w-top, .w-main")) node.animate({ opacity: [0, 1] }, { duration: FADE, easing: "ease-out" });
  }

  /* ---- news ---- */
  const ask = (one) => intime(async (signal) => {
    const kept = known(one);
    const headers = { "X-Belsendi-Version": settings.version, ...(kept ? { "If-None-Match": kept.tag } : {}) };
    const address = `${settings.prefix}${one.language}/wall/data?unit=${encodeURIComponent(one.unit)}`;
    const answer = await fetch(address, { headers, cache: "no-store", signal });
    if (answer.status === 403 || answer.status === 404) { denied.add(one.unit); return; }
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    const found = answer.status === 304 ? kept : { view: await answer.json(), tag: answer.headers.get("ETag") };
    found.at = now();
    views.set(one.key, found);
    denied.delete(one.unit);
    heard = answer.headers.get("X-Belsendi-Time") || heard;
    stale = answer.headers.get("X-Belsendi-Data") === "stale";
  });

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
