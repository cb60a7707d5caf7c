// What somebody has opened, typed or focused on a live page stays when a part of it is made anew; the clock goes on.
(() => {
  "use strict"

  // ---- A part is swapped ----

  const SETTLED = 600 // milliseconds in which a form that has just appeared is not sent: the thumb was meant for another
  const GUARDED = new Set(["live-ballot", "live-controls"])
  const remembered = new WeakMap()
  const appeared = new WeakMap()

  const isField = element => element.matches("input:not([type=hidden]), select, textarea")

  function changedValue(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked ? field.checked : null
    if (field.tagName === "SELECT") return [...field.options].some(each => each.selected !== each.defaultSelected) ? field.value : null
    return field.value !== field.defaultValue ? field.value : null
  }

  function remember(part) {
    const fields = new Map()
    for (const field of part.querySelectorAll("[id]")) {
      const value = isField(field) ? changedValue(field) : null
      if (value !== null) fields.set(field.id, value)
    }
    const active = part.contains(document.activeElement) ? document.activeElement : null
    return {
      fields,
      open: [...part.querySelectorAll("details[open][id]")].map(each => each.id),
      closed: [...part.querySelectorAll("details:not([open])[id]")].map(each => each.id),
      focus: active && { id: active.id, caret: active.selectionStart, end: active.selectionEnd },
    }
  }

  function restore(part, before) {
    const find = id => part.querySelector(`#${CSS.escape(id)}`)
    for (const id of before.open) find(id)?.setAttribute("open", "")
    for (const id of before.closed) find(id)?.removeAttribute("open")
    for (const [id, value] of before.fields) {
      const field = find(id)
      if (!field || !isField(field)) continue
      if (field.type === "checkbox" || field.type === "radio") field.checked = value
      else if (field.tagName !== "SELECT" || [...field.options].some(each => each.value === value)) field.value = value
    }
    if (before.focus && !part.contains(document.activeElement)) focusAgain(part, before.focus, find)
    limitTicks(part)
  }

  function focusAgain(part, focus, find) {
    const same = focus.id ? find(focus.id) : null
    const target = same ?? part.querySelector("[data-live-focus]")
    if (!target) return
    target.focus({ preventScroll: true })
    if (same && typeof focus.caret === "number") same.setSelectionRange?.(focus.caret, focus.end)
  }

  document.addEventListener("htmx:sseBeforeMessage", event => remembered.set(event.target, remember(event.target)))
  document.addEventListener("htmx:sseMessage", event => {
    const part = event.target
    const before = remembered.get(part)
    if (!before) return
    remembered.delete(part)
    restore(part, before)
    if (GUARDED.has(part.id)) appear(part)
  })

  function appear(part) {
    appeared.set(part, Date.now())
    part.classList.add("is-fresh")
    window.setTimeout(() => part.classList.remove("is-fresh"), SETTLED)
  }

  document.addEventListener("submit", event => {
    const part = event.target.closest("[sse-swap]")
    if (part && Date.now() - (appeared.get(part) ?? 0) < SETTLED) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
  }, true)

  // ---- Not more ticks than there are places ----

  function limitTicks(within) {
    for (const group of within.querySelectorAll("[data-at-most]")) {
      const boxes = [...group.querySelectorAll("input[type=checkbox]")]
      const full = boxes.filter(box => box.checked).length >= Number(group.dataset.atMost)
      for (const box of boxes) box.disabled = full && !box.checked
    }
  }

  document.addEventListener("change", event => {
    const group = event.target.closest("[data-at-most]")
    if (group) limitTicks(group.parentElement)
  })

  // ---- The answer to an act comes into view; an old one does not stay for ever ----

  document.addEventListener("htmx:afterSwap", event => {
    if (event.target.id !== "live-answer" || !event.target.firstElementChild) return
    event.target.scrollIntoView({ block: "nearest" })
  })

  // ---- The clock of the session, by the time of the server ----

  const clocks = [...document.querySelectorAll("time[data-live-clock]")].map(element => ({
    element,
    shown: new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", timeZone: element.dataset.liveClock,
    }),
    ahead: Date.parse(element.dateTime) - Date.now(),
  }))

  function tick() {
    for (const { element, shown, ahead } of clocks) {
      const text = shown.format(new Date(ahead + Date.now()))
      if (element.textContent !== text) element.textContent = text
    }
  }

  if (clocks.length) window.setInterval(tick, 1000)
  limitTicks(document)
})()
