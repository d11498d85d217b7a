/* The address of exactly what is seen, to be passed on. */
(() => {
  "use strict";
  const monitor = window.belsendilik;
  const { h, byId } = monitor;
  const SEEN = 4000; // ms
  let silence = 0;

  /* A bare address follows the weeks; a link that is passed on names its week, as every link of the page does. */
  const address = () => (monitor.current ? new URL(monitor.search(), location.href).href : location.href);

  /* Browsers hand the clipboard to encrypted pages only, and many a closed network has none: there the older way. */
  function bySelection(text) {
    const field = byId("link").parentNode.appendChild(h("textarea", { readonly: "", tabindex: -1 }, text));
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    byId("link").focus({ preventScroll: true });
    return done;
  }

  const copy = (text) => (navigator.clipboard ? navigator.clipboard.writeText(text).then(() => true, () => bySelection(text)) : bySelection(text));

  function say(words) {
    const place = byId("link-copied");
    place.textContent = words;
    clearTimeout(silence);
    silence = setTimeout(() => { place.textContent = ""; }, SEEN);
  }

  document.addEventListener("click", async (event) => {
    if (!event.target.closest || !event.target.closest("#link")) return;
    const text = address(), words = byId("link-copied").dataset;
    if (await copy(text)) say(words.copied);
    else prompt(words.byHand, text);
  });
})();
