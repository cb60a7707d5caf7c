/* Live pages: what keeps a hand from doing what it did not mean.

   [data-live-guard]     after it was made anew, nothing in it is sent for a moment: the tap was meant for what stood there
   [data-at-most="N"]    of the boxes in it no more than N can be ticked
   #live-answer          comes into view when something is said in it
*/
(() => {
  "use strict";

  const MOMENT = 600; // milliseconds
  const appeared = new WeakMap();

  document.addEventListener("htmx:sseMessage", (event) => {
    const part = event.target;
    limit(part);
    if (!part.querySelector("[data-live-guard]")) return;
    appeared.set(part, Date.now());
    part.classList.add("is-fresh");
    setTimeout(() => part.classList.remove("is-fresh"), MOMENT);
  });

  document.addEventListener("submit", (event) => {
    const part = event.target.closest("[sse-swap]");
    if (!part || Date.now() - (appeared.get(part) ?? 0) >= MOMENT) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const limit = (within) => {
    for (const group of within.querySelectorAll("[data-at-most]")) {
      const boxes = [...group.querySelectorAll("input[type=checkbox]")];
      const full = boxes.filter((box) => box.checked).length >= Number(group.dataset.atMost);
      for (const box of boxes) box.disabled = full && !box.checked;
    }
  };
  document.addEventListener("change", (event) => {
    const group = event.target.closest("[data-at-most]");
    if (group) limit(group.parentElement);
  });
  limit(document);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "live-answer" && event.target.firstElementChild) event.target.scrollIntoView({ block: "nearest" });
  });
})();
