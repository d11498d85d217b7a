/* Templates of what tables have in common. What is drawn again and again is written over instead of made anew: the
   browser then styles and lays out the differences only. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { html, svg, nothing } = lit;
  const { line, range } = monitor;

  /* A mark from the sprite in the document: st-good, st-warn, st-bad, st-none, up, down. */
  const sign = (name, kind = "st") => html`<svg class=${kind} aria-hidden="true"><use href=${`#${name}`}></use></svg>`;
  const badge = (name) => sign(`st-${name}`);

  /* A signed change: triangle, number; the spoken sentence for those who cannot see the triangle. */
  const star = html`<span class="warn-t" aria-hidden="true">*</span>`;
  function change(value, extra = "") {
    if (!value) return html`<span class=${`dl flat ${extra}`}></span>`;
    const { dir, label, text, warn } = value;
    return html`<span class=${`dl ${dir} ${extra}`} title=${label || nothing}>${dir === "flat" ? nothing : sign(dir, "")}<span
      aria-hidden=${label ? "true" : nothing}>${text}</span>${warn ? star : nothing}${label ? html`<span class="vh">${label}</span>` : nothing}</span>`;
  }

  /* The small line of a row through `values`, from the lowest to the highest one; without any: the place of a line. */
  const BOX = { x: 2, y: 3, width: 50, height: 12 };
  function spark(values, status, { bounds = null, label = null } = {}) {
    const [low, high] = bounds || range(values), drawn = line(values, BOX, low, high), { last } = drawn;
    return html`<svg class="spark" width="56" height="18" viewBox="0 0 56 18" role=${label ? "img" : nothing} aria-label=${label || nothing} aria-hidden=${label ? nothing : "true"}>
      ${label ? svg`<title>${label}</title>` : nothing}<path class="b" d=${drawn.bridge}></path><path class="l" d=${drawn.solid}></path>
      <circle class=${`d ${status}`} cx=${last ? drawn.x(last[0]) : 0} cy=${last ? drawn.y(last[1]) : 0} r=${last ? 2.4 : 0}></circle></svg>`;
  }

  /* The number of a school never stands apart from its sign; the text is the same. */
  const NUMBER = /(№ \d+)/;
  const numbered = (name) => (NUMBER.test(name) ? name.split(NUMBER).map((part, index) => (index % 2 ? html`<span class="nb">${part}</span>` : part)) : name);

  Object.assign(monitor, { sign, badge, change, spark, numbered });
})();
