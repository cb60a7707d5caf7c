/* The hall's screen: what stands in its middle is made smaller until all of it is seen; below a size that the last row
   cannot read, the wording is left out and its place says where it is.

   [data-fit]   how large, in hundredths: as large as fits
   [data-cut]   the wording is left out
*/
(() => {
  "use strict";

  const SIZES = [130, 115, 100, 92, 84, 76, 69, 62, 56];
  const middle = document.querySelector(".qp-hall__middle");
  if (!middle) return;

  const fits = () => middle.scrollHeight <= middle.clientHeight + 1 && middle.scrollWidth <= middle.clientWidth + 1;
  const fit = () => {
    delete middle.dataset.cut;
    for (const size of SIZES) {
      middle.dataset.fit = size;
      if (fits()) return;
    }
    middle.dataset.cut = "";
    for (const size of SIZES) {
      middle.dataset.fit = size;
      if (fits()) return;
    }
  };

  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(fit);
  };
  document.addEventListener("htmx:sseMessage", soon);
  addEventListener("resize", soon);
  document.fonts.ready.then(soon);
  fit();
})();
