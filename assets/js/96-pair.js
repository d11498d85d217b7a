/* The code of a display stands in the fragment of the address, which no server sees. It is put into the form, taken out
   of the address, and sent. Without this it is typed. */
(() => {
  "use strict";
  const form = document.querySelector("form.card-f");
  const code = location.hash.slice(1);
  if (!form || !code) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.code.value = code;
  form.submit();
})();
