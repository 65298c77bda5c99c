// What every page shares: dialogs, toasts, keys on tables, steppers, unsaved typing, the word for "offline".
// No eval, no inline handlers: elements say what they want in data-* attributes.
(function () {
  "use strict";
  const doc = document;
  const TOAST_MS = 10000;
  const DRAFT = "draft:";

  // Dialogs: <button data-opens="id">, <button data-closes>
  doc.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const box = doc.getElementById(opener.dataset.opens);
      if (box && box.showModal) box.showModal();
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) {
      const box = closer.closest("dialog, .toast");
      if (box && box.close) box.close();
      else if (box) box.remove();
      return;
    }
    doc.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  // Toasts leave after ten seconds; one that is being used stays.
  function ageToasts(root) {
    root.querySelectorAll(".toast:not([data-aging])").forEach((toast) => {
      toast.dataset.aging = "1";
      const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
      setTimeout(leave, TOAST_MS);
    });
  }

  // Keys on tables marked data-keys: j k enter, and / for the search box.
  function typing(target) {
    return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog[open]");
  }
  function move(table, step) {
    const rows = Array.from(table.tBodies[0] ? table.tBodies[0].rows : []);
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.classList.contains("at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    rows.forEach((row) => row.classList.remove("at"));
    next.classList.add("at");
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key;
    if (key === "/") {
      const box = doc.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    const table = doc.querySelector("table[data-keys]");
    if (table && (key === "j" || key === "k")) {
      event.preventDefault();
      move(table, key === "j" ? 1 : -1);
      return;
    }
    const row = key === "Enter" && doc.querySelector("table[data-keys] tr.at");
    if (row && !event.target.closest("a, button")) {
      const link = row.querySelector("a[href]");
      if (link) link.click();
    }
  });
  // A page may name further keys on its buttons: <button data-key="s">
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    const button = doc.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (button && !button.disabled && !button.closest("[hidden]")) { event.preventDefault(); button.click(); }
  });

  // Steppers: <div class="stepper"><button data-step="-0.1">…
  doc.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const start = parseFloat(input.value || input.dataset.start || "0");
    input.value = (start + parseFloat(button.dataset.step)).toFixed(1);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Typing survives a reload in this tab only (sessionStorage): <form data-draft="name">. Passwords never.
  function kept(form) {
    return Array.from(form.elements).filter(
      (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit"].includes(field.type));
  }
  function keep(form) {
    const values = kept(form).map((field) => [field.name, field.type, field.value, field.checked]);
    try { sessionStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(values)); } catch (_) { /* full or forbidden */ }
  }
  function restore(form) {
    let values = null;
    try { values = JSON.parse(sessionStorage.getItem(DRAFT + form.dataset.draft)); } catch (_) { return; }
    if (!values || form.querySelector(".errors")) return;
    kept(form).forEach((field) => {
      const tick = field.type === "checkbox" || field.type === "radio";
      const was = values.find((v) => v[0] === field.name && (!tick || v[2] === field.value));
      if (!was) return;
      if (tick) field.checked = was[3];
      else field.value = was[2];
    });
  }
  doc.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) keep(form);
  });
  doc.addEventListener("submit", (event) => {
    const form = event.target.closest("form");
    if (!form) return;
    if (form.dataset.draft && navigator.onLine) sessionStorage.removeItem(DRAFT + form.dataset.draft);
    if (form.hasAttribute("data-forget")) {
      sessionStorage.clear();
      // The team's telephone page keeps its list beyond this tab: it forgets too.
      const worker = navigator.serviceWorker && navigator.serviceWorker.getRegistration("/visits/phone/");
      if (worker) worker.then((found) => { if (found && found.active) found.active.postMessage("forget"); });
    }
  });

  // Choosing in a <select data-submits> sends its form.
  doc.addEventListener("change", (event) => {
    const field = event.target.closest("[data-submits]");
    if (field && field.form) field.form.requestSubmit();
  });
  doc.addEventListener("click", (event) => {
    if (event.target.closest("[data-prints]")) window.print();
  });

  // The clock in the bar follows the server's time zone, not the computer's.
  function tick() {
    const clock = doc.querySelector("[data-clock]");
    if (!clock) return;
    const form = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
    clock.textContent = form.format(new Date(Date.now() + skew));
    const until = doc.querySelector("[data-until]");
    if (!until) return;
    const minutes = Math.max(0, Math.floor((Date.parse(until.dataset.until) - Date.now() - skew) / 60000));
    until.textContent = Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
  }
  const given = doc.querySelector("[data-clock]");
  const skew = given && given.dateTime ? Date.parse(given.dateTime) - Date.now() : 0;
  setInterval(tick, 10000);

  function online() {
    doc.documentElement.classList.toggle("is-offline", !navigator.onLine);
  }
  window.addEventListener("online", online);
  window.addEventListener("offline", online);

  // What scrolls sideways can be reached by keyboard.
  function reach(root) {
    root.querySelectorAll(".table").forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    });
  }

  function begin(root) {
    ageToasts(doc);
    reach(root);
    root.querySelectorAll("form[data-draft]").forEach(restore);
  }
  doc.addEventListener("htmx:load", (event) => begin(event.target));
  doc.addEventListener("htmx:sendError", () => doc.documentElement.classList.add("is-offline"));
  doc.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) online(); });
  online();
  begin(doc);
})();
