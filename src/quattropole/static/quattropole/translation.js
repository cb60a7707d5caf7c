/* Keys and quick insertion for the sheet of the translation desk. Everything works without this by reloading. */
(() => {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const boxes = [...sheet.querySelectorAll("textarea")];
  const rowOf = (element) => element.closest("[data-row]");
  const boxOf = (element) => rowOf(element).querySelector("textarea");
  let dirty = false;

  const put = (box, words, replace) => {
    box.focus();
    if (replace) box.select();
    const before = box.value.slice(0, box.selectionStart);
    const text = !replace && before && !/\s$/.test(before) ? " " + words : words;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const use = (row, number) => {
    const found = row.querySelectorAll("[data-use] [data-words]")[number - 1];
    if (found) put(row.querySelector("textarea"), found.textContent, true);
  };
  const copy = (row) => {
    const source = row.querySelector("[data-source]");
    if (source) put(row.querySelector("textarea"), source.textContent, true);
  };
  const step = (box, by) => {
    const next = boxes[boxes.indexOf(box) + by];
    if (next) {
      next.focus();
      rowOf(next).scrollIntoView({ block: "center" });
    }
  };

  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use], [data-insert], [data-copy]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-use]")) put(boxOf(button), button.querySelector("[data-words]").textContent, true);
    else if (button.matches("[data-copy]")) copy(rowOf(button));
    else put(boxOf(button), button.textContent, false);
  });
  document.addEventListener("keydown", (event) => {
    const button = (name) => sheet.querySelector(name);
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && button("[data-next]")) {
      event.preventDefault();
      button("[data-next]").click();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && button("[data-save]")) {
      event.preventDefault();
      button("[data-save]").click();
    }
    const box = event.target;
    if (!event.altKey || event.ctrlKey || !(box instanceof HTMLTextAreaElement) || !sheet.contains(box)) return;
    const digit = /^Digit([0-9])$/.exec(event.code);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(box, event.key === "ArrowDown" ? 1 : -1);
    else if (digit && digit[1] === "0") copy(rowOf(box));
    else if (digit) use(rowOf(box), Number(digit[1]));
    else return;
    event.preventDefault();
  });
  sheet.addEventListener("input", () => { dirty = true; });
  sheet.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  const grow = (box) => {
    if (box.scrollHeight > box.clientHeight) box.rows = Math.min(30, box.rows + Math.ceil((box.scrollHeight - box.clientHeight) / 24));
  };
  boxes.forEach(grow);
  sheet.addEventListener("input", (event) => grow(event.target));
})();
