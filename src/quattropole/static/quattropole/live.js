/* Live pages: what htmx and its stream leave to do. Without scripts the pages work by reloading.

   [data-live-state]        shown once there is a stream; in it [data-live-is="on"] or [data-live-is="off"]
   [data-live-clock="ZONE"] a <time>: the time of day in a time zone, by the server's clock
   [data-since="MOMENT"]    the time that passed since, as 2:05; [data-limit="SECONDS"] makes it data-late="true" shortly
                            before and data-over="true" later; with [data-left] it is what is left of the limit
   [data-live-focus]        gets the focus when what had it was replaced
*/
(() => {
  "use strict";

  const SILENCE = 45000; // a stream says something at least every 17 seconds
  const HELD_BACK = 10000; // and something at once; who hears nothing sits behind a proxy that keeps it until the end
  const now = () => Date.now(); // it goes on while a phone sleeps

  /* A stream that never gives up: the browser's own stops for good when a proxy answers instead of the server. It
     tells the server which state the page is in, so that only what differs is sent. */
  class Stream {
    constructor(address) {
      this.address = new URL(address, location.href);
      this.heard = [];
      this.closed = false;
      this.pause = 1000;
      this.open();
    }

    get readyState() {
      return this.closed ? EventSource.CLOSED : this.source.readyState === EventSource.OPEN ? EventSource.OPEN : EventSource.CONNECTING;
    }

    open() {
      const source = new EventSource(this.address);
      this.source = source;
      this.alive = this.waiting = now();
      source.onopen = (event) => {
        this.alive = now();
        this.onopen?.(event);
      };
      source.onerror = (event) => {
        this.waiting = now();
        const isAnswered = this.address.searchParams.has("once") && now() - this.alive < 5000; // and ended, as it must
        if (!isAnswered) this.onerror?.(event);
        if (source.readyState === EventSource.CLOSED && source === this.source) this.again();
      };
      source.addEventListener("at", (event) => {
        this.alive = now();
        this.waiting = null;
        this.pause = 1000;
        this.address.searchParams.set("seen", event.lastEventId);
      });
      for (const [name, listener] of this.heard) source.addEventListener(name, listener);
    }

    /* The stream was refused. Where the page is not for its reader any more, loading it again says why. */
    again() {
      if (this.closed) return;
      setTimeout(async () => {
        const page = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" }).catch(() => null);
        if (this.closed) return;
        if (page && (page.type === "opaqueredirect" || [401, 403, 404].includes(page.status))) location.reload();
        else if (page && page.ok) this.open();
        else this.again();
      }, this.pause + Math.random() * 1000);
      this.pause = Math.min(this.pause * 1.5, 8000);
    }

    /* Nothing was heard for long: the line may be dead without anybody having said so. Where nothing comes through from
       the beginning, the stream is asked for what is new and no more, again and again. */
    check() {
      if (this.closed) return;
      const heldBack = this.waiting !== null && now() - this.waiting > HELD_BACK && this.source.readyState !== EventSource.CLOSED;
      if (!heldBack && (this.readyState !== EventSource.OPEN || now() - this.alive < SILENCE)) return;
      if (heldBack) this.address.searchParams.set("once", "1");
      this.source.close();
      this.onerror?.(new Event("error"));
      this.open();
    }

    addEventListener(name, listener) {
      this.heard.push([name, listener]);
      this.source.addEventListener(name, listener);
    }

    removeEventListener(name, listener) {
      this.heard = this.heard.filter((pair) => pair[0] !== name || pair[1] !== listener);
      this.source.removeEventListener(name, listener);
    }

    close() {
      this.closed = true;
      this.source.close();
    }
  }

  let stream = null;
  htmx.createEventSource = (address) => {
    stream?.close();
    stream = new Stream(address);
    return stream;
  };
  addEventListener("pagehide", () => stream?.close()); // or the browser says that the connection was lost
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  const state = (is) => {
    for (const element of document.querySelectorAll("[data-live-state]")) {
      element.hidden = false;
      for (const word of element.querySelectorAll("[data-live-is]")) word.hidden = word.dataset.liveIs !== is;
    }
  };
  document.addEventListener("htmx:sseOpen", () => state("on"));
  document.addEventListener("htmx:sseError", () => state("off"));

  /* What somebody has filled in, opened or has the focus on stays when the part around it is replaced. */
  const fieldKey = (field) => {
    const form = field.form;
    const choice = field.type === "radio" || field.type === "checkbox" ? field.value : "";
    return form ? [form.getAttribute("action"), field.name, choice].join("\n") : "";
  };
  const isChanged = (field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      const given = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(given, 0);
    }
    return field.value !== field.defaultValue;
  };
  const fieldsOf = (part) => [...part.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden" && field.name && field.form);
  const summaryOf = (details) => details.id || details.querySelector("summary")?.textContent.trim();

  let kept = null;
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const part = event.target;
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    kept = {
      fields: fieldsOf(part).filter((field) => isChanged(field)).map((field) => [fieldKey(field), field.checked, field.value]),
      opened: new Map([...part.querySelectorAll("details")].map((details) => [summaryOf(details), details.open])),
      focus: active && { id: active.id, key: active.form && active.name ? fieldKey(active) : "", words: active.textContent.trim(), tag: active.tagName, near: active.parentElement.closest("[id]")?.id },
    };
    /* The stream fills the part itself; left alone, it would go where the answers to the part's forms go. */
    event.preventDefault();
    htmx.swap(part, event.detail.data, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
    htmx.trigger(part, "htmx:sseMessage", { data: event.detail.data });
  });
  document.addEventListener("htmx:sseMessage", (event) => {
    const part = event.target;
    if (!kept) return;
    const { fields, opened, focus } = kept;
    kept = null;
    for (const [key, checked, value] of fields) {
      const field = fieldsOf(part).find((other) => fieldKey(other) === key);
      if (!field) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
      else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value)) field.value = value;
    }
    for (const details of part.querySelectorAll("details")) {
      const open = opened.get(summaryOf(details));
      if (open !== undefined) details.open = open;
    }
    if (focus && !part.contains(document.activeElement)) {
      const same = [...part.querySelectorAll(focus.tag)].find((other) =>
        focus.id ? other.id === focus.id : focus.key ? other.name && other.form && fieldKey(other) === focus.key : other.textContent.trim() === focus.words);
      /* What was pressed may have made room for its counterpart: in the same row, say. */
      const near = focus.near && focus.near !== part.id ? part.querySelector(`#${CSS.escape(focus.near)}`) : null;
      (same ?? near?.querySelector("button, summary, a") ?? part.querySelector("[data-live-focus]"))?.focus({ preventScroll: true });
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form && event.detail.successful) form.reset(); // it was sent: nothing to keep
  });

  /* Clocks go by the server's time, which is that of a demo, whatever the device believes. */
  const said = document.querySelector("[data-live-clock]")?.getAttribute("datetime");
  const start = said ? Date.parse(said) - now() : Date.now() - now();
  const LATE = 15; // seconds
  const minutes = (seconds) => `${seconds < 0 ? "\u2212" : ""}${Math.floor(Math.abs(seconds) / 60)}:${String(Math.abs(seconds) % 60).padStart(2, "0")}`;
  const tick = () => {
    const moment = start + now();
    for (const element of document.querySelectorAll("[data-live-clock]")) {
      const zone = element.dataset.liveClock || undefined;
      const time = new Intl.DateTimeFormat("de", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(moment);
      const words = element.textContent.replace(/\d{1,2}:\d{2}/, time);
      if (words !== element.textContent) element.textContent = words;
    }
    for (const element of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((moment - Date.parse(element.dataset.since)) / 1000));
      const left = element.dataset.limit ? Number(element.dataset.limit) - seconds : null;
      element.textContent = left !== null && "left" in element.dataset ? minutes(left) : minutes(seconds);
      if (left === null) continue;
      element.dataset.late = String(left >= 0 && left <= LATE);
      element.dataset.over = String(left < 0);
    }
    stream?.check();
  };
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:sseMessage", tick);
})();
