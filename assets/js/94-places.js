/* Fields for a place offer what fits: the list of a field is filled while one types. Without this the server looks the
   typed name up all the same. */
(() => {
  "use strict";
  const PAUSE = 200; // milliseconds without a key before the server is asked
  const offer = (list, found) => {
    list.replaceChildren(...found.map((text) => Object.assign(document.createElement("option"), { value: text })));
  };
  for (const field of document.querySelectorAll("[data-places]")) {
    let waiting = 0;
    let asked = "";
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      const text = field.value.trim();
      if (text.length < 2 || text === asked) return;
      waiting = setTimeout(async () => {
        asked = text;
        const answer = await fetch(`${field.dataset.places}?q=${encodeURIComponent(text)}`);
        if (answer.ok && field.value.trim() === text) offer(field.list, await answer.json());
      }, PAUSE);
    });
  }
})();
